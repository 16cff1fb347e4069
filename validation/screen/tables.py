r"""Tables of values: what stands in the column, or row, of f(x), f'(x) or a formula is its value at the x beside it.

The letter may be another one, as in a table of difference quotients for some h.

The cells are those of Manim's tables, and of LaTeX's arrays. Their signs and arrows are read by `signs`.
"""

import contextlib
import math
import re
from collections.abc import Iterator
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
from .line_numbers import one
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
        places = re.fullmatch(r"[-+]?\d*(?:(?:\.|\{,\}|,)(\d+))?", self.text)
        read = [s for s in latex.read(self.text) if not isinstance(s, str)]
        if len(read) != 1 or read[0].label or len(read[0].sides) != 1 or not read[0].sides[0].is_number:
            return None
        return one(read[0].sides[0]), 0.5 * 10.0 ** -len(places[1] or "") if places else 1e-6


def check(showing: Showing) -> Iterator[Found]:
    """Yield the values of tables that are false."""
    for moment in showing.plays:
        texts = showing.noticed(moment, "text")
        for table in (*tables(texts), *map(array, texts)):
            for letter, head in product([cell for cell in table[:MOST] if cell.text in LETTERS], table[:MOST]):
                if head is letter or not (function := _function(head.text, letter.text, showing.expression)):
                    continue
                pairs = [(x, value) for x, value in _values(letter, head, table[:MOST]) if x.number and value.number]
                # A table of derivatives, in which 1 stands beside x, is none of values.
                for x, value in pairs if len(pairs) > 1 or names(head.text) or head.text == "y" else ():
                    if not _is_value(function, x, value):
                        text = f"the table says that {head.text} is {value.text} at {letter.text} = {x.text}"
                        yield moment.found("drawn.table", text, "show the value of the function there")


def tables(texts: list[Item]) -> Iterator[list[Cell]]:
    """Give the cells of each table: of the texts that one thing owns."""
    for owner in dict.fromkeys(item.owner for item in texts if item.owner is not None):
        own = [(item.text, item.box) for item in texts if item.owner == owner]
        yield [Cell(bare(text), (b[0] + b[2]) / 2, (b[1] + b[3]) / 2, b[2]) for text, b in own if b]


def array(text: Item) -> list[Cell]:
    """Give the cells of LaTeX's arrays in a text, a column one unit from the next, a row half of one."""
    cells = []
    for number, found in enumerate(ARRAY.finditer(text.text)):
        for down, row in enumerate(RULED.sub("", found[2]).split(r"\\")):
            cells += [
                Cell(plain(cell), 100.0 * number + across, -0.5 * down) for across, cell in enumerate(row.split("&"))
            ]
    return cells


def _values(letter: Cell, head: Cell, table: list[Cell]) -> Iterator[tuple[Cell, Cell]]:
    """Give each x with the value that a table has for it, below a head or to the right of one."""
    for along, across in (("x", "y"), ("y", "x")):
        if _level(letter, head, across):
            xs = [cell for cell in table if _level(cell, letter, along) and cell is not letter]
            values = [cell for cell in table if _level(cell, head, along) and cell is not head]
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


def _is_value(function: Function, x: Cell, value: Cell) -> bool:
    """Tell whether a number is the value at another, for the digits of both, or may not be told."""
    if x.number is None or value.number is None:
        return True
    (place, about), (said, half) = x.number, value.number
    exact = float(place).is_integer() or about < 1e-3
    near = function.many(np.linspace(place - about, place + about, 9) if not exact else np.array([place]))
    if not np.isfinite(near).any():
        return True
    # Digits may be cut off, too.
    room = 2 * half + 1e-6 * abs(said)
    return bool(np.nanmin(near) - room <= said <= np.nanmax(near) + room)
