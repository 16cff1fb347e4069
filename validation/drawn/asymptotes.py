"""Vertical asymptotes: where f or f' grows without bound in view, a line on its axes shows it.

Whether a line that is drawn is an asymptote is judged elsewhere; here the poles are looked for, and a line at each
of them.
"""

import math
from collections.abc import Iterator

import numpy as np

from validation.drawn import curves, phases
from validation.drawn.curves import Panel
from validation.drawn.function import Function
from validation.drawn.lesson import SAMPLES, Found
from validation.execution.evidence import Evidence, Snapshot
from validation.layout.names import moment
from validation.scene_file import PHASES

RULES = {"drawn.asymptote": "a line shows each place in view where f, or f', grows without bound"}

NEAR = 0.05  # how far the line may be from the place, in Manim's units
TALL = 0.8  # how much of the height of the axes it covers at least


def check(evidence: Evidence, f: Function, df: Function) -> Iterator[Found]:
    """Yield what is wrong: rule, message, hint."""
    last = phases.ends(evidence)
    if len(last) < len(PHASES):
        return  # the phases are judged by another rule
    found = curves.panels(last["derivative"])
    if len(found) != 2:
        return
    for phase, panel, function, name in (("function", found[0], f, "f"), ("derivative", found[1], df, "f'")):
        for x in poles(function, *panel.axes.x_range):
            if not _line_at(last[phase], panel, x):
                hint = "draw a dashed line there, over the height of the axes"
                text = f"{name} grows without bound at x = {x:.4g}, and no line shows it {moment(evidence, last[phase])}"
                yield "drawn.asymptote", text, hint


def _line_at(snapshot: Snapshot, panel: Panel, x: float) -> bool:
    place, _ = panel.axes.to_scene(x, 0.0)
    left, bottom, right, top = panel.box
    for line in snapshot.of("line"):
        if line.start is None or line.end is None:
            continue
        upright = abs(line.start[0] - place) <= NEAR and abs(line.end[0] - place) <= NEAR
        low, high = sorted((line.start[1], line.end[1]))
        if upright and min(high, top) - max(low, bottom) >= TALL * (top - bottom):
            return True
    return False


def poles(function: Function, left: float, right: float) -> list[float]:
    """Find the places of an interval, its ends included, where a function grows without bound.

    They are looked for between samples: where the sign changes, where the size has a peak, and where the function
    begins or ends to have values. At a place that is found the function must go on growing: each time that the
    distance is divided by a thousand, by no less than the time before (a pole grows by more, a logarithm by as much,
    what converges by less).
    """
    width = right - left
    step = width / (4 * SAMPLES)
    xs = left + step * (np.arange(-2, 4 * SAMPLES + 2) + 0.4871)
    values = function.many(xs)
    size = np.where(np.isnan(values), -1.0, np.abs(values))
    found: list[float] = []
    for i in range(1, len(xs) - 1):
        a, b = values[i], values[i + 1]
        if math.isnan(a) != math.isnan(b):
            place: float | None = _edge(function, xs[i], xs[i + 1], math.isnan(a))
        elif not math.isnan(a) and (a > 0) != (b > 0):
            place = _change(function, xs[i], xs[i + 1], a > 0)
        elif size[i] > 0 and size[i] >= size[i - 1] and size[i] >= size[i + 1]:
            place = _peak(function, xs[i - 1], xs[i + 1])
        else:
            continue
        inside = place is not None and left - 1e-6 * width <= place <= right + 1e-6 * width
        if inside and place is not None and _grows(function, place, step):
            if not found or place - found[-1] > step:
                found.append(place + 0.0 if abs(place) > 1e-9 * width else 0.0)
    return found


def _edge(function: Function, a: float, b: float, left_is_empty: bool) -> float:
    for _ in range(80):
        middle = (a + b) / 2
        a, b = (middle, b) if (function(middle) is None) == left_is_empty else (a, middle)
    return b if left_is_empty else a


def _change(function: Function, a: float, b: float, positive: bool) -> float:
    for _ in range(80):
        middle = (a + b) / 2
        value = function(middle)
        if value is None:
            return middle
        a, b = (middle, b) if (value > 0) == positive else (a, middle)
    return (a + b) / 2


def _peak(function: Function, a: float, b: float) -> float | None:
    for _ in range(80):
        low, high = a + (b - a) / 3, b - (b - a) / 3
        left, right = function(low), function(high)
        if left is None or right is None:
            return low if left is None else high
        a, b = (low, b) if abs(left) < abs(right) else (a, high)
    return (a + b) / 2


def _grows(function: Function, place: float, step: float) -> bool:
    for side in (-1.0, 1.0):
        near = [function(place + side * step * 10.0**-k) for k in (1, 4, 7)]
        if None in near:
            continue
        sizes = [abs(value) for value in near if value is not None]
        first, second = sizes[1] - sizes[0], sizes[2] - sizes[1]
        if first > 0 and second > 0.9 * first:
            return True
    return False
