"""Where a function is zero, and where it grows without bound: looked for between samples, then from nearby."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from .arrays import Array, Function

SAMPLES = 960
ROUNDING = 1e-15
SHARP = 0.02  # how much the neighbours of a peak fall short of it, if it may be a pole


def zeros(function: Function, left: float, right: float) -> list[float] | None:
    """Find the zeros inside an interval, in order; None if the function is zero (almost) everywhere.

    They are where it changes its sign, and where it touches 0; a place where it jumps over 0 is none.
    """
    xs = left + (right - left) * (np.arange(SAMPLES) + 0.5) / SAMPLES
    values = function.many(xs)
    if (np.abs(values[np.isfinite(values)]) < 1e-12).all():
        return None
    found: list[float] = []
    # A sample that is as good as 0 (an underflow, what rounding leaves of 1 - 1) has no sign of its own.
    known = np.flatnonzero(~(np.abs(values) <= ROUNDING))
    for i, j, k in zip(known, known[1:], [*known[2:], known[-1]], strict=False):
        a, b, c = values[i], values[j], values[k]
        if (a > 0) != (b > 0):
            place = _closer(function, xs[i], xs[j], _change)
        elif abs(b) <= min(abs(a), abs(c)) < abs(a + c) / 2:  # it comes down on both sides, and may touch 0
            place = _closer(function, xs[i], xs[k], _lowest)
        else:
            continue
        if function(round(place, 6) + 0.0) is None:
            continue  # a hole, as of (x cos x - sin x)/x^2 at 0, beside which digits are lost
        value = function(place)
        near = value is not None and abs(value) <= 1e-9 * max(abs(a), abs(b))
        # Where it is 0 all along, as e^(1/x) to the left of 0, the number has only become too small; where it has no
        # value close by, as x/(1 + e^(1/x)) to the right of 0, what it is made of is too large for the machine.
        beside = [function(place + side * 1e-4 * (right - left)) for side in (-1.0, 1.0)]
        if near and 0 not in beside and None not in beside:
            found.append(round(place, 12) + 0.0)
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
    step = width / SAMPLES
    xs = left + step * (np.arange(-2, SAMPLES + 2, dtype=np.float64) + 0.4871)
    values = function.many(xs)
    size = np.where(np.isnan(values), -1.0, np.abs(values))
    found: list[float] = []
    changes = (np.isnan(values[1:]) != np.isnan(values[:-1])) | ((values[1:] > 0) != (values[:-1] > 0))
    rises, falls = size[1:] > size[:-1], size[1:] < size[:-1]
    for i in (np.flatnonzero(changes[1:-1] | ~(rises[1:-1] | falls[:-2])) + 1).tolist():
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
            if first > 10 * ROUNDING and second > 0.9 * first:
                return True
    return False
