"""What a label says of the dot that it is at: "(1, 5)", "P(1, f(1))", `x = 2`, or that f has a maximum there."""

import contextlib
import math
import re
from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from ..formulas import latex
from ..formulas.arrays import NotDrawableError
from ..formulas.equality import derivative
from ..formulas.expression import Expr, Listed, Unreadable
from ..formulas.names import Names
from ..run.evidence import Box, Item, Point
from .captions import CLOSE, LEADS, leads
from .curves import NEAR, distances, segments
from .line_numbers import half_digit, many, one
from .showing import FRAME, Found, Moment, Panel, Showing, away, bare, thing

_STRETCH = re.compile(r"(?i)\b(on|in|for|over|between|interval|domain|range)\b")  # "(1, 5)" is an interval there
_TURN = re.compile(
    r"(?i)^(?:\\text\{)?(?:the|an?|local|relative)*(max|min|(?:pointof)?inflection)(?:imum)?(?:point)?[.:!]?\}?$"
)
TIP = 0.4  # how far from its dot an arrow ends, that leads there from the label
OWN = 0.3  # how far beside its place a label `x = 2` is, that stands where that place is
EXACT = 0.03  # how far from its coordinates a dot is at most, in Manim's units, beside what is rounded
POINTED = 0.15  # how far beside an extremum a dot or a tip may be that is said to be there, in Manim's units


def check(label: Item, moment: Moment, showing: Showing) -> Iterator[Found]:
    """Yield what is wrong with a text that stands at dots: all of them are somewhere else than it says."""
    box = label.box or FRAME
    tips = [line.end for line in moment.of("line") if line.end and leads(line, box)]
    around = [box, *((x, y, x, y) for x, y in tips)]
    dots = [dot.center for dot in moment.of("dot") if dot.center and _is_near(dot.center, around)]
    at, tips_at = ([(p, panel) for p in some for panel in moment.panels if panel.holds(p)] for some in (dots, tips))
    if turn := _TURN.match(bare(label.text)):
        places = [(*each, 0) for each in at] + [(*each, 1) for each in tips_at if away(each[0], box) >= LEADS]
        if places and not any(_is_turn(*each, turn[1].lower(), showing) for each in places):
            yield moment.found("drawn.label", f"{thing(label)} is at no such place", "put it where one is", label)
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


def _is_turn(place: Point, panel: Panel, least: int, kind: str, showing: Showing) -> bool:
    """Tell whether f, or f' where its graph is there, turns at a place, or bends the other way from there on.

    A dot on neither graph may be one of another curve; what an arrow points to is of f at `least`.
    """
    x, y = panel.axes.to_plane(place)
    slope = derivative(showing.expression)
    here = [each for each in (showing.expression, slope) if abs(one(each, x) - y) * panel.unit <= NEAR]
    here = here or [showing.expression][:least]
    room = POINTED * panel.width / (panel.box[2] - panel.box[0])
    xs = np.linspace(x - room, x + room, 201)
    signs = (1, -1) if "inflection" in kind else (1 if kind == "max" else -1,)
    for function in here:
        values = many(derivative(function) if "inflection" in kind else function, xs)
        # Where a function begins there is nothing before its first value.
        if np.isfinite(values).any() and any(0 < np.nanargmax(sign * values) < len(xs) - 1 for sign in signs):
            return True
    return not here


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
