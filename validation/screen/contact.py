"""Where a line meets the graph of a function, and whether it is a tangent there."""

import math

import numpy as np

from ..formulas.arrays import Function
from ..run.evidence import Point
from .curves import TOLERANCE
from .showing import Panel

# A tangent whose direction on screen is off by more than this is not the tangent (a degree is 0.017).
ANGLE = 0.01
RIGHT = 0.02  # how far the product of the slopes of a curve and its normal may be from -1
NEAR = 2 * TOLERANCE
# Where a line touches a curve is known to this, in the plane.
SHIFTS = np.linspace(-0.02, 0.02, 9).tolist()

Crossings = list[tuple[float, Point]]  # how far along a line (0 to 1), and the point of the plane


def crossings(panel: Panel, start: Point, end: Point, function: Function) -> Crossings:
    """List where a line meets the graph of a function."""
    along = np.linspace(-0.005, 1.005, 809)
    xs, ys = panel.axes.to_plane((start[0] + along * (end[0] - start[0]), start[1] + along * (end[1] - start[1])))
    off = (ys - function.many(xs)) * panel.unit
    size = np.nan_to_num(np.abs(off), nan=np.inf)
    found: Crossings = []
    for i in range(1, len(along) - 1):
        lowest = size[i] <= NEAR and size[i] <= min(size[i - 1], size[i + 1])
        crosses = np.sign(off[i]) * np.sign(off[i - 1]) < 0 and max(size[i], size[i - 1]) < 0.3
        if (lowest or crosses) and (not found or along[i] - found[-1][0] > 0.02):
            found.append((float(along[i]), (float(xs[i]), float(ys[i]))))
    lying = np.nonzero(size <= NEAR)[0]
    if not found and 2 * len(lying) > len(along):  # the graph is straight, and the line lies on it
        i = int(lying[len(lying) // 2])
        found.append((float(along[i]), (float(xs[i]), float(ys[i]))))
    return found


def fits(panel: Panel, start: Point, end: Point, function: Function, met: Crossings) -> bool:
    """Tell whether a line is a tangent of a function."""
    for near in [_towards(function, x, x + shift) for _, (x, _) in met for shift in SHIFTS]:
        # Where the function begins there is one side only.
        sides = [(x, y) for x in (near - 1e-6, near, near + 1e-6) if (y := function(x)) is not None]
        if len(sides) > 1:
            slope = (sides[-1][1] - sides[0][1]) / (sides[-1][0] - sides[0][0])
            if apart(direction(start, end), angle(panel, near, slope)) <= ANGLE:
                return True
    return False


def is_normal(panel: Panel, start: Point, end: Point, slope: Function, met: Crossings) -> bool:
    """Tell whether a line is at right angles, in the plane, to a function of this slope where it meets it."""
    (a, low), (b, high) = panel.axes.to_plane(start), panel.axes.to_plane(end)
    steep = [(high - low) / (b - a) * (slope(x) or math.nan) for _, (x, _) in met] if a != b else []
    return any(abs(product + 1) <= RIGHT for product in steep)


def _towards(function: Function, x: float, other: float) -> float:
    """Return another place, or the last one on the way there at which a function has a value."""
    if function(other) is not None:
        return other
    for _ in range(40):
        middle = (x + other) / 2
        x, other = (x, middle) if function(middle) is None else (middle, other)
    return x


def angle(panel: Panel, x: float, slope: float) -> float:
    """Return the direction on screen of a slope of the plane."""
    return direction(panel.axes.to_scene(x, 0.0), panel.axes.to_scene(x + 1, slope))


def direction(start: Point, end: Point) -> float:
    """Return the angle at which a line rises, in radians."""
    return math.atan2(end[1] - start[1], end[0] - start[0])


def apart(a: float, b: float) -> float:
    """Return the angle between two lines."""
    return abs((a - b + math.pi / 2) % math.pi - math.pi / 2)
