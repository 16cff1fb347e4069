"""Marks: dots at the zeros of f', dashed lines that f or f' approaches; a lesson has all of those that are in view."""

import math
from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np

from ..formulas.arrays import Array, Function
from ..run.evidence import Item, Point
from .curves import GAP, SAMPLES, distances, drawn_on
from .showing import Found, Moment, Panel, Showing
from .tangent import NEAR, dot_at, dots, is_on

RULES = {
    "drawn.zero": "what is marked as a zero of f' is one; a lesson marks each that is in view, on both axes",
    "drawn.asymptote": "a line that stands for an asymptote is one; a lesson shows each place in view where f, or f', "
    "grows without bound",
}

MOST_MARKS = 12  # more dots than these draw a curve
SHARP = 0.02  # how much the neighbours of a peak fall short of it, if it may be a pole
BESIDE = 0.05  # how far a line may be from the place, in Manim's units
TALL = 0.8  # how much of the axes a line covers at least, upwards or sideways


def check(showing: Showing) -> Iterator[Found]:
    """Yield what is wrong with the marks."""
    functions = {"f": showing.f, "f'": showing.df}
    moment = showing.ends.get("derivative")
    marks = [dot for dot in moment.of("dot") if dot.center] if moment else []
    if moment and showing.lesson:
        yield from _false(moment, moment.panels[1], marks, (showing.df,))
        yield from _unmarked(moment, showing)
    elif moment:
        new = showing.new_in("derivative")
        marks = [dot for dot in marks if dot.id in new]
        for panel in moment.panels if len(marks) <= MOST_MARKS else ():
            yield from _false(moment, panel, marks, tuple(functions.values()))
    for phase, index, name in (("function", 0, "f"), ("derivative", -1, "f'")):
        if phase in showing.ends and showing.ends[phase].panels:
            among = {name: functions[name]} if showing.lesson else functions
            yield from _asymptotes(showing.ends[phase], index, among, showing)


def _false(moment: Moment, panel: Panel, marks: list[Item], functions: tuple[Function, ...]) -> Iterator[Found]:
    """Look for dots on the x axis where no function has a zero."""
    places = [panel.axes.to_plane(dot.center) for dot in marks if dot.center and panel.holds(dot.center)]
    for x, y in places:
        values = [value for value in (function(x) for function in functions) if value is not None]
        # A dot below another one is the foot of a line to it, which says nothing of zeros.
        foot = len(functions) > 1 and any(abs(a - x) < 1e-3 and abs(b - y) * panel.unit > NEAR for a, b in places)
        if abs(y) * panel.unit <= NEAR and not foot and not any(abs(v) * panel.unit <= 2 * NEAR for v in values):
            text = f"a dot at x = {x:.4g} of the axis marks a zero, where f' is {values[-1] if values else 'undefined'}"
            yield moment.found("drawn.zero", text, "mark the zeros of f'")


def _unmarked(moment: Moment, showing: Showing) -> Iterator[Found]:
    """Look for zeros in view that are not marked: in view on the upper axes too, where f' is drawn."""
    upper, lower = moment.panels
    f, drawn = showing.f, drawn_on(moment, lower)
    marked = [x for x, y in map(lower.axes.to_plane, dots(moment, lower)) if abs(y) * lower.unit <= NEAR]
    for zero in zeros(showing.df, *lower.axes.x_range) or ():  # None: f' is zero all along
        value = f(zero)
        # sin(ln x) has zeros without end towards 0: those on a stretch of f' that is drawn are in view.
        if value is None or not upper.axes.y_range[0] <= value <= upper.axes.y_range[1]:
            continue
        if f(round(zero, 6) + 0.0) is None:  # sin(x)/x is level towards a place where it has no value
            continue
        if distances(np.array([lower.axes.to_scene(zero, 0.0)]), drawn)[0] > GAP:
            continue
        near = [x for x in marked if abs(zero - x) <= lower.width / 200]
        if not near or not any(dot_at(moment, upper, x, f(x) or 0.0) for x in (zero, *near)):
            text = f"f' has a zero at x = {zero:.4g} that is not marked on both axes"
            yield moment.found("drawn.zero", text, "mark it, on the graph of f too")


