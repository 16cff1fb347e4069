r"""Tables of values: what stands in the column, or row, of f(x), f'(x) or a formula is its value at the x beside it.

The letter may be another one, as in a table of difference quotients for some h.

The cells are those of Manim's tables, and of LaTeX's arrays. Their signs and arrows are read by `signs`.
"""

import math
import re
from collections.abc import Iterator, Sequence
from itertools import product
from typing import NamedTuple

import numpy as np
import sympy

from ..formulas.arrays import Function
from ..formulas.expression import Expr, X, replaced
from ..run.evidence import Item
from .captions import meant, names, only
from .line_numbers import half_digit, one
from .showing import Found, Showing, bare, middle, plain

RULES = {"drawn.table": "a value in a table of f or f', or a sign in a chart of signs, is that of the function there"}

ARRAY = re.compile(r"\\begin\{(array|tabular)\}(?:\[\w\])?\{[^}]*\}(.*?)\\end\{\1\}", re.DOTALL)
RULED = re.compile(r"\\hline|\\cline\{[^}]*\}|\\(?:top|mid|bottom)rule|\$")
LEVEL = 0.1  # between the middles of the cells of a row, in units
LETTERS = frozenset("xhta")
HEADS = {"y": "f(x)", "f": "f(x)", "f'": "f'(x)"}
MOST = 200  # cells


class Cell(NamedTuple):
    """A cell, and where it is."""

    text: str
    x: float
    y: float
    end: float = math.nan  # its right side: the cells of a matrix are below each other there

    @property
    def number(self) -> tuple[float, float] | None:
        """The number that it is, and half of what its last digit counts; None if it is none."""
        said = only(self.text)
        if said is None or len(said.sides) != 1 or not said.sides[0].is_number:
            return None
        return one(said.sides[0]), half_digit(said.sides[0], said, "~")


def check(showing: Showing) -> Iterator[Found]:
    """Yield the values of tables that are false."""
    for moment in showing.plays:
        texts = showing.noticed(moment, "text")
        # The rows of a table that comes row by row are no parts of it.
        loose = [Cell(bare(item.text), *middle(item), item.box[2]) for item in texts if item.owner is None and item.box]
        for table in (*tables(texts), loose[:MOST]):
            numbers = {cell: number for cell in table if (number := cell.number)}
            for letter, head in product([cell for cell in table if cell.text in LETTERS], table):
                if not (function := _function(head.text, letter.text, showing.expression)):
                    continue
                pairs = [pair for pair in _pairs(letter, head, table) if numbers.keys() >= set(pair)]
                # A table of derivatives, in which 1 stands beside x, is none of values.
                for x, value in pairs if len(pairs) > 1 else ():
                    if not _is_value(function, *numbers[x], *numbers[value]):
                        text = f"the table says that {head.text} is {value.text} at {letter.text} = {x.text}"
                        yield moment.found("drawn.table", text, "show the value of the function there")


def tables(texts: Sequence[Item]) -> Iterator[list[Cell]]:
    """Give the cells of each table: of the texts that one thing owns, and of LaTeX's arrays in a text."""
    for owner in {item.owner: None for item in texts if item.owner is not None}:
        own = (item for item in texts if item.owner == owner)
        yield [Cell(bare(item.text), *middle(item), item.box[2]) for item in own if item.box][:MOST]
    for found in (found for text in texts for found in ARRAY.finditer(text.text)):
        rows = [row.split("&") for row in RULED.sub("", found[2]).split(r"\\")]
        # A column is one unit from the next, a row half of one.
        yield [Cell(plain(cell), i, -0.5 * j) for j, row in enumerate(rows) for i, cell in enumerate(row)][:MOST]


def _pairs(letter: Cell, head: Cell, table: list[Cell]) -> Iterator[tuple[Cell, Cell]]:
    """Give each x with the value that a table has for it, below a head or to the right of one."""
    for along, across in (("x", "y"), ("y", "x")):
        if letter is not head and in_line(letter, head, across):
            xs = [cell for cell in table if in_line(cell, letter, along)]
            values = [cell for cell in table if in_line(cell, head, along)]
            yield from (pair for pair in product(xs, values) if in_line(*pair, across))


def _function(head: str, letter: str, function: Expr) -> Function | None:
    """Read a head as a function of a letter; None if it is none."""
    said = only(HEADS.get(names(head) or head, head))
    if said is None or set(said.relations) - {"="}:
        return None
    side = replaced(said.sides[-1], {sympy.Symbol(letter, real=True): X})
    return meant(side, function) if side != X else None


def in_line(one: Cell, other: Cell, way: str) -> bool:
    """Tell cells of one row (way y), or of one column (way x)."""
    if way == "y":
        return abs(one.y - other.y) <= LEVEL
    return abs(one.x - other.x) <= LEVEL or abs(one.end - other.end) <= LEVEL


def _is_value(function: Function, place: float, about: float, said: float, half: float) -> bool:
    """Tell whether a number is the value at another, for the digits of both, or may not be told."""
    about = 0.0 if place.is_integer() else about
    near = function.many(np.linspace(place - about, place + about, 9))
    # Digits may be cut off, too, but for those of a whole number.
    room = (2 * half if half < 0.5 else half) + 1e-6 * abs(said)
    return bool(np.isnan(near).all() or np.nanmin(near) - room <= said <= np.nanmax(near) + room)
