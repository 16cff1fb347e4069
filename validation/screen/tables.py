r"""Tables of values: what stands in the column, or row, of f(x), f'(x) or a formula is its value at the x beside it.

The letter may be another one, as in a table of difference quotients for some h. The cells are those of Manim's tables,
and of LaTeX's arrays.

Charts of signs, in a table or of loose texts: a row of + and - along places says where f' (or f, or f'') is positive,
and where negative. So does a row of arrows of what rises where they go up.
"""

import math
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise, product
from typing import NamedTuple

import numpy as np
import sympy

from ..formulas.arrays import Function
from ..formulas.equality import derivative
from ..formulas.expression import Expr, Listed, X, replaced
from ..run.evidence import Item
from .captions import meant, names, only
from .line_numbers import half_digit, many, one
from .showing import FRAME, Found, Moment, Showing, bare, middle, plain

RULES = {"drawn.table": "a value in a table of f or f', or a sign in a chart of signs, is that of the function there"}

ARRAY = re.compile(r"\\begin\{(array|tabular)\}(?:\[\w\])?\{[^}]*\}(.*?)\\end\{\1\}", re.DOTALL)
RULED = re.compile(r"\\hline|\\cline\{[^}]*\}|\\(?:top|mid|bottom)rule|\$")
LEVEL = 0.1  # between the middles of the cells of a row, in units
LETTERS = frozenset("xhta")
HEADS = {"y": "f(x)", "f": "f(x)", "f'": "f'(x)"}
MOST = 200  # cells
# Of charts of signs:
RISES = {r"\nearrow": 1, "\u2197": 1, r"\searrow": -1, "\u2198": -1}
SIGNS = {"+": 1, "-": -1, "\u2212": -1} | RISES
NAME = re.compile(r"f('*)(\(x\))?\}?:?$")
UNEVEN = 0.2  # between those of a plus and a minus that stand on one line
AWAY = 1.3  # from the signs to the places, and to the name of the function, up or down
BESIDE = 0.5  # to a name that says no more, or to the line along which the signs stand
BELOW = 1.5  # from axes to such a line below or above them
LEAST = 0.1  # of a stretch that has the sign, at least
FAR = 10.0  # of an interval without end
BEYOND = 0.25  # of all the places, that is looked at beyond the last one


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


def _cell(item: Item) -> Cell:
    return Cell(bare(item.text), *middle(item), (item.box or FRAME)[2])


def check(showing: Showing) -> Iterator[Found]:
    """Yield what is false in tables, and in charts of signs."""
    yield from _values(showing)
    yield from _signs(showing)


def _values(showing: Showing) -> Iterator[Found]:
    """Yield the values of tables that are false."""
    for moment in showing.plays:
        texts = showing.noticed(moment, "text")
        # The rows of a table that comes row by row are no parts of it.
        loose = [_cell(item) for item in texts if item.owner is None]
        for table in (*_tables(texts), loose[:MOST]):
            numbers = {cell: number for cell in table if (number := cell.number)}
            for letter, head in product([cell for cell in table if cell.text in LETTERS], table):
                if not (function := _of_head(head.text, letter.text, showing.expression)):
                    continue
                pairs = [pair for pair in _pairs(letter, head, table) if numbers.keys() >= set(pair)]
                # A table of derivatives, in which 1 stands beside x, is none of values.
                for x, value in pairs if len(pairs) > 1 else ():
                    if not _is_value(function, *numbers[x], *numbers[value]):
                        text = f"the table says that {head.text} is {value.text} at {letter.text} = {x.text}"
                        yield moment.found("drawn.table", text, "show the value of the function there")


def _tables(texts: Sequence[Item]) -> Iterator[list[Cell]]:
    """Give the cells of each table: of the texts that one thing owns, and of LaTeX's arrays in a text."""
    for owner in {item.owner: None for item in texts if item.owner is not None}:
        yield [_cell(item) for item in texts if item.owner == owner][:MOST]
    for found in (found for text in texts for found in ARRAY.finditer(text.text)):
        rows = [row.split("&") for row in RULED.sub("", found[2]).split(r"\\")]
        # A column is one unit from the next, a row half of one.
        yield [Cell(plain(cell), i, -0.5 * j) for j, row in enumerate(rows) for i, cell in enumerate(row)][:MOST]