def _asymptotes(moment: Moment, index: int, functions: dict[str, Function], showing: Showing) -> Iterator[Found]:
    """Compare the poles on some axes with the dashed lines there: without a dot, over the width or the height of it."""
    panel, named = moment.panels[index], " and ".join(functions)
    places = [place for function in functions.values() for place in poles(function, *panel.axes.x_range)]
    lines = [line for line in moment.lines if _is_long(line[1], line[2], panel)]
    upright = [start[0] for _, start, end in lines if abs(start[0] - end[0]) <= BESIDE]
    for x in places if showing.lesson else ():
        if not any(abs(panel.axes.to_scene(x, 0.0)[0] - place) <= BESIDE for place in upright):
            text = f"{named} grows without bound at x = {x:.4g}, and no line shows it"
            yield moment.found("drawn.asymptote", text, "draw a dashed line there, over the height of the axes")
    places += [place for each in functions.values() for place in poles(each, *panel.axes.x_range, far=True)]
    if not showing.lesson:
        # There a dashed line may mark a zero, too; it claims something only where there is talk of asymptotes.
        if not places and not any("asymptote" in item.text.lower() for item in moment.of("text")):
            return
        places += [0.0, *(zero for each in functions.values() for zero in zeros(each, *panel.axes.x_range) or ())]
    marks = dots(moment, panel)
    for item, start, end in lines:
        if item.cls != "DashedLine" or any(is_on(dot, start, end, BESIDE) for dot in marks):
            continue  # what leads to a dot marks a place
        x, y = panel.axes.to_plane(((start[0] + end[0]) / 2, (start[1] + end[1]) / 2))
        if abs(start[0] - end[0]) > BESIDE:
            right = any(_approaches(function, panel, start, end) for function in functions.values())
        else:
            right = any(abs(panel.axes.to_scene(place, 0.0)[0] - start[0]) <= BESIDE for place in places)
        if not right:
            text = f"{named} does not approach the dashed line through ({x:.4g}, {y:.4g})"
            yield moment.found("drawn.asymptote", text, "draw lines that it approaches")


def _is_long(start: Point, end: Point, panel: Panel) -> bool:
    """Tell whether a line runs over the height or the width of the axes; a slanting one may leave through the top."""
    box, part = panel.box, [0.0, 0.0]
    for i in (0, 1):
        low, high = sorted((start[i], end[i]))
        part[i] = (min(high, box[i + 2]) - max(low, box[i])) / (box[i + 2] - box[i])
    return max(part) >= TALL and min(part) >= -BESIDE


def _approaches(function: Function, panel: Panel, start: Point, end: Point) -> bool:
    """Tell whether a function approaches a line far to the right or far to the left."""
    (x1, y1), (x2, y2) = panel.axes.to_plane(start), panel.axes.to_plane(end)
    level = math.isclose(start[1], end[1], abs_tol=2e-3)
    rise = 0.0 if level else (y2 - y1) / (x2 - x1)
    # The ends are typed to three or four digits; far out a slanting line is off by what its slope is off.
    drift = 0.0 if level else 2e-3 / abs(x2 - x1)
    for side in (-1.0, 1.0):
        values = [(x, function(x)) for x in (100.0 * side, 1e4 * side)]
        gaps = [abs(v - (y1 + rise * (x - x1))) - drift * abs(x) - 2e-3 for x, v in values if v is not None]
        # What approaches slowly, as 1/sqrt(x), is on its way at least. e^x has no value far out on one side.
        if len(gaps) == 2 and gaps[0] < 0.25 and gaps[1] < 0.05 and (gaps[1] <= 0 or gaps[1] < gaps[0] / 2):
            return True
    return False


