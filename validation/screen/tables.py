r"""Tables of values: what stands in the column, or row, of f(x), f'(x) or a formula is its value at the x beside it.

The letter may be another one, as in a table of difference quotients for some h.

The cells are those of Manim's tables, and of LaTeX's arrays. Their signs and arrows are read by `signs`.
"""

import contextlib
import math
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import product
from typing import NamedTuple

import numpy as np
import sympy

from ..formulas import latex
from ..formulas.arrays import Function, NotDrawableError
from ..formulas.expression import Expr, Unreadable, X, replaced
from ..formulas.names import Names
from ..run.evidence import Item
from .captions import names
from .line_numbers import half_digit, one
from .showing import Found, Showing, bare, plain

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
        read = [each for each in latex.read(self.text) if not isinstance(each, str)]
        if len(read) != 1 or read[0].label or len(read[0].sides) != 1 or not read[0].sides[0].is_number:
            return None
        return one(read[0].sides[0]), half_digit(read[0].sides[0], read[0], "~")


def check(showing: Showing) -> Iterator[Found]:
    """Yield the values of tables that are false."""
    for moment in showing.plays:
        for table in tables(showing.noticed(moment, "text")):
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
        own = [(item.text, item.box) for item in texts if item.owner == owner]
        yield [Cell(bare(text), (b[0] + b[2]) / 2, (b[1] + b[3]) / 2, b[2]) for text, b in own if b][:MOST]
    for found in (found for text in texts for found in ARRAY.finditer(text.text)):
        rows = [row.split("&") for row in RULED.sub("", found[2]).split(r"\\")]
        # A column is one unit from the next, a row half of one.
        yield [Cell(plain(cell), i, -0.5 * j) for j, row in enumerate(rows) for i, cell in enumerate(row)][:MOST]


def _pairs(letter: Cell, head: Cell, table: list[Cell]) -> Iterator[tuple[Cell, Cell]]:
    """Give each x with the value that a table has for it, below a head or to the right of one."""
    for along, across in (("x", "y"), ("y", "x")):
        if letter is not head and _level(letter, head, across):
            xs = [cell for cell in table if _level(cell, letter, along)]
            values = [cell for cell in table if _level(cell, head, along)]
            yield from (pair for pair in product(xs, values) if _level(*pair, across))


@lru_cache(maxsize=1024)
def _function(head: str, letter: str, function: Expr) -> Function | None:
    """Read a head as a function of a letter; None if it is none."""
    read = latex.read(HEADS.get(names(head) or head, head))
    if len(read) != 1 or isinstance(read[0], str) or read[0].label or set(read[0].relations) - {"="}:
        return None
    with contextlib.suppress(Unreadable, NotDrawableError, ValueError, TypeError, ArithmeticError):
        side = replaced(read[0].sides[-1], {sympy.Symbol(letter, real=True): X})
        meant = Names({"f": function}).resolve(side)
        return Function(meant) if meant.free_symbols == {X} and side != X else None
    return None


def _level(one: Cell, other: Cell, way: str) -> bool:
    if way == "y":
        return abs(one.y - other.y) <= LEVEL
    return abs(one.x - other.x) <= LEVEL or abs(one.end - other.end) <= LEVEL


def _is_value(function: Function, place: float, about: float, said: float, half: float) -> bool:
    """Tell whether a number is the value at another, for the digits of both, or may not be told."""
    about = 0.0 if place.is_integer() else about
    near = function.many(np.linspace(place - about, place + about, 9))
    # Digits may be cut off, too.
    room = 2 * half + 1e-6 * abs(said)
    return bool(np.isnan(near).all() or np.nanmin(near) - room <= said <= np.nanmax(near) + room)
