r"""The tokens that LaTeX is made into, and the fractions among them that are derivatives, `\frac{d}{dx}`."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Token(NamedTuple):
    """A token: its kind, and what it says."""

    kind: str
    text: str


def shown(some: Iterable[Token]) -> str:
    """Tokens as text, for messages."""
    return re.sub(r"\s+", " ", " ".join(t.text for t in some))


def group(inner: list[Token]) -> list[Token]:
    """Tokens in braces."""
    return [Token("LBRACE", "{"), *inner, Token("RBRACE", "}")]


def fraction(above: list[Token], below: list[Token]) -> Iterator[Token]:
    """A fraction; `d/dx`, `d^2/dx^2`, `df/dx` and `d(...)/dx` are derivatives."""
    variable, order = _differential(below)
    if variable and above and above[0] == ("LETTER", "d"):
        rest, above_order = _after_d(above)
        if above_order == order and ("LETTER", "d") not in rest:
            if not rest:
                yield Token("D_BY_D", f"{variable} {order}")
                return
            shown = "".join(t.text for t in rest[1:] if t.kind not in ("LBRACE", "RBRACE"))
            if rest[0].kind == "LETTER" and shown in ("", f"({variable})"):
                yield Token("DERIVATIVE", f"{rest[0].text} {variable} {order}")
                return
            yield Token("D_BY_D", f"{variable} {order}")
            yield from [Token("LPAR", "("), *rest, Token("RPAR", ")")]
            return
    yield from [Token("FRAC", "\\frac"), *group(above), *group(below)]


def _power_after(some: list[Token]) -> tuple[int, int]:
    """The exponent that tokens begin with, and how many tokens it takes."""
    if len(some) >= 4 and some[0].kind == "CARET" and some[2].kind == "NUMBER":
        return (int(some[2].text), 4) if some[2].text in "123456789" else (0, 0)
    return 1, 0


def _differential(below: list[Token]) -> tuple[str, int]:
    if len(below) >= 2 and below[0] == ("LETTER", "d") and below[1].kind == "LETTER":
        order, taken = _power_after(below[2:])
        if len(below) == 2 + taken and order <= 4:
            return below[1].text, order
    return "", 0


def _after_d(above: list[Token]) -> tuple[list[Token], int]:
    order, taken = _power_after(above[1:])
    return above[1 + taken :], order
