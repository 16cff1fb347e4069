"""Asymptotes: a line shows each place where f or f' grows without bound in view, and each such line is one.

The poles are looked for in the function; a dashed line without dots, over the width or the height of its axes, says
that it is an asymptote.
"""

import math
from collections.abc import Callable, Iterator

import numpy as np

from ..formulas.arrays import Array, Function
from ..run.evidence import Item, Point
from .curves import SAMPLES
from .showing import Found, Moment, Panel, Showing
from .tangent import distance
from .zeros import zeros

RULES = {
    "drawn.asymptote": "a line that stands for an asymptote is one; a lesson shows each place in view where f, or f', "
    "grows without bound"
}

NEAR = 0.05  # how far a line may be from the place, in Manim's units
SHARP = 0.02  # how much the neighbours of a peak fall short of it, if it may be a pole
TALL = 0.8  # how much of the axes a line covers at least, upwards or sideways


def check(showing: Showing) -> Iterator[Found]:
    """Yield what is wrong with the asymptotes."""
    for phase, index, name in (("function", 0, "f"), ("derivative", -1, "f'")):
        moment = showing.ends.get(phase)
        if moment and (len(moment.panels) == 2 if showing.strict else moment.panels):
            functions = {"f": showing.f, "f'": showing.df}
            yield from _at(
                moment, moment.panels[index], {name: functions[name]} if showing.strict else functions, showing
            )


def _at(moment: Moment, panel: Panel, functions: dict[str, Function], showing: Showing) -> Iterator[Found]:
    """Compare the poles on some axes with the lines there."""
    named, wide = " and ".join(functions), panel.axes.x_range
    places = [place for function in functions.values() for place in poles(function, *wide)]
    lines = [line for line in moment.lines if _is_long(line, panel)]
    upright = [start[0] for _, start, end in lines if abs(start[0] - end[0]) <= NEAR]
    for x in places if showing.strict else ():
        if not any(abs(panel.axes.to_scene(x, 0.0)[0] - place) <= NEAR for place in upright):
            text = f"{named} grows without bound at x = {x:.4g}, and no line shows it {moment}"
            yield Found("drawn.asymptote", text, "draw a dashed line there, over the height of the axes")
    if not showing.strict:
        # There a dashed line may mark a zero, too; it claims something only where there is talk of asymptotes.
        if not places and not any("asymptote" in item.text.lower() for item in moment.of("text")):
            return
        places += [0.0, *(zeros(showing.df, *wide) or ()), *(zeros(showing.f, *wide) or ())]
    for item, start, end in lines:
        if item.cls != "DashedLine" or any(_is_on(dot, start, end) for dot in moment.of("dot")):
            continue  # what leads to a dot marks a place
        x, y = panel.axes.to_plane(((start[0] + end[0]) / 2, (start[1] + end[1]) / 2))
        if abs(start[0] - end[0]) > NEAR:
            if not any(_is_far(function, panel, start, end) for function in functions.values()):
                text = f"{named} does not approach the dashed line through ({x:.4g}, {y:.4g}) {moment}"
                yield Found("drawn.asymptote", text, "draw lines that it approaches")
        elif not any(abs(panel.axes.to_scene(place, 0.0)[0] - start[0]) <= NEAR for place in places):
            text = f"{named} does not grow without bound at the dashed line x = {x:.4g} {moment}"
            yield Found("drawn.asymptote", text, "draw lines at its poles only")


def _is_long(line: tuple[Item, Point, Point], panel: Panel) -> bool:
    """Tell whether a line runs over the height or the width of the axes; a slanting one may leave through the top."""
    box, part = panel.box, [0.0, 0.0]
    for i in (0, 1):
        low, high = sorted((line[1][i], line[2][i]))
        part[i] = (min(high, box[i + 2]) - max(low, box[i])) / (box[i + 2] - box[i])
    return max(part) >= TALL and min(part) >= -NEAR


def _is_on(dot: Item, start: Point, end: Point) -> bool:
    return dot.center is not None and distance(start, end, dot.center) <= NEAR


def _is_far(function: Function, panel: Panel, start: Point, end: Point) -> bool:
    """Tell whether a function approaches a line far to the right or far to the left."""
    (x1, y1), (x2, y2) = panel.axes.to_plane(start), panel.axes.to_plane(end)
    level = abs(end[1] - start[1]) < 2e-3
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
    return int(np.argmax(np.isnan(values) != np.isnan(values[0])))


def _change(values: Array) -> int:
    return int(np.argmax(np.isnan(values) | ((values > 0) != (values[0] > 0))))


def _peak(values: Array) -> int:
    return int(np.argmax(np.where(np.isnan(values), np.inf, np.abs(values))))


def _grows(function: Function, place: float, step: float) -> bool:
    for side in (-1.0, 1.0):
        sizes = np.abs(function.many(np.array([place + side * step * part for part in (1e-1, 1e-4, 1e-7)])))
        first, second = np.diff(sizes).tolist()
        if first > 0 and second > 0.9 * first:
            return True
    return False
