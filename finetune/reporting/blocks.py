"""What a page is made of: titles, paragraphs, tables, pictures. Both templates draw the same blocks."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Cell:
    """A cell of a table: its text, what is said smaller below it, and whether it stands out."""

    text: str
    small: str = ""
    strong: bool = False


@dataclass(frozen=True)
class Text:
    """A paragraph."""

    text: str
    kind: str = "text"


@dataclass(frozen=True)
class Missing:
    """A part that cannot be shown, and the command that makes it."""

    text: str
    command: str
    kind: str = "missing"


@dataclass(frozen=True)
class Table:
    """A table; the first column names its rows, as long as the head. `words`: it holds more words than numbers."""

    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    title: str = ""
    words: bool = False
    kind: str = "table"


@dataclass(frozen=True)
class Picture:
    """A PNG."""

    file: Path
    alt: str
    caption: str = ""
    kind: str = "picture"


@dataclass(frozen=True)
class Line:
    """A line of code; `other` if the scene beside it has no such line."""

    text: str
    other: bool


@dataclass(frozen=True)
class Scene:
    """A scene: its title, its code, its frames, and why frames are missing."""

    title: str
    lines: Sequence[Line]
    left_out: int
    frames: Sequence[Picture]
    error: str


@dataclass(frozen=True)
class Pair:
    """A scene that was expected, and the one that was generated."""

    title: str
    text: str
    scenes: Sequence[Scene]
    kind: str = "pair"


@dataclass(frozen=True)
class Folded:
    """Blocks that are shown on demand."""

    title: str
    blocks: Sequence[Text | Missing | Table | Picture]
    kind: str = "folded"


Block = Text | Missing | Table | Picture | Pair | Folded


@dataclass(frozen=True)
class Section:
    """A part of the page."""

    key: str
    title: str
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Page:
    """The whole: its title, what comes first, its sections."""

    title: str
    lead: Sequence[str]
    sections: Sequence[Section] = field(default_factory=tuple)


def visible(text: str) -> str:
    """Give a text in which nothing is hidden: control characters but line feeds and tabs are written as codes.

    Models write them, and signs that turn the direction of text, and what is shown would not be what is there.
    """
    return "".join(
        sign if sign in "\n\t" or unicodedata.category(sign)[0] != "C" else f"\\u{ord(sign):04x}" for sign in text
    )
