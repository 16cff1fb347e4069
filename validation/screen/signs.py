"""Charts of signs: a row of + and - along places says where f' (or f, or f'') is positive, and where negative."""

import math
import re
from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from ..formulas.equality import derivative
from ..formulas.expression import Expr
from ..run.evidence import Item
from .line_numbers import many
from .showing import Found, Moment, Showing, middle, plain, thing
from .tables import Cell

SIGNS = {"+": 1, "-": -1, "\u2212": -1}
NAME = re.compile(r"f('*)(\(x\))?\}?:?$")
LEVEL = 0.1  # between the middles of what stands in a row
AWAY = 1.3  # from the signs to the places, and to the name of the function, up or down
LEAST = 0.1  # of a stretch that has the sign, at least
BEYOND = 0.25  # of all the places, that is looked at beyond the last one


def check(showing: Showing) -> Iterator[Found]:
    """Yield the signs that are wrong."""
    for moment in showing.plays:
        signs = [item for item in showing.noticed(moment, "text") if _said(item) in SIGNS]
        for sign in signs:
            row = [other for other in signs if abs(middle(other)[1] - middle(sign)[1]) <= LEVEL]
            function, places = _function(sign, moment, showing), _places(sign, moment)
            if len(row) < 2 or function is None or not places:
                continue
            low, high = _stretch(middle(sign)[0], places)
            values = many(function, np.linspace(low, high, 203)[1:-1]) * SIGNS[_said(sign)]
            if np.mean(values > 0) < LEAST and np.isfinite(values).any():
                text = f"{thing(sign)} stands where the function is not so, from {low:.3g} to {high:.3g}"
                yield moment.found("drawn.table", text, "give each stretch its sign", sign)


def _said(item: Item) -> str:
    return plain(item.text).strip("$")


def _function(sign: Item, moment: Moment, showing: Showing) -> Expr | None:
    """Tell of what the signs are by the name that is nearest to being level with them."""
    named = [(item, found) for item in moment.of("text") if (found := NAME.search(_said(item)))]
    away = [(abs(middle(item)[1] - middle(sign)[1]), len(found[1])) for item, found in named]
    nearest, order = min(away, default=(math.inf, 0))
    if nearest > AWAY or order > 2 or any(other != order and far - nearest <= LEVEL for far, other in away):
        return None
    function = showing.expression
    for _ in range(order):
        function = derivative(function)
    return function


def _places(sign: Item, moment: Moment) -> list[tuple[float, float]]:
    """List the numbers of the nearest row of them, each with where it stands; none if they do not increase."""
    found: list[tuple[float, float, float]] = []
    for item in moment.of("text"):
        if item is not sign and abs(middle(item)[1] - middle(sign)[1]) <= AWAY:
            number = Cell(_said(item), 0.0, 0.0).number
            found += [(*middle(item), number[0])] if number else []
    level = min((y for _, y, _ in found), key=lambda y: abs(y - middle(sign)[1]), default=0.0)
    row = sorted((x, value) for x, y, value in found if abs(y - level) <= 2 * LEVEL)
    return row if all(a[1] < b[1] for a, b in pairwise(row)) and len(row) > 1 else []


def _stretch(at: float, places: list[tuple[float, float]]) -> tuple[float, float]:
    """Give the values between which a place of the screen lies."""
    beyond = BEYOND * (places[-1][1] - places[0][1])
    values = [places[0][1] - beyond, *(value for _, value in places), places[-1][1] + beyond]
    number = sum(x < at for x, _ in places)
    return values[number], values[number + 1]
