"""The zeros of f': each that is in view is marked by a dot on both axes, and nothing else is marked as one."""

import math
from collections.abc import Iterator

import numpy as np

from ..formulas.arrays import Function
from . import boxes
from .curves import GAP, SAMPLES, at, distances, segments
from .showing import Found, Moment, Panel, Showing
from .tangent import NEAR, dot_at

RULES = {"drawn.zero": "what is marked as a zero of f' is one; a lesson marks each that is in view, on both axes"}


MOST_MARKS = 12  # more dots than these draw a curve


def check(showing: Showing) -> Iterator[Found]:
    """Yield what is wrong with the marks."""
    if not showing.strict:
        yield from _claims(showing)
    elif showing.complete and len(showing.ends["derivative"].panels) == 2:
        moment = showing.ends["derivative"]
        upper, lower = moment.panels
        marked, wrong = _marked(moment, lower, showing.df)
        yield from wrong
        yield from _missing(moment, upper, lower, marked, showing)


def _marked(moment: Moment, panel: Panel, df: Function) -> tuple[list[float], list[Found]]:
    """Find the dots on the x axis: where there is a zero, and where there is none."""
    marked, wrong = [], []
    unit = math.dist(panel.axes.origin, panel.axes.up)
    for dot in moment.of("dot"):
        if dot.center is None or not boxes.holds(boxes.grown(panel.box, 0.05), dot.center):
            continue
        x, y = panel.axes.to_plane(dot.center)
        if abs(y) * unit > NEAR:
            continue
        value = df(x)
        if value is None or abs(value) * unit > NEAR:
            shown = "undefined" if value is None else f"{value:.4g}"
            text = f"x = {x:.4g} is marked as a zero of f', which is {shown} there {moment}"
            wrong.append(Found("drawn.zero", text, "mark the zeros"))
        else:
            marked.append(x)
    return marked, wrong


def _missing(moment: Moment, upper: Panel, lower: Panel, marked: list[float], showing: Showing) -> Iterator[Found]:
    """Look for zeros in view that are not marked: in view on the upper axes too, where f' is drawn."""
    f, df = showing.f, showing.df
    true = zeros(df, *lower.axes.x_range)
    ends = np.array([pair for graph in moment.of("graph") if at(graph, lower, moment) for pair in segments(graph)])
    width = abs(lower.axes.x_range[1] - lower.axes.x_range[0])
    for zero in true or ():  # None: f' is zero all along, and there is no one place to mark
        value = f(zero)
        place = np.array([lower.axes.to_scene(zero, 0.0)])
        # sin(ln x) has zeros without end towards 0: those on a stretch of f' that is drawn are in view.
        if value is None or not upper.axes.y_range[0] <= value <= upper.axes.y_range[1]:
            continue
        if not len(ends) or distances(place, ends)[0] > GAP:
            continue
        near = [x for x in marked if abs(zero - x) <= width / 200]
        if not near:
            text = f"f' has a zero at x = {zero:.4g} that is not marked {moment}"
            yield Found("drawn.zero", text, "mark it on both axes")
        elif not any(dot_at(moment, upper, x, f(x) or 0.0) for x in (zero, *near)):
            text = f"the zero of f' at x = {zero:.4g} is not marked on the graph of f {moment}"
            yield Found("drawn.zero", text, "put a dot at (a, f(a)) of the upper axes")


def _claims(showing: Showing) -> Iterator[Found]:
    """Look for dots on an x axis that come with the derivative and stand at a zero of nothing."""
    moment, new = showing.ends.get("derivative"), showing.new_in("derivative")
    dots = [item.center for item in moment.of("dot") if item.id in new and item.center] if moment else []
    for panel in moment.panels if moment and len(dots) <= MOST_MARKS else ():
        unit = math.dist(panel.axes.origin, panel.axes.up)
        places = [panel.axes.to_plane(dot) for dot in dots if boxes.holds(boxes.grown(panel.box, 0.05), dot)]
        for x, y in places:
            values = [value for value in (showing.f(x), showing.df(x)) if value is not None]
            zero = any(abs(value) * unit <= 2 * NEAR for value in values)
            foot = any(abs(a - x) < 1e-3 and abs(b - y) * unit > NEAR for a, b in places)  # of a line to a dot
            if abs(y) * unit <= NEAR and not zero and not foot:
                text = f"a dot at x = {x:.4g} of the axis marks a zero, where neither f nor f' has one {moment}"
                yield Found("drawn.zero", text, "mark the zeros of f'")


def zeros(df: Function, left: float, right: float) -> list[float] | None:
    """Find the zeros of a function inside an interval: where it changes its sign, and where it touches 0.

    Returns:
        The places in order; None if df is zero (almost) everywhere. A place where df jumps over 0 is none.
    """
    xs = left + (right - left) * (np.arange(4 * SAMPLES) + 0.5) / (4 * SAMPLES)
    values = df.many(xs)
    if (np.abs(values[np.isfinite(values)]) < 1e-12).all():
        return None
    found: list[float] = []
    # Zeros between two samples of unlike sign; a sample that is exactly 0 (an underflow) has no sign of its own.
    known = np.flatnonzero(values != 0)
    for i, j, k in zip(known, known[1:], [*known[2:], known[-1]], strict=False):
        if np.isnan(values[[i, j]]).any():
            continue
        if (values[i] > 0) != (values[j] > 0):
            place = _bisect(df, float(xs[i]), float(xs[j]), float(values[i]))
        elif abs(values[j]) <= min(abs(values[i]), abs(values[k])) < abs(values[i] + values[k]) / 2:
            # What comes down on both sides without a change of sign, if it does touch 0.
            place = _touching(df, float(xs[i]), float(xs[k]))
        else:
            continue
        if place is not None and not (found and place - found[-1] < 1e-6 * (right - left)):
            found.append(place)
    return found


def _touching(df: Function, a: float, b: float) -> float | None:
    """Find where a function comes down to 0 and turns back."""
    largest = abs(df(a) or 0.0)
    for _ in range(12):
        xs = np.linspace(a, b, 33)
        values = np.abs(df.many(xs))
        if np.isnan(values).any():
            return None
        best = int(np.argmin(values))
        if values[best] <= 1e-12 * largest:
            return round(float(xs[best]), 6) + 0.0
        a, b = float(xs[max(0, best - 1)]), float(xs[min(32, best + 1)])
    return None


def _bisect(df: Function, a: float, b: float, va: float) -> float | None:
    size = None
    for _ in range(60):
        middle = (a + b) / 2
        value = df(middle)
        if value is None:
            return None
        size = abs(value)
        if value == 0:
            return middle
        a, b = (middle, b) if (value > 0) == (va > 0) else (a, middle)
    # At a pole the sign changes too, but the values grow.
    return round((a + b) / 2, 9) + 0.0 if size is not None and size < 1e-6 * max(1.0, abs(va)) else None
