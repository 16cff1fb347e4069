"""A place in the tokens, what was typed there, and what could be read otherwise."""

from __future__ import annotations

from collections.abc import Sequence

from derivative_manim.reading.characters import ROOTS
from derivative_manim.reading.tokens import Token
from derivative_manim.reading.tree import Expression
from derivative_manim.reading.write import plain_text

END = Token("end", "", -1)


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
