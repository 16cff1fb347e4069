"""A place in the tokens, what was typed there, and what could be read otherwise."""

from __future__ import annotations

from collections.abc import Sequence

from derivative_manim.reading.characters import ROOTS, ReadingError
from derivative_manim.reading.names import CONDITION
from derivative_manim.reading.tokens import Token
from derivative_manim.reading.tree import Expression
from derivative_manim.reading.write import plain_text

END = Token("end", "", -1)
EQUATION = "this is an equation: type only the function, what stands to the right of f(x) ="
FACTORIAL = "a factorial has no derivative in a first course: type a function without !"


def error(message: str, token: Token) -> ReadingError:
    """A refusal that points at a token."""
    return ReadingError(message, token.place)


class Cursor:
    """Goes through tokens from left to right.

    Attributes:
        doubts: what could be read otherwise, each with how it was read.
    """

    def __init__(self, found: Sequence[Token]) -> None:
        self.found = found
        self.at = 0
        self.doubts: list[str] = []

    @property
    def here(self) -> Token:
        """The token that is next."""
        return self.found[self.at] if self.at < len(self.found) else END

    @property
    def last(self) -> Token:
        """The token before it."""
        return self.found[self.at - 1]

    def take(self, *kinds: str) -> Token | None:
        """The next token if it is of one of the kinds, and go on."""
        token = self.here
        if token.kind in kinds:
            self.at += 1
            return token
        return None

    def _after(self) -> Token:
        return self.found[self.at + 1] if self.at + 1 < len(self.found) else END

    def _doubt(self, typed: str, e: Expression) -> None:
        said = f"{typed} is read as {plain_text(e)}"
        if said not in self.doubts:
            self.doubts.append(said)

    def _typed(self, start: int, end: int | None = None) -> str:
        """What was typed from one token up to another, without the spaces that LaTeX leaves inside brackets."""
        text = ""
        for token in self.found[start : self.at if end is None else end]:
            close = token.kind == ")" or text[-1:] in ("", "(", "[", "{", *ROOTS.values())
            text += (" " if token.spaced and not close else "") + token.raw
        return text

    def _odd(self, token: Token) -> ReadingError:
        """The refusal of a token that cannot stand here."""
        if token.kind == "end":
            place = self.found[-1].place if self.found else None
            return ReadingError("the function breaks off: type what follows", place)
        if token.kind == "'":
            return error("no function is given, only the sign of a derivative: type the function itself", token)
        if token.kind in "<>" or (token.kind == "," and any(after.kind in "<>" for after in self.found[self.at :])):
            return error(CONDITION, token)
        if token.kind == ",":
            return error(f"a {'semicolon' if token.raw == ';' else 'comma'} parts two functions: type one", token)
        if token.kind in "%:":
            return error(f"the sign {token.kind} is not read: write ^ for a power and / for a quotient", token)
        if token.kind == "!":
            return error(FACTORIAL, token)
        if token.kind == "_":
            return error("an index is not read: name the variable x", token)
        if token.kind == "=":
            return error(EQUATION, token)
        return error(f"{token.raw} is not expected here: put a number, x or a function before it", token)
