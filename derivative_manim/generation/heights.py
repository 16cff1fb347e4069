"""The y range of a graph: what has to be in view, how far it turns, and a range with neat ends for it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from derivative_manim.generation.features import Features
from derivative_manim.generation.numeric import Array

Range = tuple[float, float, float]  # minimum, maximum, step
Span = tuple[float, float]

VISIBLE = 0.06  # of its panel, by which a turning point must move the curve
_AIM = 0.13  # the part that is aimed at


def heights(part: Features, low: float, high: float) -> list[float]:
    """Ordinates that must be in view: of the turning points that can be told apart, and 0 if the curve reaches it."""
    near = 0.015 * (high - low)
    inside = [x for x in part.turning if low <= x <= high]
    others = [*part.turning, *part.poles, *part.ends]
    clear = [x for x in inside if not any(0 < abs(x - other) < near for other in others)]
    found = [float(np.interp(x, part.x, part.y)) for x in clear]
    found = [y for y in found if math.isfinite(y)]
    # a cusp on the axis is found a little above it: then 0 is no second height, to be told apart from it
    told = any(abs(y) < 0.03 * (max(found) - min(found)) for y in found)
    return found + [0.0 for x in part.zeros if low <= x <= high and not told][:1]


def end_heights(part: Features, low: float, high: float) -> list[float]:
    """Ordinates at which the graph begins or ends within the window, as that of x^(1/x) does at 0."""
    step = 2 * (part.x[1] - part.x[0])
    ends = [e for e in part.ends if low < e < high and not any(abs(e - p) < step for p in part.poles)]
    return [float(np.interp(e, part.x, part.y)) for e in ends]


def turns(part: Features, low: float, high: float, view: Range) -> list[float]:
    """By how much each turning point in the window moves the curve in its panel: the lesser of its two sides."""
    inside = [x for x in part.turning if low < x < high]
    ends = [low, *inside, high]
    moves = []
    for left, at, right in zip(ends, ends[1:], ends[2:], strict=False):
        a, m, b = (int(np.searchsorted(part.x, x)) for x in (left, at, right))
        y = np.clip(part.y[max(0, a - 1) : b + 1], view[0], view[1])
        middle = float(np.clip(part.y[m], view[0], view[1]))
        sides = (y[: m - a + 1], y[m - a :])
        moves.append(min((float(np.nanmax(np.abs(s - middle))) if np.isfinite(s).any() else 0.0) for s in sides))
    return moves


def y_range(y: Array, musts: list[float] | None = None, ends: list[float] | None = None) -> Range:
    """(minimum, maximum, step) for values `y` (NaN and infinities allowed), `musts` well inside, `ends` in view.

    All values are in view unless the curve leaves the rest too flat: towards a pole, or where it grows so fast that its
    turning points could not be seen, it leaves the panel.
    """
    ordered = np.sort(y[np.isfinite(y)])
    low, high = float(ordered[0]), float(ordered[-1])
    with np.errstate(invalid="ignore"):
        moves = np.diff(y)
    steady = bool((moves >= 0).all() or (moves <= 0).all())  # neither a turning point nor a pole
    for share, reach in ((0.1, 0.7), (0.25, 1.5)):  # a pole, or growth that would flatten all the rest
        held = _held(ordered, (low, high), share, reach)
        if steady and float(((ordered < held[0]) | (ordered > held[1])).mean()) > 0.25:
            held = _held(ordered, (low, high), share, 5.0)  # x^5 has nothing to hide, but hardly anything would be left
        low, high = held
    near = 0.1 * (high - low)  # what is hardly beyond is in view with the margin
    low = min([low, *(end for end in ends or [] if end < low - near)])
    high = max([high, *(end for end in ends or [] if end > high + near)])
    levels = apart(musts or [], 1e-3 * (high - low))
    if len(levels) > 1:
        low, high = _closer(low, high, levels)
    if high - low < 1e-9:
        low, high = (min(low, 0.0), max(high, 0.0)) if abs(high) > 1e-9 else (-1.0, 1.0)
        low, high = (low, high * 1.25) if high > 0 else (low * 1.25, high)
        if (low, high) == (-1.25, 1.0):
            low = -1.0
    if levels:  # with room beyond them where the curve goes on
        room = 0.1 * (max(high, levels[-1]) - min(low, levels[0]))
        low = min(low, max(float(ordered[0]), levels[0] - room))
        high = max(high, min(float(ordered[-1]), levels[-1] + room))
    span = high - low
    turned = [any(abs(end - level) < 1e-3 * span for level in levels) for end in (low, high)]
    # The axis is in view while the curve keeps half of the panel; a curve that turns close to it is left to `_neat`.
    most = 0.95 * span  # there is a margin too
    if (0.5 * span if turned[0] else 0.0) < low <= most:
        low, turned[0] = 0.0, False
    if (0.5 * span if turned[1] else 0.0) < -high <= most:
        high, turned[1] = 0.0, False
    return _neat(low, high, *turned)


def view_of(part: Features, y: Array, low: float, high: float, musts: Sequence[float] = ()) -> Range:
    """The y range in which the values `y` of a graph between two abscissae are seen best, with `musts` in view."""
    found = y_range(y, [*heights(part, low, high), *musts], end_heights(part, low, high))
    finite = y[np.isfinite(y)]
    tallest, tall = float(np.abs(finite).max()), found[1] - found[0]
    poles = any(low <= pole <= high for pole in part.poles)
    # x^50: nearly 0 almost everywhere, and yet there is something to see; next to a pole it is tall in any case
    hides = tall < 1e-3 and (float(np.quantile(np.abs(finite), 0.9)) if poles else tallest) > 0.1
    if hides or (tall < 0.1 and tallest > 1e3 * tall and not poles):
        most = tallest if tallest < 1e3 and not poles else 1.0
        return y_range(np.clip(np.array([finite.min(), finite.max()]), -most, most))
    return found


def _held(ordered: Array, span: Span, share: float, reach: float) -> Span:
    """`span`, or what lies about the middle values if the rest is much taller: all but a `share` at either end."""
    (low, high), last = span, ordered.size - 1
    core_low, core_high = float(ordered[int(share * last)]), float(ordered[last - int(share * last)])
    spread = core_high - core_low
    if high - low <= (1 + 2 * reach) * 1.25 * max(spread, 1e-9) or spread <= 1e-9:
        return span
    return max(low, core_low - reach * spread), min(high, core_high + reach * spread)


def _neat(low: float, high: float, turns_low: bool, turns_high: bool) -> Range:
    """The range with neat ends and a margin; 0 needs none unless the curve turns there."""
    step = nice_step((high - low) * 1.04, 5)
    half = step / 2
    margin = 0.06 * (high - low)
    low -= margin if low != 0 or turns_low else 0.0
    high += margin if high != 0 or turns_high else 0.0
    if 0 < low < margin * 8:  # near enough to be in view
        low = 0.0
    if -margin * 8 < high < 0:
        high = 0.0
    bottom, top = math.floor(low / half + 1e-9) * half, math.ceil(high / half - 1e-9) * half
    if bottom > 0:  # without 0 in view the ticks start at the minimum, which must be a multiple of the step
        bottom = math.floor(low / step + 1e-9) * step
    if top < 0:
        bottom = math.floor(bottom / step + 1e-9) * step
        top = math.ceil(top / step - 1e-9) * step
    return (clean(bottom), clean(top), clean(step))


def apart(numbers: list[float], distance: float) -> list[float]:
    """The numbers, ascending, without those that are as near as that to the one before them."""
    found: list[float] = []
    for number in sorted(numbers):
        if not found or number - found[-1] > distance:
            found.append(number)
    return found


def _closer(low: float, high: float, levels: list[float]) -> Span:
    """The range cut down as far as it takes to see the levels apart."""
    bottom, top = levels[0], levels[-1]
    least = min(b - a for a, b in pairwise(levels))
    most = max(1.1 * (top - bottom), least / _AIM)
    if high - low <= most:
        return low, high
    below, above = max(0.0, bottom - low), max(0.0, high - top)
    spare = most - (top - bottom)
    down = min(below, max(spare / 2, spare - above))
    return bottom - down, top + min(above, spare - down)


def nice_step(span: float, most: int) -> float:
    """The smallest of 1, 2, 5 times a power of ten that divides `span` into at most `most` intervals."""
    power = 10.0 ** math.floor(math.log10(span / most))
    for factor in (1, 2, 5, 10):
        if span / (factor * power) <= most + 1e-9:
            return clean(factor * power)
    raise AssertionError("unreachable: a factor of 10 always suffices")


def clean(number: float) -> float:
    """The number with six digits, which are as many as are written."""
    return float(f"{number:.6g}") + 0.0
