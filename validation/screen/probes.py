"""What was plotted, at full precision: are the values of a callable those of the function?

A curve on screen is right to a hundredth of a unit; a callable can be asked for its values to sixteen digits. So a
spike between two samples is found, and an error that no picture shows. A difference quotient of f is a fair way to
plot f': it is told by its error, which is that of a quotient with some step, and no other.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from ..formulas.arrays import Array, Function
from ..run.evidence import Point

ROUNDING = 2e-12  # what different orders of the same operations come to, relative to the value
MOST_OFF = 0.05  # the part of the points that may be off by more: next to a pole or a cancellation
FAR_OFF = 1e-3  # but none by this much, relative to the largest value
EPSILON = 2.2e-16
STEPS = [digit * 10.0**-power for power in range(1, 13) for digit in (1, 2, 5)]


def wrong_at(points: Sequence[Point], function: Function, base: Function | None = None) -> tuple[float, float] | None:
    """Tell where a callable is not the function.

    Args:
        points: x and y of the callable.
        function: what it should be.
        base: if the function is the derivative of this one, its difference quotients will do.

    Returns:
        x and the callable's value where it is farthest off; None if it is the function.
    """
    xs, ys = np.array(points, dtype=np.float64).reshape(-1, 2).T
    values = function.many(xs)
    known = np.isfinite(values) & np.isfinite(ys)
    if known.sum() < 5:
        return (float(xs[0]), float(ys[0])) if len(xs) else (0.0, 0.0)
    xs, ys, values = xs[known], ys[known], values[known]
    off = np.abs(ys - values)
    scale = np.maximum(1.0, np.abs(values))
    largest = float(np.quantile(np.abs(values), 0.9)) + 1.0
    worst = int(np.argmax(off / scale))
    if off[worst] <= FAR_OFF * max(largest, float(scale[worst])):
        if (off > ROUNDING * scale).mean() <= MOST_OFF:
            return None
        if base is not None and any(_is_quotient(xs, ys, values, quotient) for quotient in _quotients(base, xs)):
            return None
    return float(xs[worst]), float(ys[worst])


def _quotients(base: Function, xs: Array) -> Iterator[tuple[float, Array, Array]]:
    """Give the difference quotients of a function at points: the step, the values, and how far rounding carries."""
    here = base.many(xs)
    for step in STEPS:
        right, left = base.many(xs + step), base.many(xs - step)
        for value, width in ((right - here, step), (here - left, step), (right - left, 2 * step)):
            quotient = value / width
            # x + h is rounded as well as the values are.
            noise = EPSILON * (np.abs(here) + np.abs(xs * quotient) + np.abs(quotient)) / width
            yield step, quotient, noise


def _is_quotient(xs: Array, ys: Array, values: Array, quotient: tuple[float, Array, Array]) -> bool:
    _, given, noise = quotient
    known = np.isfinite(given)
    if known.mean() < 1 - MOST_OFF:
        return False
    rest, noise = (ys - given)[known], noise[known]
    scale = np.maximum(1.0, np.abs(values[known]))
    if (np.abs(rest) > ROUNDING * scale + 8 * noise).mean() > MOST_OFF:
        return False
    large = np.abs(rest) > ROUNDING * scale
    if large.mean() <= MOST_OFF:
        return True
    # What is left is small enough to be rounding; it is if its sign changes as if by chance.
    order = np.argsort(xs[known])
    signs = np.sign(rest[order][large[order]])
    changes = (signs[1:] != signs[:-1]).mean()
    return bool(changes > 0.25 and abs(signs.mean()) < 0.5)
