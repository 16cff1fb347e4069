"""Signs as they are typed or pasted, written with those of a keyboard; each keeps its place in the input."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from derivative_manim.errors import DerivativeManimError

LONGEST = 500
"""Characters of an input; a formula that fills a blackboard has about a hundred."""

_SUPERSCRIPTS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿˣʸᵗ", "0123456789+-()nxyt", strict=True))
_SUBSCRIPTS = dict(zip("₀₁₂₃₄₅₆₇₈₉ₑₓ", "0123456789ex", strict=True))
ROOTS = {"\\sqrt": "√", "\\cbrt": "∛", "\\fourthroot": "∜"}
"""The roots that have a sign of their own, by their names in LaTeX."""
_SIGNS = {
    **dict.fromkeys("−–—‒﹣－‐‑", "-"),
    **dict.fromkeys("·⋅×∗✕✖•∙＊⨯", "*"),
    **dict.fromkeys("÷∕⁄／", "/"),
    **dict.fromkeys("∣❘ǀ", "|"),
    **dict.fromkeys("’′ʹ‘", "'"),
    **dict.fromkeys("“”„«»", '"'),
    **dict.fromkeys("≠≤≥⩽⩾", "<"),
    "ⅇ": "e",
    "ℯ": "e",
    "π": " pi ",
    "±": "\\pm ",
    "∓": "\\mp ",
    "𝜋": " pi ",
    "∞": "∞",
    **dict.fromkeys("→↦", "->"),
    "＾": "^",
    "ˆ": "^",
    "（": "(",
    "）": ")",
    "｛": "{",
    "｝": "}",
    **{sign: f"{command} " for command, sign in ROOTS.items()},
    "⌊": "\\lfloor ",
    "⌋": "\\rfloor ",
    "⌈": "\\lceil ",
    "⌉": "\\rceil ",
    "θ": " theta ",
    "φ": " phi ",
    "ϕ": " phi ",
    "α": " alpha ",
    "β": " beta ",
    "λ": " lambda ",
    "ω": " omega ",
    "τ": " tau ",
}
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u2061\u2063"


class ReadingError(DerivativeManimError):
    """The input is not a function that is read; the message says in one sentence what to type instead.

    Attributes:
        place: where, counted from 0 in the input; None if it is the whole.
        message: the sentence.
    """

    def __init__(self, message: str, place: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.place = place


@dataclass(frozen=True)
class Sign:
    """A character, and its place in the input."""

    text: str
    place: int


def signs(text: str) -> list[Sign]:
    """Write an input with the signs of a keyboard.

    Raises:
        ReadingError: it is too long, empty, or holds what is no sign of a formula.
    """
    if len(text) > LONGEST:
        raise ReadingError(f"the input has {len(text)} characters; at most {LONGEST} are read: type one function")
    found: list[Sign] = []
    raised = False  # within a run of superscripts
    for place, letter in enumerate(text):
        if letter == "√" and raised:
            found, raised = _indexed_root(found, place), False
            continue
        if letter in _INVISIBLE:
            continue
        if letter in _SUPERSCRIPTS:
            found += [Sign(sign, place) for sign in ("" if raised else "^(") + _SUPERSCRIPTS[letter]]
            raised = True
            continue
        if raised:
            found.append(Sign(")", place - 1))
            raised = False
        found += [Sign(sign, place) for sign in _plain(letter, place)]
    if raised:
        found.append(Sign(")", len(text) - 1))
    if not any(not sign.text.isspace() for sign in found):
        raise ReadingError("nothing was typed: type a function of x, as x^2 sin(x)")
    return found


def _indexed_root(found: list[Sign], place: int) -> list[Sign]:
    """³√x is a cube root, x³√x is x^3 times a root, and 2³√x may be either."""
    begin = max(i for i, sign in enumerate(found) if sign.text == "^")
    before, index = found[:begin], found[begin + 2 :]
    last = next((sign.text for sign in reversed(before) if not sign.text.isspace()), "(")
    if last.isdigit():
        raise ReadingError(
            "a raised number before √ may be a power or name the root: write ^ and *, or root(x, 3)", place
        )
    if last.isalpha() or last in ")]}|":
        return [*found, Sign(")", place - 1), *(Sign(sign, place) for sign in _SIGNS["√"])]
    return [*before, *(Sign(sign, place) for sign in "\\sqrt["), *index, Sign("]", place)]


def _plain(letter: str, place: int) -> str:
    if unicodedata.decomposition(letter).startswith("<fraction>"):
        return letter
    if letter in _SUBSCRIPTS:
        return f"_{_SUBSCRIPTS[letter]}"
    if letter in _SIGNS:
        return _SIGNS[letter]
    if letter.isspace():
        return " "
    if letter == "∫":
        raise ReadingError("an integral is asked for: type the function to differentiate alone", place)
    if letter == "°":
        raise ReadingError("degrees are not read: write the angle in radians, x*pi/180", place)
    if unicodedata.category(letter).startswith("C"):
        raise ReadingError(f"the character U+{ord(letter):04X} is no sign of a formula: delete it", place)
    # Letters and digits of other alphabets of mathematics (italic x, full-width 2) are the plain ones.
    plain = unicodedata.normalize("NFKC", letter)
    if not plain.isascii():
        alphabet = unicodedata.name(letter, "").partition(" ")[0]
        if alphabet in ("CYRILLIC", "GREEK"):
            said = f"{letter} is a {alphabet.capitalize()} letter: type a Latin one, as x or e"
            raise ReadingError(said, place)
        raise ReadingError(f"the sign {letter} is not read: write it with the letters and signs of a keyboard", place)
    return plain
