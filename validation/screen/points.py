"""What a label says of the dot that it is at: its coordinates, "(1, 5)" or "P(1, f(1))", or that it is a maximum."""

import contextlib
import math
import re
from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from ..formulas import latex
from ..formulas.arrays import NotDrawableError
from ..formulas.expression import Expr, Listed, Unreadable
from ..formulas.names import Names
from ..run.evidence import Item, Point
from .axes import away
from .captions import CLOSE
from .curves import NEAR, distances, segments
from .line_numbers import half_digit
from .showing import FRAME, Found, Moment, Panel, Showing, plain, thing

_STRETCH = re.compile(r"(?i)\b(on|in|for|over|between|interval|domain|range)\b")  # "(1, 5)" is an interval there
_EXTREMUM = re.compile(r"(?i)^(\\text\{)?(?:(?:the|a|local|relative)*)(max|min)(?:imum)?(?:point)?[.:!]?\}?$")
EXACT = 0.03  # how far from its coordinates a dot is at most, in Manim's units, beside what is rounded
_SIDES = (1 / 20, 1 / 100, 1 / 500)  # of the axes' width: how far beside an extremum f is compared with it


def check(label: Item, moment: Moment, showing: Showing) -> Iterator[Found]:
    """Yield what is wrong with a text that stands at dots: all of them are somewhere else than it says."""
    dots = [dot.center for dot in moment.of("dot") if dot.center and away(dot.center, label.box or FRAME) <= CLOSE]
    at = [(dot, panel) for dot in dots for panel in moment.panels if panel.holds(dot)]
    if not at:
        return
    said = _coordinates(label.text, showing.expression)
    here = (_is_at(*each, *said) or _is_marked(*each, said[0], label, moment) for each in at if said)
    if said and not any(here):
        text = f"no dot at {thing(label)} has these coordinates"
        yield moment.found("drawn.label", text, "give the coordinates of the dot", label)
    extremum = _EXTREMUM.match(plain(label.text).strip("$"))
    if extremum and not any(_is_extremum(dot, panel, extremum[2].lower(), showing) for dot, panel in at):
        text = f"the dot at {thing(label)} is at none"
        yield moment.found("drawn.label", text, "put it where the extremum is", label)


def _is_at(dot: Point, panel: Panel, place: Point, rounded: Point) -> bool:
    right, up = panel.axes.to_scene(place[0] + rounded[0], place[1] + rounded[1])
    x, y = panel.axes.to_scene(*place)
    return bool(abs(dot[0] - x) <= EXACT + abs(right - x) and abs(dot[1] - y) <= EXACT + abs(up - y))


def _is_marked(dot: Point, panel: Panel, place: Point, label: Item, moment: Moment) -> bool:
    """Tell whether the place that is named is on something drawn, no farther from the label than the dot: it passes."""
    point, box = panel.axes.to_scene(*place), label.box or FRAME
    drawn = [pair for graph in moment.of("graph") for pair in segments(graph)] + [line[1:] for line in moment.lines]
    near = away(point, box) <= away(dot, box)
    return near and bool(drawn) and float(distances(np.array([point]), np.array(drawn).reshape(-1, 2, 2))[0]) <= NEAR


def _is_extremum(dot: Point, panel: Panel, kind: str, showing: Showing) -> bool:
    """Tell whether a dot on the graph of f or f' is no lower (higher) than what is beside it; else one it may be."""
    x, y = panel.axes.to_plane(dot)
    sign, on = (1 if kind == "max" else -1), False
    for function in (showing.f, showing.df):
        value = function(x)
        if value is None or abs(value - y) * panel.unit > NEAR:
            continue
        on = True
        for side in _SIDES:
            beside = [function(x + step * panel.width) for step in (-side, side)]
            if all(other is None or sign * (value - other) >= 0 for other in beside):
                return True
    return not on


@lru_cache(maxsize=1024)
def _coordinates(text: str, function: Expr) -> tuple[Point, Point] | None:
    """Read the only pair of numbers of a text, whatever its words, and by how much each may be rounded."""
    if _STRETCH.search(text):
        return None
    told = [statement for statement in latex.read(text.replace("$", "")) if not isinstance(statement, str)]
    pairs = [(pair, each) for each in told for side in each.sides for pair in side.atoms(Listed)]
    with contextlib.suppress(Unreadable, NotDrawableError, ValueError, TypeError, ArithmeticError):
        ((pair, statement),) = pairs
        x, y = (float(Names({"f": function}).resolve(value)) for value in pair.args)
        dx, dy = (half_digit(value, statement, "=") for value in pair.args)
        return ((x, y), (dx, dy)) if math.isfinite(x + y) else None
    return None