def _pairs(letter: Cell, head: Cell, table: list[Cell]) -> Iterator[tuple[Cell, Cell]]:
    """Give each x with the value that a table has for it, below a head or to the right of one."""
    for along, across in (("x", "y"), ("y", "x")):
        if letter is not head and _in_line(letter, head, across):
            xs = [cell for cell in table if _in_line(cell, letter, along)]
            values = [cell for cell in table if _in_line(cell, head, along)]
            yield from (pair for pair in product(xs, values) if _in_line(*pair, across))
    # Rows that were set one by one are ragged: the second of two cells is of the second head.
    if [cell for cell in table if _in_line(cell, letter, "y")] in ([letter, head], [head, letter]):
        for cell in table:
            row = sorted((other for other in table if _in_line(other, cell, "y")), key=lambda each: each.x)
            if row[0] is cell and len(row) == 2:
                yield row[letter.x > head.x], row[letter.x < head.x]


def _of_head(head: str, letter: str, function: Expr) -> Function | None:
    """Read a head as a function of a letter; None if it is none."""
    said = only(HEADS.get(names(head) or head, head))
    if said is None or set(said.relations) - {"="}:
        return None
    side = replaced(said.sides[-1], {sympy.Symbol(letter, real=True): X})
    return meant(side, function) if side != X else None


def _in_line(one: Cell, other: Cell, way: str) -> bool:
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


def _signs(showing: Showing) -> Iterator[Found]:
    """Yield the signs that are wrong."""
    for moment in showing.plays:
        texts = showing.noticed(moment, "text")
        charts = list(_tables(texts))
        for table in charts:
            yield from _beside_intervals(table, moment, showing.expression)
        loose = [_cell(item) for item in texts if item.owner is None]
        for chart, among in ((list(map(_cell, texts)), loose), *zip(charts, charts, strict=True)):
            signs = [cell for cell in among[:MOST] if cell.text in SIGNS]
            for sign in signs:
                row = [other for other in signs if abs(other.y - sign.y) <= UNEVEN]
                function, places = _of_signs(sign, chart, showing.expression), _places(sign, chart)
                if len(row) < 2 or function is None:
                    continue
                if places := places or _below_axes(row, moment):
                    yield from _wrong(sign, function, *_stretch(sign.x, places), moment)


def _wrong(sign: Cell, function: Expr, low: float, high: float, moment: Moment) -> Iterator[Found]:
    """Compare a sign with those of a function on a stretch."""
    values = many(function, np.linspace(low, high, 203)[1:-1]) * SIGNS[sign.text]
    if np.mean(values > 0) < LEAST and np.isfinite(values).any():
        text = f"{sign.text} stands where the function is not so, from {low:.3g} to {high:.3g}"
        yield moment.found("drawn.table", text, "give each stretch its sign")


def _beside_intervals(table: Sequence[Cell], moment: Moment, function: Expr) -> Iterator[Found]:
    """Look at the signs of a table in whose row, or column, an interval stands, in the other one a name."""
    spans = [(cell, span) for cell in table if (span := _interval(cell.text))]
    heads = [(cell, found[1]) for cell in table if (found := NAME.match(cell.text)) and len(found[1]) < 3]
    for sign in (cell for cell in table if spans and cell.text in SIGNS):
        for along, across in (("y", "x"), ("x", "y")):
            beside = next((span for cell, span in spans if _in_line(sign, cell, along)), None)
            head = next((primes for cell, primes in heads if _in_line(sign, cell, across)), None)
            if beside and head is not None:
                yield from _wrong(sign, _derived(function, len(head), sign), *beside, moment)


