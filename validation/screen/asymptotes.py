"""Vertical asymptotes: where f or f' grows without bound in view, a line on its axes shows it.

Whether a line that is drawn is an asymptote is judged elsewhere; here the poles are looked for, and a line at each
of them.
"""

import math
from collections.abc import Callable, Iterator

import numpy as np

from ..formulas.arrays import Array, Function
from ..run.evidence import Evidence, Snapshot
from ..scene_file import PHASES
from . import curves, phases
from .curves import Panel
from .names import moment
from .phase_rules import SAMPLES, Found

RULES = {"drawn.asymptote": "a line shows each place in view where f, or f', grows without bound"}

NEAR = 0.05  # how far the line may be from the place, in Manim's units
SHARP = 0.02  # how much the neighbours of a peak fall short of it, if it may be a pole
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
                when = moment(evidence, last[phase])
                text = f"{name} grows without bound at x = {x:.4g}, and no line shows it {when}"
                yield "drawn.asymptote", text, hint


def _line_at(snapshot: Snapshot, panel: Panel, x: float) -> bool:
    place, _ = panel.axes.to_scene(x, 0.0)
    _, bottom, _, top = panel.box
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
    xs = left + step * (np.arange(-2, 4 * SAMPLES + 2, dtype=np.float64) + 0.4871)
    values = function.many(xs)
    size = np.where(np.isnan(values), -1.0, np.abs(values))
    found: list[float] = []
    for i in range(1, len(xs) - 1):
        a, b = values[i], values[i + 1]
        if math.isnan(a) != math.isnan(b):
            place = _closer(function, xs[i], xs[i + 1], _edge)
        elif math.isnan(a):
            continue
        elif (a > 0) != (b > 0) and max(size[i - 1], size[min(i + 2, len(size) - 1)]) < max(size[i], size[i + 1]):
            place = _closer(function, xs[i], xs[i + 1], _change)
        elif size[i] >= max(size[i - 1], size[i + 1]) and min(size[i - 1], size[i + 1]) < (1 - SHARP) * size[i]:
            place = _closer(function, xs[i - 1], xs[i + 1], _peak)
        else:
            continue
        inside = left - 1e-6 * width <= place <= right + 1e-6 * width
        known = bool(found) and place - found[-1] <= step
        if inside and not known and _grows(function, place, step):
            found.append(place if abs(place) > 1e-9 * width else 0.0)
    return found


def _closer(function: Function, a: float, b: float, choose: Callable[[Array], int]) -> float:
    """Narrow an interval down: of points spread over it, `choose` names one, whose neighbours are the next interval."""
    for _ in range(10):
        xs = np.linspace(a, b, 65)
        best = choose(function.many(xs))
        a, b = xs[max(0, best - 1)], xs[min(64, best + 1)]
    return float((a + b) / 2)


def _edge(values: Array) -> int:
    """Choose where a function begins or ends to have values."""
    return int(np.argmax(np.isnan(values) != np.isnan(values[0])))


def _change(values: Array) -> int:
    """Choose where the sign changes, or there is no value."""
    return int(np.argmax(np.isnan(values) | ((values > 0) != (values[0] > 0))))


def _peak(values: Array) -> int:
    """Choose where the size is greatest, or there is no value."""
    return int(np.argmax(np.where(np.isnan(values), np.inf, np.abs(values))))


def _grows(function: Function, place: float, step: float) -> bool:
    for side in (-1.0, 1.0):
        sizes = np.abs(function.many(np.array([place + side * step * part for part in (1e-1, 1e-4, 1e-7)])))
        first, second = np.diff(sizes).tolist()
        if first > 0 and second > 0.9 * first:
            return True
    return False
