r"""Charts of signs: a row of + and - along places says where f' (or f, or f'') is positive, and where negative.

So does a row of arrows of what rises where they go up. The signs are texts, cells of a table, or of LaTeX's arrays.
"""

import math
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
import sympy

from ..formulas.equality import derivative
from ..formulas.expression import Expr, Listed, X
from .captions import names, only
from .line_numbers import many
from .showing import Found, Moment, Showing, bare, middle
from .tables import LEVEL, MOST, Cell, in_line, tables

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


def check(showing: Showing) -> Iterator[Found]:
    """Yield the signs that are wrong."""
    for moment in showing.plays:
        texts = showing.noticed(moment, "text")
        for table in tables(texts):
            yield from _beside_intervals(table, moment, showing.expression)
        cells = [Cell(bare(item.text), *middle(item)) for item in texts]
        loose = [cell for cell, item in zip(cells, texts, strict=True) if item.owner is None]
        for chart, among in ((cells, loose), *((table, table) for table in tables(texts))):
            signs = [cell for cell in among[:MOST] if cell.text in SIGNS]
            for sign in signs:
                row = [other for other in signs if abs(other.y - sign.y) <= UNEVEN]
                function, places = _function(sign, chart, showing.expression), _places(sign, chart)
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
            beside = next((span for cell, span in spans if in_line(sign, cell, along)), None)
            head = next((primes for cell, primes in heads if in_line(sign, cell, across)), None)
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


def _function(sign: Cell, chart: Sequence[Cell], function: Expr) -> Expr | None:
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
