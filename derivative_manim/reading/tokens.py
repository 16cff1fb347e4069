r"""From signs to tokens: numbers, names and operators. `xsinx` is x, sin, x; `\frac` and its like are names too."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from derivative_manim.reading.characters import ROOTS, ReadingError, Sign
from derivative_manim.reading.names import BASES, FUNCTIONS, GREEK, REFUSED

MOST = 300
"""Tokens of an input."""
LARGEST = 10**12

_VULGAR = "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅐⅛⅜⅝⅞⅑⅒"
_NUMBER = re.compile(rf"\d*[{_VULGAR}]|\d+(?:[.,]\d+)*|[.,]\d+")
_POWER_OF_TEN = re.compile(r"[eE][+-]?\d+")
_WORD = re.compile(r"(?:arc?\s+(?=(?:sin|cos|tan|cot|sec|csc|tg|ctg|sinh|cosh|tanh)\b))?[a-z]+", re.IGNORECASE)
_HELD = re.compile(r"\s*\{\s*([A-Za-z]+)\s*\}")
_FRACTION = re.compile(r"\\[dtc]?frac\s*(?:\d\s*|\{[^{}]*\}\s*)?\Z")
_COMMAND = re.compile(r"\\(?:[A-Za-z]+|.)")
_COMMANDS = {
    "\\cdot": "*",
    "\\times": "*",
    "\\ast": "*",
    "\\div": "/",
    "\\lvert": "|",
    "\\rvert": "|",
    "\\vert": "|",
    "\\mid": "|",
    "\\{": "(",
    "\\}": ")",
    "\\lbrace": "(",
    "\\rbrace": ")",
    "\\colon": ":",
    "\\mapsto": "→",
    "\\to": "→",
    **dict.fromkeys(("\\ne", "\\neq", "\\le", "\\leq", "\\ge", "\\geq", "\\lt", "\\gt"), "<"),
}
_BUILT = {
    "\\frac": "frac",
    "\\dfrac": "frac",
    "\\tfrac": "frac",
    "\\cfrac": "frac",
    "\\sqrt": "root",
    "\\cbrt": "root3",
    "\\fourthroot": "root4",
}
_WRAPPERS = {"\\operatorname", "\\mathrm", "\\text", "\\mathit", "\\mathop", "\\rm", "\\textrm", "\\mathbf"}
# The longest first: `arcsinx` is arcsin and x, `theta` no hyperbolic tangent.
_NAMES = sorted({*FUNCTIONS, *BASES, "root", "pi", *(name for name in GREEK if len(name) > 3)}, key=len, reverse=True)


@dataclass(frozen=True)
class Token:
    """A token.

    Attributes:
        kind: number, function, letter, constant, built (frac, root), or the sign itself.
        text: as it is understood (a function by SymPy's name).
        place: where it begins in the input.
        spaced: whether a space stands before it.
        raw: as it was typed.
        value: of a number.
    """

    kind: str
    text: str
    place: int
    spaced: bool = False
    raw: str = ""
    value: Fraction = Fraction(0)


def tokens(signs: Sequence[Sign]) -> list[Token]:
    """Cut signs into tokens.

    Raises:
        ReadingError: a name or a sign is not of the language, or there are too many.
    """
    return _Scanner(signs).scan()


class _Scanner:
    def __init__(self, signs: Sequence[Sign]) -> None:
        self.signs = signs
        self.text = "".join(sign.text for sign in signs)
        self.commas = _commas_are_points(self.text)
        self.found: list[Token] = []
        self.spaced = False

    def scan(self) -> list[Token]:
        at = 0
        while at < len(self.text):
            at = self._next(at)
        return self.found

    def _next(self, at: int) -> int:
        """Read what begins at a place; gives where it ends."""
        letter = self.text[at]
        if letter == " ":
            self.spaced = True
            return at + 1
        if letter == "\\":
            return self._command(at)
        if (match := _NUMBER.match(self.text, at)) and (letter != "," or self.commas):
            return self._number(match[0], at)
        if match := _WORD.match(self.text, at):
            self._word(re.sub(r"\s", "", match[0]).lower(), at)
            return match.end()
        if (two := self.text[at : at + 2]) in ("**", "!="):
            kind = "^" if two == "**" else "<"
            self._add(kind, kind, at)
            return at + 2
        if letter in "+-*/^()[]{}|,;'_=→:!%<>":
            kind = {"[": "(", "{": "(", "]": ")", "}": ")", ";": ","}.get(letter, letter)
            self._add(kind, letter, at)
            return at + 1
        raise self._error(f"the sign {letter} is not read: type a function with + - * / ^, brackets and names", at)

    def _add(self, kind: str, text: str, at: int, raw: str = "", value: Fraction = Fraction(0)) -> None:
        if len(self.found) >= MOST:
            raise self._error(f"the input has more than {MOST} parts: type a shorter function", at)
        self.found.append(Token(kind, text, self.signs[at].place, self.spaced, raw or text, value))
        self.spaced = False

    def _error(self, message: str, at: int) -> ReadingError:
        return ReadingError(message, self.signs[at].place)

    def _command(self, at: int) -> int:
        match = _COMMAND.match(self.text, at)
        command = match[0] if match else "\\"
        if command in _COMMANDS:
            self._add(_COMMANDS[command], _COMMANDS[command], at, command)
        elif command in _BUILT:
            one = self.signs[at].place == self.signs[at + 1].place  # typed as one sign
            self._add("built", _BUILT[command], at, ROOTS.get(command, command) if one else command)
        elif command in _WRAPPERS:
            match = _HELD.match(self.text, at + len(command))
            if match:
                self._word(match[1].lower(), match.start(1))
                return match.end()
        elif command[1:].isalpha():
            self.spaced = True  # a name after a backslash stands apart from what is before it
            self._word(command[1:].lower(), at + 1)
        elif command == "\\\\" and self.text[at + 2 :].strip():
            raise self._error("a second line begins: type one function", at)
        elif command == "\\\\":
            self.spaced = True
        else:
            raise self._error(f"{command} is not read: write the function with + - * / ^ and names", at)
        return at + len(command)

    def _number(self, text: str, at: int) -> int:
        if text[0].isdigit() and _FRACTION.search(self.text[:at]):
            text = text[0]  # TeX takes one sign: \frac12 is one half
        if text[-1] in _VULGAR:  # 1½ without a space is a mixed number
            value = Fraction(unicodedata.numeric(text[-1])).limit_denominator(10) + int(text[:-1][:13] or 0)
            self._add("number", text, at, text, value)
            return at + len(text)
        digits = text if self.commas else text.split(",")[0]
        if re.fullmatch(r"[1-9]\d{0,2},\d{3}", digits):
            raise self._error(
                f"{digits} may be a thousand or a decimal number: write it without the comma, or with a point", at
            )
        if digits.count(".") + digits.count(",") > 1:
            message = (
                f"the number {digits[:20]} has more than one decimal sign: write it without marks between thousands"
            )
            raise self._error(message, at)
        if len(digits) > 25 or Fraction(digits.replace(",", ".")) > LARGEST:
            raise self._error(f"the number {digits[:20]} is too large: numbers up to 10^12 are read", at)
        if power := _POWER_OF_TEN.match(self.text, at + len(digits)):
            typed = f"{digits}{power[0]}"
            raise self._error(
                f"{typed} may be {digits}*10^{power[0][1:]} or hold the number e: write * and ^ between", at
            )
        self._add("number", digits, at, digits, Fraction(digits.replace(",", ".")))
        return at + len(digits)

    def _word(self, word: str, at: int) -> None:
        """Cut letters into names, the longest that is known first, and else one letter at a time."""
        if word in REFUSED:
            raise self._error(REFUSED[word].format(word), at)
        cut: list[tuple[str, int]] = [(word, 0)] if word in GREEK else []
        begin = len(word) if cut else 0
        while begin < len(word):
            name = next((name for name in _NAMES if word.startswith(name, begin)), word[begin])
            cut.append((name, begin))
            begin += len(name)
        letters = [name for name, _ in cut if len(name) == 1 and name not in "ex"]
        if len(letters) >= 2 and len(cut) >= 3:
            known = [name for name in FUNCTIONS if name[0] == word[0] and (len(name) > 2 or name == "ln")]
            near = difflib.get_close_matches(word, known, n=1, cutoff=0.66)
            hint = f"did you mean {near[0]}?" if near else "known are sin, cos, tan, exp, ln, sqrt and their like"
            raise self._error(f"{word[:40]} is not a function that is known: {hint}", at)
        for name, offset in cut:
            if name in ("e", "pi"):
                self._add("constant", name, at + offset)
            elif len(name) == 1 or name in GREEK:
                typed = self.text[at + offset : at + offset + len(name)]
                self._add("letter", name, at + offset, typed if typed.lower() == name else name)
            else:
                self._add("function", FUNCTIONS.get(name, name), at + offset, name)


def _commas_are_points(text: str) -> bool:
    """Whether commas are decimal: one stands between digits, nowhere a point does, and none parts two arguments."""
    if re.search(r"\.\d", text):
        return False
    return bool(re.search(r"\d,\d", text)) and not re.search(r"(?:log|pow|root)\s*\([^()]*,\s*\w*\)", text)
