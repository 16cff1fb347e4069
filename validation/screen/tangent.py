"""The tangent: a line through a point of f has the slope of f there, and the number beside "slope" says which.

A lesson has one, with its dot, its number and the dot on the graph of f'. In any scene what is drawn as a tangent must
be one: a line that touches f, or that comes in the phases of the tangent and lies on the axes.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, islice

import numpy as np

from ..formulas.arrays import Function
from ..run.evidence import Item, Point
from . import boxes
from .curves import TOLERANCE, Curves, is_straight, points
from .names import plain
from .showing import NOTICED, Found, Moment, Panel, Showing

RULES = {
    "drawn.tangent": "a line that is drawn as a tangent is one; a lesson has it, through a dot on the graph of f",
    "drawn.slope": "the number beside the word slope, or m =, is the slope of the tangent, at every moment",
    "drawn.trace": "in a lesson a dot on the lower axes is at f' of the tangent's point",
}

# A tangent whose direction on screen is off by more than this is not the tangent (a degree is 0.017).
ANGLE = 0.01
NEAR = 2 * TOLERANCE
# A line that hardly leaves its dot (0.16 wide) shows no direction.
SHORT = 0.3
SLOPE = re.compile(r"(?i)^(\\text\{)?(the)?(slope|m)(\})?(\\text\{)?[:=]*(\})?$|^(\\text\{)?slope[^=:]*[=:](\})?$")
NUMBER = re.compile(r"^(?P<words>.*?)[=:]\}?(?P<number>[-+\u2212]?\d+(?:\.(?P<decimals>\d+))?)\}?\$?$")
BESIDE = 1.2  # how far to the right of its label a number may be
LEVEL = 0.25
MOST = 60  # dots and lines at a time


@dataclass(frozen=True)
class Tangent:
    """A line through a dot on the graph of f."""

    x: float
    slope: float  # of f there
    line: Item
    dot: Item
    error: float  # the angle between the line on screen and the true tangent there, in radians


def tangents(moment: Moment, panel: Panel, f: Function, df: Function) -> list[Tangent]:
    """List the lines that run through a dot on the graph of f (vertical ones, which mark a place, are left out)."""
    found = []
    for dot, x, slope in _on_graph(moment, panel, f, df):
        true = _angle(panel, x, slope)
        for line, start, end in islice(moment.lines, MOST):
            if dot.center is None or distance(start, end, dot.center) > NEAR or math.dist(start, end) < SHORT:
                continue
            direction = math.atan2(end[1] - start[1], end[0] - start[0])
            if abs(abs(direction) - math.pi / 2) < 1e-3 and line.cls != "Line":
                continue
            found.append(Tangent(x, slope, line, dot, _apart(direction, true)))
    return sorted(found, key=lambda tangent: tangent.error)


def _on_graph(moment: Moment, panel: Panel, f: Function, df: Function) -> Iterator[tuple[Item, float, float]]:
    """List the dots on the graph of f, with x and the slope there."""
    for dot in islice(moment.of("dot"), MOST):
        if dot.center is not None and boxes.holds(boxes.grown(panel.box, NEAR), dot.center):
            x, _ = panel.axes.to_plane(dot.center)
            value, slope = f(x), df(x)
            if value is not None and slope is not None and math.dist(panel.axes.to_scene(x, value), dot.center) <= NEAR:
                yield dot, x, slope


def dot_at(moment: Moment, panel: Panel, x: float, y: float) -> bool:
    """Tell whether a dot is at a point of the plane."""
    place = panel.axes.to_scene(x, y)
    return any(dot.center is not None and math.dist(dot.center, place) <= NEAR for dot in moment.of("dot"))


def check(showing: Showing, curves: Curves) -> Iterator[Found]:
    """Yield what is wrong with the tangents of a scene."""
    if showing.strict and showing.complete:
        for moment in [showing.ends["tangent"], *showing.during("trace")]:
            yield from _lesson(moment, showing)
    else:
        yield from _claims(showing, curves)
        for moment in showing.moments:
            for panel in moment.panels if moment.ends_play and slope_numbers(moment) else ():
                yield from _slope(moment, panel, showing.f, showing.df)


def _lesson(moment: Moment, showing: Showing) -> Iterator[Found]:
    if len(moment.panels) != 2:
        return
    upper, lower = moment.panels
    found = tangents(moment, upper, showing.f, showing.df)
    if not found:
        hint = "draw the point and the line through it"
        yield Found("drawn.tangent", f"no tangent through a dot on the graph of f {moment}", hint)
        return
    best = found[0]
    if best.error > ANGLE:
        degrees = math.degrees(best.error)
        text = f"the line at x = {best.x:.4g} is {degrees:.1f} degrees off the tangent {moment}"
        yield Found("drawn.tangent", text, "the tangent has the slope df(a)")
    if not slope_numbers(moment):
        text = f"no number stands beside the word slope {moment}"
        yield Found("drawn.slope", text, "show df(a) as a number, to the right of its label")
    yield from _slope(moment, upper, showing.f, showing.df)
    if not dot_at(moment, lower, best.x, best.slope):
        text = f"no dot at ({best.x:.4g}, {best.slope:.4g}) of the lower axes {moment}"
        yield Found("drawn.trace", text, "put a dot at (a, df(a)) of the lower axes")


def _slope(moment: Moment, panel: Panel, f: Function, df: Function) -> Iterator[Found]:
    """Compare the number beside the label with the slope of a tangent on screen, or else at a dot on f."""
    right = [(each.x, each.slope) for each in tangents(moment, panel, f, df) if each.error <= ANGLE]
    places = right or [(x, slope) for _, x, slope in _on_graph(moment, panel, f, df)]
    for value, decimals in slope_numbers(moment) if places else ():
        if not any(abs(value - s) <= 0.5001 * 10.0**-decimals + _spread(df, x, s) for x, s in places):
            x, slope = places[0]
            text = f"the slope at x = {x:.4g} is {slope:.4g}, the number beside its label is {value:g} {moment}"
            yield Found("drawn.slope", text, "show df(a) as a number")


def _spread(df: Function, x: float, slope: float) -> float:
    """Return how much a slope changes with the rounding of the place where it is taken."""
    near = [df(x + shift) for shift in (-1e-5, 1e-5)]
    return max((abs(value - slope) for value in near if value is not None), default=0.0)


def slope_numbers(moment: Moment) -> list[tuple[float, int]]:
    """List the numbers that stand beside the word slope, or `m =`, with their digits after the point."""
    found = []
    for label in moment.of("text"):
        words = plain(label.text).strip("$")
        whole = NUMBER.match(words)
        if whole and SLOPE.match(f"{whole['words']}="):
            found.append((float(whole["number"].replace("\u2212", "-")), len(whole["decimals"] or "")))
        elif label.box is not None and SLOPE.match(words):
            beside = [
                (item.box[0], item.number, item.decimals)
                for item in moment.of("text")
                if item.number is not None
                and item.owner is None
                and item.box is not None
                and -0.05 <= item.box[0] - label.box[2] <= BESIDE
                and abs(item.box[1] + item.box[3] - label.box[1] - label.box[3]) / 2 <= LEVEL
            ]
            found += [(number, decimals) for _, number, decimals in sorted(beside)[:1]]
    return found


def _claims(showing: Showing, curves: Curves) -> Iterator[Found]:
    """Look for lines that are drawn as tangents and are none."""
    new = showing.new_in("tangent", "trace")
    said: set[int] = set()
    for moment in showing.moments:
        for line, start, end in [*moment.lines, *_plotted(moment, curves)] if moment.ends_play else ():
            panel = _panel(moment, start, end)
            if panel is None or line.id in said or showing.seconds_seen[line.id] < NOTICED:
                continue
            named = moment.phase in ("tangent", "trace") and line.id in new
            if not (named or _touches(moment, panel, start, end, showing.f)):
                continue
            if not any(_fits(moment, panel, start, end, function) for function in (showing.f, showing.df)):
                said.add(line.id)
                ends = [f"({x:.3g}, {y:.3g})" for x, y in (panel.axes.to_plane(start), panel.axes.to_plane(end))]
                text = f"the line from {ends[0]} to {ends[1]} is no tangent of f {moment}"
                yield Found("drawn.tangent", text, "the tangent at a has the slope df(a)", line.line)


def _plotted(moment: Moment, curves: Curves) -> Iterator[tuple[Item, Point, Point]]:
    """List the straight lines that are plotted as curves."""
    for item in moment.of("graph"):
        if is_straight(item) and not curves.roles(item, moment):
            drawn = points(item)
            yield item, drawn[0], drawn[-1]


def _panel(moment: Moment, start: Point, end: Point) -> Panel | None:
    """Find the axes on which a line could be a tangent: slanting, long enough, and no pointer from a text."""
    if min(abs(end[0] - start[0]), abs(end[1] - start[1])) < 0.01 or math.dist(start, end) < SHORT:
        return None
    middle = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    others = [item for item in moment.of("text") if not re.search(r"(?i)tangent|slope|^m", plain(item.text))]
    around = [boxes.grown(item.box, 0.35) for item in others if item.box]
    if any(boxes.holds(box, start) or boxes.holds(box, end) for box in around):
        return None
    return next((panel for panel in moment.panels if boxes.holds(panel.box, middle)), None)


def _crossings(panel: Panel, start: Point, end: Point, function: Function) -> list[tuple[float, Point]]:
    """List where a line meets the graph of a function: how far along it (0 to 1), and the point of the plane."""
    along = np.linspace(-0.005, 1.005, 809)
    xs, ys = panel.axes.to_plane((start[0] + along * (end[0] - start[0]), start[1] + along * (end[1] - start[1])))
    off = (ys - function.many(xs)) * math.dist(panel.axes.origin, panel.axes.up)
    size = np.abs(off)
    found: list[tuple[float, Point]] = []
    for i in range(1, len(along) - 1):
        lowest = size[i] <= NEAR and size[i] <= min(size[i - 1], size[i + 1])
        crosses = off[i] * off[i - 1] < 0 and max(size[i], size[i - 1]) < 0.3
        if (lowest or crosses) and (not found or along[i] - found[-1][0] > 0.02):
            found.append((float(along[i]), (float(xs[i]), float(ys[i]))))
    return found


def _touches(moment: Moment, panel: Panel, start: Point, end: Point, f: Function) -> bool:
    """Tell a line that claims to be a tangent: it meets f in its middle, or where there is a dot."""
    met = _crossings(panel, start, end, f)
    return any(abs(along - 0.5) <= 0.02 or dot_at(moment, panel, *point) for along, point in met)


def _fits(moment: Moment, panel: Panel, start: Point, end: Point, function: Function) -> bool:
    """Tell whether a line is a tangent of a function, or a secant: it meets it at its ends, evenly, or at two dots."""
    met = _crossings(panel, start, end, function)
    direction = math.atan2(end[1] - start[1], end[0] - start[0])
    for near in [x + shift for _, (x, _) in met for shift in (-0.02, 0.0, 0.02)]:
        slope = _slope_at(function, near)
        if slope is not None and _apart(direction, _angle(panel, near, slope)) <= ANGLE:
            return True
    even = any(abs(a + b - 1) <= 0.02 for (a, _), (b, _) in combinations(met, 2))
    return even or sum(dot_at(moment, panel, *point) for _, point in met) >= 2


def _slope_at(function: Function, x: float) -> float | None:
    left, right = function(x - 1e-6), function(x + 1e-6)
    return None if left is None or right is None else (right - left) / 2e-6


def _angle(panel: Panel, x: float, slope: float) -> float:
    """Return the direction on screen of a slope of the plane."""
    here, ahead = panel.axes.to_scene(x, 0.0), panel.axes.to_scene(x + 1, slope)
    return math.atan2(ahead[1] - here[1], ahead[0] - here[0])


def _apart(a: float, b: float) -> float:
    """Return the angle between two lines."""
    return abs((a - b + math.pi / 2) % math.pi - math.pi / 2)


def distance(start: Point, end: Point, point: Point) -> float:
    """Return the distance of a point from a line between its ends, on screen."""
    (ax, ay), (bx, by) = start, end
    dx, dy = bx - ax, by - ay
    length = dx * dx + dy * dy
    if length == 0:
        return math.dist(start, point)
    along = max(0.0, min(1.0, ((point[0] - ax) * dx + (point[1] - ay) * dy) / length))
    return math.dist((ax + along * dx, ay + along * dy), point)
