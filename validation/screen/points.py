"""What a label says of the dot that it is at: "(1, 5)" or "P(1, f(1))", `x = 2`, that it is a maximum."""

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
from ..run.evidence import Box, Item, Point
from .captions import CLOSE
from .curves import NEAR, distances, segments
from .line_numbers import half_digit
from .showing import FRAME, Found, Moment, Panel, Showing, away, plain, thing

_STRETCH = re.compile(r"(?i)\b(on|in|for|over|between|interval|domain|range)\b")  # "(1, 5)" is an interval there
_EXTREMUM = re.compile(r"(?i)^(\\text\{)?(?:(?:the|a|local|relative)*)(max|min)(?:imum)?(?:point)?[.:!]?\}?$")
TIP = 0.4  # how far from its dot an arrow ends, that leads there from the label
OWN = 0.3  # how far beside its place a label `x = 2` is, that stands where that place is
EXACT = 0.03  # how far from its coordinates a dot is at most, in Manim's units, beside what is rounded
_SIDES = (1 / 20, 1 / 100, 1 / 500)  # of the axes' width: how far beside an extremum f is compared with it


def check(label: Item, moment: Moment, showing: Showing) -> Iterator[Found]:
    """Yield what is wrong with a text that stands at dots: all of them are somewhere else than it says."""
    box = label.box or FRAME
    tips = [line.end for line in moment.of("line") if line.tip and line.start and away(line.start, box) <= CLOSE]
    around = [box, *((x, y, x, y) for x, y in filter(None, tips))]
    dots = [dot.center for dot in moment.of("dot") if dot.center and _is_near(dot.center, around)]
    at = [(dot, panel) for dot in dots for panel in moment.panels if panel.holds(dot)]
    if not at:
        return
    said = _coordinates(label.text, showing.expression)
    here = (_is_at(*each, *said) or _is_marked(*each, said[0], label, moment) for each in at if said)
    if said and not any(here):
        text = f"no dot at {thing(label)} has these coordinates"
        yield moment.found("drawn.label", text, "give the coordinates of the dot", label)
    place = _place(label.text)
    if place is not None and not any(_is_above(place, dot, panel, label) for dot, panel in at):
        text = f"no dot at {thing(label)} is there"
        yield moment.found("drawn.label", text, "put it beside the dot that it is of", label)
    extremum = _EXTREMUM.match(plain(label.text).strip("$"))
    if extremum and not any(_is_extremum(dot, panel, extremum[2].lower(), showing) for dot, panel in at):
        text = f"the dot at {thing(label)} is at none"
        yield moment.found("drawn.label", text, "put it where the extremum is", label)


def _is_near(dot: Point, boxes: list[Box]) -> bool:
    return away(dot, boxes[0]) <= CLOSE or any(away(dot, box) <= TIP for box in boxes[1:])


def _is_at(dot: Point, panel: Panel, place: Point, rounded: Point) -> bool:
    right, up = panel.axes.to_scene(place[0] + rounded[0], place[1] + rounded[1])
    x, y = panel.axes.to_scene(*place)
    return bool(abs(dot[0] - x) <= EXACT + abs(right - x) and abs(dot[1] - y) <= EXACT + abs(up - y))


def _is_above(place: tuple[float, float], dot: Point, panel: Panel, label: Item) -> bool:
    """Tell whether a dot is at an x, to its digits, or the label itself is."""
    x, beside = (panel.axes.to_scene(place[0] + shift, 0.0)[0] for shift in (0.0, place[1]))
    left, _, right, _ = label.box or FRAME
    return bool(abs(dot[0] - x) <= EXACT + abs(beside - x) or left - OWN <= x <= right + OWN)


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
def _place(text: str) -> tuple[float, float] | None:
    """Read `x = 2`, if a text says nothing else, with by how much the number may be rounded."""
    told = latex.read(text.replace("$", ""))
    if len(told) != 1 or isinstance(told[0], str) or told[0].label or told[0].relations not in (("=",), ("~",)):
        return None
    name, value = told[0].sides
    if not (re.fullmatch(r"x(_\w)?", str(name)) and value.is_number):
        return None
    with contextlib.suppress(NotDrawableError, ValueError, TypeError, ArithmeticError):
        return float(value), half_digit(value, told[0], told[0].relations[0])
    return None


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
