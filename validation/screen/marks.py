"""Tangents, dots and numbers on screen against the function: what the lesson says at a point must be so."""

import math
from dataclasses import dataclass

from ..formulas.arrays import Function
from ..run.evidence import Item, Point, Snapshot
from . import boxes
from .curves import TOLERANCE, Panel

# A tangent whose direction on screen is off by more than this is not the tangent (a degree is 0.017).
ANGLE = 0.01
NEAR = 2 * TOLERANCE
# A line that hardly leaves its dot (0.16 wide) shows no direction.
SHORT = 0.3


@dataclass(frozen=True)
class Tangent:
    """A line through a dot on the graph of f."""

    x: float
    slope: float  # of f there
    line: Item
    dot: Item
    error: float  # the angle between the line on screen and the true tangent there, in radians


def tangents(snapshot: Snapshot, panel: Panel, f: Function, df: Function) -> list[Tangent]:
    """List the lines that run through a dot on the graph of f (vertical ones, which mark a place, are left out)."""
    found = []
    for dot in snapshot.of("dot"):
        if dot.center is None or not boxes.holds(boxes.grown(panel.box, NEAR), dot.center):
            continue
        x, _ = panel.axes.to_plane(dot.center)
        value, slope = f(x), df(x)
        if value is None or slope is None or math.dist(panel.axes.to_scene(x, value), dot.center) > NEAR:
            continue
        here, ahead = panel.axes.to_scene(x, value), panel.axes.to_scene(x + 1, value + slope)
        true = math.atan2(ahead[1] - here[1], ahead[0] - here[0])
        for line in snapshot.of("line"):
            if line.start is None or line.end is None or _distance(line.start, line.end, dot.center) > NEAR:
                continue
            if math.dist(line.start, line.end) < SHORT:
                continue
            direction = math.atan2(line.end[1] - line.start[1], line.end[0] - line.start[0])
            if abs(abs(direction) - math.pi / 2) < 1e-3 and line.cls != "Line":
                continue
            error = abs((direction - true + math.pi / 2) % math.pi - math.pi / 2)
            found.append(Tangent(x, slope, line, dot, error))
    return found


def _distance(start: Point, end: Point, point: Point) -> float:
    """Return the distance of a point from a line between its ends, on screen."""
    (ax, ay), (bx, by) = start, end
    dx, dy = bx - ax, by - ay
    length = dx * dx + dy * dy
    if length == 0:
        return math.dist(start, point)
    along = max(0.0, min(1.0, ((point[0] - ax) * dx + (point[1] - ay) * dy) / length))
    return math.dist((ax + along * dx, ay + along * dy), point)


def dot_at(snapshot: Snapshot, panel: Panel, x: float, y: float) -> bool:
    """Tell whether a dot is at a point of the plane."""
    place = panel.axes.to_scene(x, y)
    return any(dot.center is not None and math.dist(dot.center, place) <= NEAR for dot in snapshot.of("dot"))


def number_is(snapshot: Snapshot, value: float, spread: float) -> bool:
    """Tell whether some number on screen is the value, rounded to the digits that are shown.

    Args:
        snapshot: the moment.
        value: what it should be.
        spread: how much the value changes with the rounding of the place where it was taken.
    """
    return any(
        item.number is not None and abs(item.number - value) <= 0.5001 * 10.0**-item.decimals + spread
        for item in snapshot.of("text")
    )
