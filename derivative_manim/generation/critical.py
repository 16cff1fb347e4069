"""The places in view at which f is level: zeros of f', as many as stand apart."""

from __future__ import annotations

import math

import numpy as np

from derivative_manim.generation.heights import Range
from derivative_manim.generation.numeric import Curve, crossing, roots
from derivative_manim.generation.panel import PANEL_WIDTH, Interval, more_decimals

_MAX_CRITICAL = 8
_DOT = 0.16  # the width of one


def critical_points(
    slope: Curve, window: Range, pieces: tuple[Interval, ...], slope_pieces: tuple[Interval, ...]
) -> tuple[float, ...]:
    """The zeros of f' where the graphs of f and f' are drawn, ascending; of very many, those that stand apart."""
    digits = 4 + more_decimals(window)
    found: list[float] = []
    for a, b in slope_pieces:
        if float(np.max(np.abs(slope(np.linspace(a, b, 101))))) == 0.0:
            continue  # f' is 0 throughout: there is no point to single out
        margin = 1e-3 * (b - a)
        found += [
            round(root, digits) + 0.0
            for root in roots(slope.tree, a + margin, b - margin)
            if any(p <= root <= q for p, q in pieces) and not _underflown(slope, root, (a, b))
        ]
        for end in (a, b):  # a stretch that is cut off where f' leaves its axes may end at a zero
            root = crossing(slope, end - margin, end + margin)
            if root is not None and any(p < root < q for p, q in pieces):
                found.append(round(root, digits) + 0.0)
    found = [x for x in found if math.isfinite(slope.at(x))]
    found = _level_once(slope, window, sorted(dict.fromkeys(found)))
    if len(found) > _MAX_CRITICAL:  # x^3 cos(1/x) has them without end, ever nearer to 0: those that stand apart
        room = _DOT * (window[1] - window[0]) / PANEL_WIDTH
        ends = [-math.inf, *found, math.inf]
        found = [b for a, b, c in zip(ends, found, ends[2:], strict=False) if min(b - a, c - b) > room]
    if len(found) > _MAX_CRITICAL:
        centre = sum(found) / len(found)
        far = [round(abs(c - centre), 3) for c in found]
        most = sorted(far)[_MAX_CRITICAL - 1]  # the nearest to the middle, on both sides alike
        found = [c for c, away in zip(found, far, strict=True) if away <= most]
    return tuple(found)


def _underflown(slope: Curve, zero: float, piece: Interval) -> bool:
    """Whether f' is 0 all the way to an end of its piece: near 0 e^(-1/x^2) is too small a number, not 0."""
    ways = (np.linspace(zero, end, 9) for end in piece)
    return any(bool((slope(way) == 0).all()) for way in ways)


def _level_once(slope: Curve, window: Range, zeros: list[float]) -> list[float]:
    """Zeros side by side, between which f' is as good as 0, as the middle one: x^100 is level on a whole stretch."""
    groups: list[list[float]] = []
    for zero in zeros:
        near = groups and zero - groups[-1][-1] < 0.01 * (window[1] - window[0])
        if near and abs(slope.at((zero + groups[-1][-1]) / 2)) < 1e-12:
            groups[-1].append(zero)
        else:
            groups.append([zero])
    return [group[len(group) // 2] for group in groups]