@lru_cache(maxsize=1024)
def _interval(text: str) -> tuple[float, float] | None:
    """Read an interval, or x between numbers, of which the ends are cut where they are infinite."""
    said = only(text)
    ends = list(said.sides) if said else []
    ways = {relation[0] for relation in said.relations} if said else set()
    if X in ends and ways in ({"<"}, {">"}):
        ends = ends if ways == {"<"} else ends[::-1]
        place = ends.index(X)
        ends[place : place + 1] = [-sympy.oo] * (place == 0) + [sympy.oo] * (ends[-1] == X)
    elif ends and not ways and type(ends[0]) is Listed:
        ends = list(ends[0].args)
    if len(ends) != 2 or not all(end.is_number for end in ends):
        return None
    low, high = (min(max(float(end), -FAR), FAR) for end in ends)
    return (low, high) if low < high else None


def _of_signs(sign: Cell, chart: Sequence[Cell], function: Expr) -> Expr | None:
    """Tell of what the signs are by the name that is nearest to being level with them."""
    named = [(abs(cell.y - sign.y), found[1], cell) for cell in chart if (found := NAME.search(cell.text))]
    # A name that is not level with the signs may be the label of a curve.
    named = [each for each in named if each[0] <= (AWAY if not names(each[2].text) else BESIDE)]
    primes = min(named)[1] if named else None
    if primes is None or len(primes) > 2:
        return None
    return _derived(function, len(primes), sign)


def _derived(function: Expr, primes: int, sign: Cell) -> Expr:
    """Give the derivative of f that a sign is one of: an arrow of what rises, of the slope."""
    for _ in range(primes + (sign.text in RISES)):
        function = derivative(function)
    return function


def _places(sign: Cell, chart: Sequence[Cell]) -> list[tuple[float, float]]:
    """List the numbers of the nearest row in which they increase, each with where it stands.

    Beside an arrow are values.
    """
    least = LEVEL if sign.text in RISES else -1.0
    near = [cell for cell in chart if least < abs(cell.y - sign.y) <= AWAY]
    numbers = [(cell, number[0]) for cell in near if (number := cell.number) and math.isfinite(number[0])]
    lines = list[list[tuple[float, float]]]()
    for level in sorted({cell.y for cell, _ in numbers}, key=lambda y: abs(y - sign.y)):
        row = sorted((cell.x, value) for cell, value in numbers if abs(cell.y - level) <= 2 * LEVEL)
        # Level with a number line there may be the numbers of axes.
        ends = [0, *(place for place, (a, b) in enumerate(pairwise(row), 1) if a[1] >= b[1]), len(row)]
        parts = [row[begin:end] for begin, end in pairwise(ends)]
        lines += [part for part in parts if len(part) > len(parts)]

    def beside(line: list[tuple[float, float]]) -> float:
        """How far the sign is from a line, beyond the place of one more number."""
        left, right = line[0][0], line[-1][0]
        return max(0.0, max(left - sign.x, sign.x - right) - (right - left) / (len(line) - 1))

    return min(lines, key=beside, default=[])


def _below_axes(row: Sequence[Cell], moment: Moment) -> list[tuple[float, float]]:
    """Divide axes between the signs of a row that stand along a level line within them, above or below."""
    xs = sorted(cell.x for cell in row)
    for _, (x, y), (to_x, to_y) in moment.lines:
        if abs(y - to_y) > LEVEL or not min(x, to_x) <= xs[0] <= xs[-1] <= max(x, to_x) or abs(y - row[0].y) > BESIDE:
            continue
        for panel in moment.panels:
            left, bottom, right, top = panel.box
            if left <= xs[0] and xs[-1] <= right and bottom - BELOW <= y <= top + BELOW:
                ends = [left, *((a + b) / 2 for a, b in pairwise(xs)), right]
                return [(end, panel.axes.to_plane((end, y))[0]) for end in ends]
    return []


def _stretch(at: float, places: list[tuple[float, float]]) -> tuple[float, float]:
    """Give the values between which a place of the screen lies."""
    beyond = BEYOND * (places[-1][1] - places[0][1])
    values = [places[0][1] - beyond, *(value for _, value in places), places[-1][1] + beyond]
    number = sum(x < at for x, _ in places)
    return values[number], values[number + 1]
