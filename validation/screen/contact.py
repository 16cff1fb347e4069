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
SHIFTS = np.linspace(-0.02, 0.02, 41)
STEP = 1e-6  # of the slope's difference quotients

Crossings = list[tuple[float, Point]]  # how far along a line (0 to 1), and the point of the plane


def crossings(panel: Panel, start: Point, end: Point, function: Function) -> Crossings:
    """List where a line meets the graph of a function."""
    along = np.linspace(-0.005, 1.005, 809)
    xs, ys = panel.axes.to_plane((start[0] + along * (end[0] - start[0]), start[1] + along * (end[1] - start[1])))
    off = (ys - function.many(xs)) * panel.unit
    size = np.nan_to_num(np.abs(off), nan=np.inf)
    here, before, after = size[1:-1], size[:-2], size[2:]
    lowest = (here <= NEAR) & (here <= np.minimum(before, after))
    crosses = (np.sign(off[1:-1]) * np.sign(off[:-2]) < 0) & (here < 0.3)
    places, lying = np.flatnonzero(lowest | crosses) + 1, np.flatnonzero(size <= NEAR)
    if not len(places) and 2 * len(lying) > len(along):  # the graph is straight, and the line lies on it
        places = lying[[len(lying) // 2]]
    found: Crossings = []
    for at, x, y in zip(along[places].tolist(), xs[places].tolist(), ys[places].tolist(), strict=True):
        if not found or at - found[-1][0] > 0.02:
            found.append((at, (x, y)))
    return found


def fits(panel: Panel, start: Point, end: Point, function: Function, met: Crossings) -> bool:
    """Tell whether a line is a tangent of a function."""
    near = np.add.outer([x for _, (x, _) in met], SHIFTS).ravel()
    # Where the function begins there is one side only.
    slopes = np.diff(function.many(near + np.array([[-STEP], [0.0], [STEP]])), axis=0) / STEP
    return any(has_slope(panel, start, end, slope) for slope in slopes[np.isfinite(slopes)].tolist())


def is_normal(panel: Panel, start: Point, end: Point, slope: Function, met: Crossings) -> bool:
    """Tell whether a line is at right angles, in the plane, to a function of this slope where it meets it."""
    (a, low), (b, high) = panel.axes.to_plane(start), panel.axes.to_plane(end)
    steep = [(high - low) / (b - a) * (slope(x) or math.nan) for _, (x, _) in met] if a != b else []
    return any(abs(product + 1) <= RIGHT for product in steep)


def has_slope(panel: Panel, start: Point, end: Point, slope: float) -> bool:
    """Tell whether a line has a slope of the plane."""
    return parallel((start, end), (panel.axes.to_scene(0.0, 0.0), panel.axes.to_scene(1.0, slope)))


def parallel(one: tuple[Point, Point], other: tuple[Point, Point]) -> bool:
    """Tell whether two lines, given by their ends, have the same direction on screen."""
    a, b = (math.atan2(end[1] - start[1], end[0] - start[0]) for start, end in (one, other))
    return abs((a - b + math.pi / 2) % math.pi - math.pi / 2) <= ANGLE
