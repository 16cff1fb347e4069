"""Lines that a function approaches."""

import math

from ..formulas.arrays import Function
from ..run.evidence import Point
from .showing import Panel

BESIDE = 0.05  # how far a line may be from the place, in Manim's units
TALL = 0.8  # how much of the axes a line covers at least, upwards or sideways
HIGH = 10.0  # axes on which what is off by so much cannot be told from an asymptote far out


def is_long(start: Point, end: Point, panel: Panel) -> bool:
    """Tell whether a line runs over the height or the width of the axes, or from one edge of them to another."""
    box, part = panel.box, [0.0, 0.0]
    for i in (0, 1):
        low, high = sorted((start[i], end[i]))
        part[i] = (min(high, box[i + 2]) - max(low, box[i])) / (box[i + 2] - box[i])
    edges = [any(abs(end[i % 2] - box[i]) <= BESIDE for i in range(4)) for end in (start, end)]
    return min(part) >= -BESIDE and (max(part) >= TALL or all(edges))


def approaches(function: Function, panel: Panel, start: Point, end: Point) -> bool:
    """Tell whether a function approaches a line far to the right or far to the left."""
    (x1, y1), (x2, y2) = panel.axes.to_plane(start), panel.axes.to_plane(end)
    level = math.isclose(start[1], end[1], abs_tol=2e-3)
    rise = 0.0 if level else (y2 - y1) / (x2 - x1)
    # The ends are typed to three or four digits; far out a slanting line is off by what its slope is off.
    drift = 0.0 if level else 2e-3 / abs(x2 - x1)
    middle = sum(panel.axes.x_range) / 2
    least, most = panel.axes.y_range
    room = max(1.0, (most - least) / HIGH)
    for side in (-1.0, 1.0):
        # Where parts of it are too large for the machine far out, as in e^x/(e^x - 1), it is looked at nearer.
        far = next((far for far in ((100.0, 1e4), (10.0, 300.0)) if function(middle + far[1] * side) is not None), ())
        values = [(middle + x * side, function(middle + x * side)) for x in far]
        gaps = [abs(v - (y1 + rise * (x - x1))) - drift * abs(x) - 2e-3 for x, v in values if v is not None]
        # What approaches slowly, as 1/sqrt(x), is on its way at least. e^x has no value far out on one side.
        near = len(gaps) == 2 and gaps[0] < 0.25 * room and gaps[1] < 0.05 * room
        if near and (gaps[1] <= 0 or gaps[1] < gaps[0] / 2):
            return True
    return False