def zeros(function: Function, left: float, right: float) -> list[float] | None:
    """Find the zeros inside an interval: where the function changes its sign, and where it touches 0.

    Returns:
        The places in order; None if it is zero (almost) everywhere. A place where it jumps over 0 is none.
    """
    xs = left + (right - left) * (np.arange(4 * SAMPLES) + 0.5) / (4 * SAMPLES)
    values = function.many(xs)
    if (np.abs(values[np.isfinite(values)]) < 1e-12).all():
        return None
    found: list[float] = []
    # A sample that is exactly 0 (an underflow) has no sign of its own.
    known = np.flatnonzero(values != 0)
    for i, j, k in zip(known, known[1:], [*known[2:], known[-1]], strict=False):
        a, b, c = values[i], values[j], values[k]
        place = None
        if (a > 0) != (b > 0):
            place = _closer(function, xs[i], xs[j], _change)
        elif abs(b) <= min(abs(a), abs(c)) < abs(a + c) / 2:  # it comes down on both sides, and may touch 0
            place = _closer(function, xs[i], xs[k], _lowest)
        value = None if place is None else function(place)
        beside = [function(place + side * 1e-4 * (right - left)) for side in (-1.0, 1.0)] if place is not None else []
        if place is not None and function(round(place, 6) + 0.0) is None:
            continue  # a hole, as of (x cos x - sin x)/x^2 at 0, beside which digits are lost
        # Where it is 0 all along, as e^(1/x) to the left of 0, the number has only become too small.
        if place is not None and value is not None and abs(value) <= 1e-9 * max(abs(a), abs(b)) and 0 not in beside:
            found.append(round(place, 9) + 0.0)
    return found[:1] + [b for a, b in pairwise(found) if b - a > 1e-6 * (right - left)]


def poles(function: Function, left: float, right: float, *, far: bool = False) -> list[float]:
    """Find the places of an interval, its ends included, where a function grows without bound.

    They are looked for between samples: where the sign changes, where the size has a peak, and where the function
    begins or ends to have values. At a place that is found the function must go on growing: each time that the
    distance is divided by a thousand, by no less than the time before (a pole grows by more, a logarithm by as much,
    what converges by less). Very near, e^(1/x) is larger than any number and sec x + tan x has lost its digits: with
    `far` it is enough that a function grows so from farther away, as a narrow peak does too.
    """
    width = right - left
    step = width / (4 * SAMPLES)
    xs = left + step * (np.arange(-2, 4 * SAMPLES + 2, dtype=np.float64) + 0.4871)
    values = function.many(xs)
    size = np.where(np.isnan(values), -1.0, np.abs(values))
    found: list[float] = []
    for i in range(1, len(xs) - 2):
        a, b = values[i], values[i + 1]
        if np.isnan(a) != np.isnan(b):
            place = _closer(function, xs[i], xs[i + 1], _edge)
        elif np.isnan(a):
            continue
        elif (a > 0) != (b > 0) and max(size[i - 1], size[i + 2]) < max(size[i], size[i + 1]):
            place = _closer(function, xs[i], xs[i + 1], _change)
        elif size[i] >= max(size[i - 1], size[i + 1]) and min(size[i - 1], size[i + 1]) < (1 - SHARP) * size[i]:
            place = _closer(function, xs[i - 1], xs[i + 1], _highest)
        else:
            continue
        inside = left - 1e-6 * width <= place <= right + 1e-6 * width
        known = bool(found) and place - found[-1] <= step
        if inside and not known and _grows(function, place, step, far):
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
    return int(np.argmax(np.isnan(values) != np.isnan(values[0])))


def _change(values: Array) -> int:
    return int(np.argmax(np.isnan(values) | ((values > 0) != (values[0] > 0))))


def _highest(values: Array) -> int:
    return int(np.argmax(np.where(np.isnan(values), np.inf, np.abs(values))))


def _lowest(values: Array) -> int:
    return int(np.argmin(np.where(np.isnan(values), np.inf, np.abs(values))))


def _grows(function: Function, place: float, step: float, far: bool) -> bool:
    for side in (-1.0, 1.0):
        for parts in ((1e-1, 1e-4, 1e-7), (3.0, 1.0, 1 / 3))[: 1 + far]:
            sizes = np.abs(function.many(np.array([place + side * step * part for part in parts])))
            first, second = np.diff(sizes).tolist()
            if first > 0 and second > 0.9 * first:
                return True
    return False
