"""What was plotted, at full precision: are the values of a callable those of the function?

A curve on screen is right to a hundredth of a unit; a callable can be asked for its values to sixteen digits. So a
spike between two samples is found, and an error that no picture shows. A difference quotient of f is a fair way to
plot f': it is told by its error, which is that of a quotient with some step, and no other.
"""

import math
from collections.abc import Sequence

import numpy as np

from ..formulas.arrays import Array, Function
from ..run.evidence import Item, Plot, Valued
from .showing import Panel

ROUNDING = 2e-12  # what different orders of the same operations come to, relative to the value
MOST_OFF = 0.05  # the part of the points that may be off by more: next to a pole or a cancellation
FAR_OFF = 1e-3  # but none by this much, relative to the largest value
FEWEST = 5  # points
MOST_OF_PLOT = 0.8  # of a curve is drawn by a callable, if it is that of the curve
GAP = 0.02  # the part of the points where the callable may have no value, and the function has
EPSILON = 2.2e-16
APART = 0.02  # places by which a fifth derivative is told
STEPS = [digit * 10.0**-power for power in range(2, 13) for digit in (1, 2, 3, 5)]


class Quotient(Function):
    """The difference quotient of a function with a step that is seen."""

    def __init__(self, function: Function, step: float) -> None:
        self._function, self._step = function, step

    def many(self, xs: Array) -> Array:
        """Return its values at points."""
        return (self._function.many(xs + self._step) - self._function.many(xs)) / self._step


def apart(plot: Plot, graph: Item, panel: Panel) -> float:
    """Tell how far, in the plane, most of a curve is from what a callable draws; infinite if hardly any is where it is.

    Next to a pole it is off; over most of what a tangent that is plotted covers, that is off too.
    """
    given = plot.values if plot.axes is not None else panel.axes.to_plane(plot.values)
    x, y = panel.axes.to_plane(graph.anchors.T)
    inside = (x >= given[0].min(initial=np.inf)) & (x <= given[0].max(initial=-np.inf))
    if inside.sum() < FEWEST:
        return math.inf
    return float(np.quantile(np.abs(np.interp(x[inside], *given) - y[inside]), MOST_OF_PLOT))


def wrong_at(points: Sequence[Valued], function: Function, of: Function | None = None) -> tuple[float, float] | None:
    """Return x and the value of a callable, given by points, where it is farthest from a function; None if it is it.

    Of the derivative `of` a function, a difference quotient will do.
    """
    xs, ys = np.array(sorted(points), dtype=np.float64).reshape(-1, 2).T
    values = function.many(xs)
    missing = np.flatnonzero(np.isfinite(values) & ~np.isfinite(ys))
    known = np.isfinite(values) & np.isfinite(ys)
    if len(missing) > GAP * len(xs) or known.sum() < FEWEST:
        return (float(xs[missing[0]]), math.nan) if len(missing) else (0.0, math.nan)
    xs, ys, values = xs[known], ys[known], values[known]
    off = np.abs(ys - values)
    scale = np.maximum(1.0, np.abs(values))
    largest = float(np.quantile(np.abs(values), 0.9)) + 1.0
    worst = int(np.argmax(off / scale))
    near = off[worst] <= FAR_OFF * max(largest, float(scale[worst]))
    if (near and (off > ROUNDING * scale).mean() <= MOST_OFF) or (of and _is_quotient(xs, ys, function, of)):
        return None
    return float(xs[worst]), float(ys[worst])


def _is_quotient(xs: Array, ys: Array, slope: Function, function: Function) -> bool:
    """Tell whether values are difference quotients with some step: the slope, what they cut off, and rounding."""
    values = slope.many(xs)
    second = (slope.many(xs + 1e-4) - slope.many(xs - 1e-4)) / 2e-4
    third = (slope.many(xs + 1e-3) - 2 * values + slope.many(xs - 1e-3)) / 1e-6
    rounding = EPSILON * (np.abs(function.many(xs)) + 1.0)
    around = [slope.many(xs + each * APART) for each in (-2, -1, 0, 1, 2)]
    fifth = np.dot((1, -4, 6, -4, 1), around) / APART**4
    if _is_part_of(ys - values, third, STEPS[0] ** 2) or _is_part_of(values - ys, fifth, STEPS[0] ** 4):
        return True
    for step in STEPS:
        # x + h is rounded too, alike for all x of one size: the step is a little longer or shorter than it says,
        # unless it is divided by as it came out, as Manim's slope_of_tangent does.
        right, left = (xs + step) - xs, xs - (xs - step)
        for bend, long in ((1, step), (1, right), (0, (right + left) / 2), (-1, left)):
            cut = bend * step * second / 2 + step**2 * third / 6
            rest, noise = ys - values * (long / step) - cut, rounding / step
            room = ROUNDING * np.maximum(1.0, np.abs(ys)) + 1e-4 * np.abs(cut) + step**3
            off, far = (np.abs(rest) > some for some in (room, room + 8 * noise))
            if off.mean() <= MOST_OFF or (far.mean() <= MOST_OFF and _is_rounding(rest, noise)):
                return True
    return False


def _is_part_of(off: Array, cut: Array, most: float) -> bool:
    """Tell errors of central differences, with any step, by the derivative that they cut off: a part of it all along.

    It is h**2/6 of the third one, or up to 7/24 of it where one goes straight on between two places (`np.gradient`);
    where quotients with two steps are combined it is one part of the fifth, which is taken away.
    """
    bent = np.abs(cut) > 0.05 * np.nanmax(np.abs(cut), initial=0.0)
    parts = off[bent] / cut[bent]
    if not len(parts):
        return False
    least, largest = np.quantile(parts, (MOST_OFF / 2, 1 - MOST_OFF / 2))
    return bool(least > 0 and largest < min(1.1 * 7 / 4 * least, most))


def _is_rounding(rest: Array, noise: Array) -> bool:
    """Tell rounding from an error of the same size: its sign changes as if by chance."""
    known = (rest != 0) & np.isfinite(rest)
    signs = np.sign(rest[known])
    if len(signs) < FEWEST or np.median(np.abs(rest[known])) < 0.002 * np.median(noise):
        return False
    return bool((signs[1:] != signs[:-1]).mean() > 0.35 and abs(signs.mean()) < 0.4)
