"""The dashed lines that a graph approaches: its poles, and what it comes to far on the left and on the right."""

from __future__ import annotations

import math

from derivative_manim.generation.features import between, far_places, poles_of
from derivative_manim.generation.heights import Range
from derivative_manim.generation.numeric import Curve
from derivative_manim.generation.panel import Segment, more_decimals


def asymptotes_of(curve: Curve, window: Range, y: Range) -> tuple[Segment, ...]:
    """The asymptotes in view, as lines of the panel: upright ones, then those on the left and on the right."""
    poles = poles_of(curve, *window[:2])
    digits = 4 + more_decimals(window)
    lines: list[Segment] = [(round(p, digits) + 0.0, y[0], round(p, digits) + 0.0, y[1]) for p in poles]
    for side in (-1.0, 1.0):
        line = slant(curve, side, window, y)
        if line is not None and line not in lines:
            lines.append(line)
    return tuple(lines)


def slant(curve: Curve, side: float, window: Range, y: Range) -> Segment | None:
    """The horizontal or slanting asymptote towards side * infinity, if the graph is seen approaching it."""
    x1, x2, x3 = far_places(curve, side)
    y1, y2, y3 = (curve.at(x) for x in (x1, x2, x3))
    if not all(map(math.isfinite, (y1, y2, y3))):
        return None
    slope = (y3 - y2) / (x3 - x2)
    slope = round(slope, 3) if abs(slope) > 1e-3 else 0.0
    r1, r2, r3 = y1 - slope * x1, y2 - slope * x2, y3 - slope * x3
    if abs(r3 - r2) > max(0.2 * abs(r2 - r1), 1e-7) or abs(r2 - r1) > 0.05 * (y[1] - y[0]):
        return None  # not settling at least as fast as 1/x: 1/ln x has no line to show
    level = round(r3 + (r3 - r2) / 9, 3) + 0.0  # the rest of an error that falls as 1/x
    if abs(level) < 1e-4 and slope == 0:  # the x axis itself
        return None
    for x in between(x1, x3):
        if not abs(curve.at(x) - slope * x - level) <= 2e-3 * (y[1] - y[0]):
            return None
    edge = window[1] if side > 0 else window[0]
    at_edge, at_middle = (
        curve.at(edge),
        curve.at((window[0] + window[1]) / 2 + side * (window[1] - window[0]) / 8),
    )
    distance = abs(at_edge - slope * edge - level)
    if not math.isfinite(distance) or distance > 0.2 * (y[1] - y[0]) or distance < 1e-6:
        return None  # out of sight, or the graph is the line itself
    if math.isfinite(at_middle) and distance >= abs(at_middle - slope * edge - level) and slope == 0:
        return None
    return _clip_line(slope, level, window, y)


def _clip_line(slope: float, level: float, window: Range, y: Range) -> Segment | None:
    if slope == 0:
        return (window[0], level, window[1], level) if y[0] <= level <= y[1] else None
    ends = sorted(((y[0] - level) / slope, (y[1] - level) / slope))
    a, b = max(window[0], ends[0]), min(window[1], ends[1])
    if b - a < 0.3 * (window[1] - window[0]):
        return None  # a stub in a corner explains nothing
    return (round(a, 3), round(slope * a + level, 3), round(b, 3), round(slope * b + level, 3))
