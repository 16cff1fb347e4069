"""Asymptotes: a line shows each place where f or f' grows without bound in view, and each such line is one.

The poles are looked for in the function; a dashed line without dots, over the width or the height of its axes, says
that it is an asymptote.
"""

import math
from collections.abc import Callable, Iterator

import numpy as np

from ..formulas.arrays import Array, Function
from ..run.evidence import Item
from .curves import SAMPLES
from .names import plain
from .showing import Found, Moment, Panel, Showing
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
    for phase, index, function, name in (("function", 0, showing.f, "f"), ("derivative", -1, showing.df, "f'")):
        moment = showing.ends.get(phase)
        panels = moment.panels if moment else []
        if not moment or not panels or (showing.strict and len(panels) != 2):
            continue
        panel = panels[index]
        places = poles(function, *panel.axes.x_range)
        lines = [line for line in moment.of("line") if _is_long(line, panel)]
        for x in places if showing.strict else ():
            place, _ = panel.axes.to_scene(x, 0.0)
            if not any(_is_upright(line) and abs(_middle(line)[0] - place) <= NEAR for line in lines):
                text = f"{name} grows without bound at x = {x:.4g}, and no line shows it {moment}"
                yield Found("drawn.asymptote", text, "draw a dashed line there, over the height of the axes")
        if showing.strict:
            yield from _false(moment, panel, lines, {name: function}, showing)
        elif places or any("asymptote" in plain(item.text).lower() for item in moment.of("text")):
            yield from _false(moment, panel, lines, {"f": showing.f, "f'": showing.df}, showing)


def _false(
    moment: Moment, panel: Panel, lines: list[Item], functions: dict[str, Function], showing: Showing
) -> Iterator[Found]:
    """Look for lines that claim to be asymptotes and are none."""
    named = " and ".join(functions)
    for line in lines:
        if line.cls != "DashedLine" or _has_dot(line, moment):
            continue
        x, y = panel.axes.to_plane(_middle(line))
        if not _is_upright(line):
            if not any(_is_far(function, panel, line) for function in functions.values()):
                text = f"{named} does not approach the dashed line through ({x:.4g}, {y:.4g}) {moment}"
                yield Found("drawn.asymptote", text, "draw lines that it approaches")
            continue
        wide = panel.axes.x_range
        places = [place for function in functions.values() for place in poles(function, *wide)]
        if not showing.strict:
            places += [0.0, *(zeros(showing.df, *wide) or ()), *(zeros(showing.f, *wide) or ())]
        if not any(abs(panel.axes.to_scene(place, 0.0)[0] - _middle(line)[0]) <= NEAR for place in places):
            text = f"{named} does not grow without bound at the dashed line x = {x:.4g} {moment}"
            yield Found("drawn.asymptote", text, "draw lines at its poles only")


def _is_long(line: Item, panel: Panel) -> bool:
    """Tell whether a line runs over the height or the width of the axes."""
    if line.start is None or line.end is None:
        return False
    left, bottom, right, top = panel.box
    xs, ys = sorted((line.start[0], line.end[0])), sorted((line.start[1], line.end[1]))
    if xs[0] > right + NEAR or xs[1] < left - NEAR or ys[0] > top + NEAR or ys[1] < bottom - NEAR:
        return False
    if _is_upright(line):
        return min(ys[1], top) - max(ys[0], bottom) >= TALL * (top - bottom)
    # A slanting asymptote may leave through the top.
    sideways = min(xs[1], right) - max(xs[0], left) >= TALL * (right - left)
    return sideways or min(ys[1], top) - max(ys[0], bottom) >= TALL * (top - bottom)


def _is_upright(line: Item) -> bool:
    return line.start is not None and line.end is not None and abs(line.start[0] - line.end[0]) <= NEAR


def _middle(line: Item) -> tuple[float, float]:
    (ax, ay), (bx, by) = line.start or (0.0, 0.0), line.end or (0.0, 0.0)
    return (ax + bx) / 2, (ay + by) / 2


def _has_dot(line: Item, moment: Moment) -> bool:
    """Tell a line that leads to a dot: it marks a place."""
    if line.start is None or line.end is None:
        return True
    (ax, ay), (bx, by) = line.start, line.end
    length = math.dist(line.start, line.end)
    for dot in moment.of("dot"):
        if dot.center is not None:
            off = abs((bx - ax) * (dot.center[1] - ay) - (by - ay) * (dot.center[0] - ax)) / length
            if off <= NEAR and math.dist(dot.center, _middle(line)) <= length / 2 + NEAR:
                return True
    return False


def _is_far(function: Function, panel: Panel, line: Item) -> bool:
    """Tell whether a function approaches a line far to the right or far to the left."""
    if line.start is None or line.end is None:
        return True
    (x1, y1), (x2, y2) = panel.axes.to_plane(line.start), panel.axes.to_plane(line.end)
    level = abs(line.end[1] - line.start[1]) < 2e-3
    rise = 0.0 if level else (y2 - y1) / (x2 - x1)
    # The ends are typed to three or four digits; far out a slanting line is off by what its slope is off.
    drift = 0.0 if level else 2e-3 / abs(x2 - x1)
    for side in (-1.0, 1.0):
        gaps = []
        for distance in (100.0, 1e4):
            value = function(side * distance)
            if value is not None:
                gaps.append(abs(value - (y1 + rise * (side * distance - x1))) - drift * distance - 2e-3)
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
