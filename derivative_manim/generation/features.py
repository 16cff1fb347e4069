"""What there is to see on a graph: turning points, zeros, asymptotes, ends of the domain, the period."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache

import numpy as np

from derivative_manim.generation.numeric import Array, Curve, lost_digits

# Periods that are tried, the shortest first: parts and multiples of 2 pi, and whole numbers.
_PERIODS = tuple(
    sorted(
        {
            float(Fraction(p, q)) * 2 * math.pi
            for p in (1, 2, 3, 4, 6, 8, 10, 20)
            for q in (1, 2, 3, 4, 5, 6, 8, 10, 20, 40, 50, 100, 200, 400, 500, 1000, 2000)
        }
        | {float(Fraction(p, q)) for p in (1, 2, 4) for q in (1, 2, 3, 4)}
    )
)
_FAST = 0.15  # periods that are shorter are looked at twice
_SAMPLES = 4801
_NEAR_END, _AT_END = 1e-3, 1e-9  # of a domain, where a curve is looked at for what it approaches there


@dataclass(frozen=True)
class Features:
    """Abscissae of what a graph shows on an interval, ascending, and its values on a grid there.

    Attributes:
        x, y: the grid, and the ordinates on it.
        turning: where it turns from rising to falling or back, cusps among them.
        zeros: where it crosses or touches the x axis.
        poles: where it grows without bound.
        ends: where its domain begins or ends.
    """

    x: Array
    y: Array
    turning: tuple[float, ...]
    zeros: tuple[float, ...]
    poles: tuple[float, ...]
    ends: tuple[float, ...]

    @cached_property
    def constant(self) -> bool:
        """Whether the graph is a level line."""
        finite = self.y[np.isfinite(self.y)]
        with np.errstate(over="ignore"):
            return finite.size > 0 and float(np.max(finite) - np.min(finite)) < 1e-9


def features(curve: Curve, low: float, high: float) -> Features:
    """What is to be seen of `curve` on [low, high]."""
    x = np.linspace(low, high, _SAMPLES)
    y = curve(x)
    poles = tuple(poles_of(curve, low, high))
    real = ~np.isnan(y)  # what is too large for the computer is still defined
    edges = np.flatnonzero(real[1:] != real[:-1])
    gaps = [(i, i + 1) for i in edges if real[i]], [(i, i + 1) for i in edges if not real[i]]
    ends = [float(x[a]) for a, _ in gaps[0]] + [float(x[b]) for _, b in gaps[1]]
    near = 3 * (x[1] - x[0])
    turning = _off(_turning(x, y), poles, near)
    return Features(
        x,
        y,
        tuple(turning),
        tuple(_off(zeros(curve, x, y, turning), poles, near)),
        poles,
        # Where e^x cosh x is 0 times what is too large a number, its domain goes on.
        tuple(sorted(e for e in ends if not (_single_hole(curve, e, x[1] - x[0]) or curve.overflows(e)))),
    )


def zeros(curve: Curve, x: Array, y: Array, turning: list[float]) -> list[float]:
    """Where the values change their sign, and where they touch 0 in turning or staying level."""
    finite = np.abs(y[np.isfinite(y)])
    if not finite.size or float(finite.max()) == 0.0:
        return []
    exact = y == 0.0
    alone = exact & ~np.append(exact[1:], False) & ~np.append(False, exact[:-1])  # not where it stays 0
    at = np.flatnonzero(alone)
    found = x[at[~lost_digits(curve.tree, x[np.maximum(at - 1, 0)], x[np.minimum(at + 1, x.size - 1)])]].tolist()
    with np.errstate(all="ignore"):
        changes = np.flatnonzero(np.sign(y[1:]) * np.sign(y[:-1]) < 0)
        for i in changes[~lost_digits(curve.tree, x[changes], x[changes + 1])]:
            found.append(float(x[i] - y[i] * (x[i + 1] - x[i]) / (y[i + 1] - y[i])))
    size = 1e-5 * float(np.median(finite))
    found += [t for t in turning if abs(float(np.interp(t, x, y))) < size]
    merged: list[float] = []
    for zero in sorted(found):
        if not merged or zero - merged[-1] > 2 * (x[1] - x[0]):
            merged.append(zero)
    return merged


def _off(points: list[float], others: tuple[float, ...], distance: float) -> list[float]:
    """The points that are farther than `distance` from all others."""
    at = np.array(points)
    found: list[float] = at[np.abs(np.subtract.outer(at, others)).min(axis=1, initial=math.inf) > distance].tolist()
    return found


def _single_hole(curve: Curve, end: float, step: float) -> bool:
    """Whether the curve has values on both sides: one missing point is no end of the domain."""
    return not bool(np.isnan(curve(np.array([end - 3 * step, end + 3 * step]))).any())


def _turning(x: Array, y: Array) -> list[float]:
    """Where the differences of neighbouring values change their sign, one that stays level in between counted once."""
    with np.errstate(all="ignore"):
        moves = np.diff(y)
    finite = y[np.isfinite(y)]
    noise = 1e-9 * float(np.max(np.abs(finite))) if finite.size else 0.0
    scale = np.minimum(np.abs(y[1:]), np.abs(y[:-1])) * 1e-9
    moving = np.isfinite(moves) & (np.abs(moves) > np.minimum(scale, noise) + 1e-12)
    at = np.flatnonzero(moving | ~np.isfinite(moves))
    signs = np.where(moving[at], np.sign(moves[at]), 0.0)  # 0: a gap, after which comes another branch
    turns = np.flatnonzero(signs[1:] * signs[:-1] < 0)
    return [float((x[at[i] + 1] + x[at[i + 1]]) / 2) for i in turns]


def poles_of(curve: Curve, low: float, high: float) -> list[float]:
    """Where the curve grows without bound on [low, high]."""
    size = 1.0 if high - low > 0.2 else high - low
    points = curve.singular_points(low, high)
    return [p for p in points if explodes(curve, p, size) or explodes(curve, p, -size)]


def explodes(curve: Curve, pole: float, side: float) -> bool:
    """Whether the curve grows without bound towards `pole` from one side, be it as slowly as a logarithm.

    Args:
        curve: the curve.
        pole: where.
        side: 1 or -1 for what is on the right or the left; less in a window that is narrower than that.
    """
    near: list[float] = np.abs(curve(pole + side * np.array([1e-3, 1e-5, 1e-7]))).tolist()
    if not math.isfinite(near[0]) or not math.isfinite(near[1]):
        return math.isfinite(abs(curve.at(pole + side * 3e-2))) and math.isinf(near[1])
    if not math.isfinite(near[2]):
        return near[1] > near[0]
    if near[1] <= 1.001 * near[0]:
        return False  # what grows from there on are lost digits, as in (x sin x + cos x - 1)/x^2
    closer = np.abs(curve(pole + side * 1e-7 * np.array([0.5, 0.7, 1.0, 1.4, 2.0])))
    if near[2] < 2 * near[1] and not (closer[1:] < closer[:-1]).all():
        return False  # as are what goes up and down there: the slope of (x + 1)^(1/x)
    # ln grows by equal steps, ln ln by steps in the ratio 0.66; arctan(ln x), which is bounded, in the ratio 0.43.
    return near[2] - near[1] > 0.55 * (near[1] - near[0])


def holes(
    curve: Curve, low: float, high: float, careful: bool = True, *, ends_too: bool = False
) -> tuple[tuple[float, float], ...]:
    """Where the curve has no value, and a limit from the left and from the right: one point, or two at a jump.

    Unless `careful`, those where the computer has a value are left out, as those of csc x + cot x at pi. Where the
    curve begins or ends without its last point, as that of x ln x does at 0, is one if `ends_too`.
    """
    found: list[tuple[float, float]] = []
    poles = poles_of(curve, low, high)
    for place in curve.singular_points(low, high):
        if place in poles:
            continue
        ends, closer = (_ends(curve, place, h) for h in _beside(curve, place))
        apart, nearer = abs(ends[0] - ends[1]), abs(closer[0] - closer[1])
        if apart > 1e-3 and nearer < 0.9 * apart:  # they come together, be it as slowly as cbrt(x)
            ends = closer = [(closer[0] + closer[1]) / 2] * 2
        jumps = abs(ends[0] - ends[1]) > 1e-2 * (1 + abs(ends[0]))
        there = all(math.isfinite(curve.at(x)) for x in (place, round(place, 9) + 0.0))  # -4e-17 is 0, by bisection
        if there and not jumps and not (careful and curve.divides_by_zero(place)):
            continue
        settled = all(abs(a - b) < 1e-2 * (1 + abs(a)) for a, b in zip(ends, closer, strict=True))
        if ends_too and not there and math.isfinite(ends[0]) != math.isfinite(ends[1]):
            side = 1.0 if math.isfinite(ends[1]) else -1.0
            near, end = curve.at(place + _NEAR_END * side), curve.at(place + _AT_END * side)
            if abs(near - end) < 2e-2 * (1 + abs(end)):  # what comes as slowly as x (ln x)^2 is not seen to end there
                found.append((round(place, 4) + 0.0, round(end, 4) + 0.0))
        if all(map(math.isfinite, ends)) and settled:  # not sin(1/x), which has no limit
            inside = ends[1:] if math.isclose(place, low, abs_tol=1e-9) else ends  # of a jump at the window's edge
            inside = ends[:1] if math.isclose(place, high, abs_tol=1e-9) else inside
            found += [(round(place, 4) + 0.0, round(end, 4) + 0.0) for end in inside]
    return tuple(dict.fromkeys(found))


def _beside(curve: Curve, place: float) -> tuple[float, float]:
    """How near to a gap to look: two distances, farther where e^(1/x) is too large a number on the way."""
    for h in (1e-4, 1e-3, 1e-2):
        if all(map(math.isfinite, _ends(curve, place, 0.3 * h))):
            return h, 0.3 * h
    return 1e-4, 3e-5


def _ends(curve: Curve, place: float, h: float) -> list[float]:
    """What the curve approaches from the left and from the right.

    Nearer than `h` the digits are lost, as in (1 - cos x)/x^2: the rest of the way is a straight line.
    """
    return [2 * curve.at(place + side) - curve.at(place + 2 * side) for side in (-h, h)]


def far_places(curve: Curve, side: float) -> tuple[float, float, float]:
    """Three abscissae, ever farther off, at which a line that the curve approaches can be told.

    They are nearer where a part of the curve is too large a number farther off, as in e^x/(e^x - 1): it settles sooner.
    """
    first = next((x for x in (1e3, 3.0) if not curve.overflows(side * 100 * x)), 1.0)
    return side * first, side * 10 * first, side * 100 * first


def between(first: float, last: float) -> tuple[float, float]:
    """Two places on the way between far ones, where a periodic function is elsewhere in its period.

    Far places are whole numbers: sin(pi x) and sin(x/10) are alike at all of them, or at all their thirds and tenths.
    """
    return first * math.e**2, last * math.sqrt(0.35)


def far_level(curve: Curve, side: float) -> float | None:
    """The ordinate that the curve approaches towards side * infinity at least as fast as 1/x; None if it does not."""
    x1, _, x3 = far_places(curve, side)
    y = curve(np.array([x1, *between(x1, x3), x3]))
    return float(y[3]) if np.isfinite(y).all() and float(np.ptp(y)) <= 5e-3 * (1 + abs(float(y[3]))) else None


@lru_cache(maxsize=256)
def period(curve: Curve) -> float | None:
    """The least period of the curve, if it has one and is not constant."""
    x = np.linspace(-3.0917, 9.7083, 257)  # no point of it is a simple part of pi, or 0, where a pole may be
    y = curve(x)
    finite = y[np.isfinite(y)]
    if bool((np.abs(y) > 1e12).any()) or finite.size < 20 or float(np.ptp(finite)) < 1e-9:
        return None
    size = float(np.median(np.abs(finite))) + 1e-9
    for length in _PERIODS:
        moved = curve(x + length)
        if bool((np.abs(moved) > 1e12).any()):
            continue
        both = np.isfinite(y) & np.isfinite(moved)
        if both.sum() < 20 or (np.isfinite(y) != np.isfinite(moved)).mean() > 0.02:
            continue
        near = 1e-6 * np.minimum(size + np.abs(y[both]), 100 * float(np.ptp(finite)))
        if length < _FAST and float((np.abs(curve(x + length / 2) - y)[both] > near).mean()) < 0.5:
            continue  # it does not change at all in so short a stretch, as the slope of |x|
        if bool((np.abs(moved - y)[both] <= near).all()):
            return length
    return None
