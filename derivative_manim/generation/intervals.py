"""The intervals on which a graph is drawn: where it is finite, in view and without a jump."""

from __future__ import annotations

import math

import numpy as np

from derivative_manim.generation.features import holes
from derivative_manim.generation.heights import Range
from derivative_manim.generation.numeric import Array, Curve
from derivative_manim.generation.panel import Interval, more_decimals

_GRID = 4001
_NARROW, _TALL = 0.012, 0.1  # parts of the panel: a narrower stretch is drawn if it is as tall as this
_MOST_CUT = 10  # last decimals by which a piece is cut short where numbers are too large; nobody sees the gap


def pieces_of(curve: Curve, window: Range, y: Range) -> tuple[Interval, ...]:
    """Maximal intervals on which the curve is finite, in view and without a jump."""
    grid = _grid(window[0], window[1])
    drawn = curve(grid)
    inside = _in_view(drawn, y)
    jump = np.zeros(_GRID, dtype=bool)
    with np.errstate(invalid="ignore"):  # between two values that are too large for the machine
        steps = np.abs(np.diff(drawn))
    jump[1:] = np.nan_to_num(steps, nan=0.0, posinf=0.0) > 0.25 * (y[1] - y[0])
    for zero in curve.singular_points(window[0], window[1]):
        at = int(np.searchsorted(grid, zero - 1e-9))
        if 0 < at < _GRID - 1:
            if abs(grid[at] - zero) < 1e-9:
                inside[at] = False
            else:
                jump[at] = True
    found: list[Interval] = []
    start: int | None = None
    for i in range(_GRID + 1):
        ends = i == _GRID or not inside[i] or jump[i]
        if start is not None and ends:
            a = grid[start] if start == 0 or jump[start] else _edge(curve, grid[start], grid[start - 1], y)
            b = grid[i - 1] if i == _GRID or jump[i] else _edge(curve, grid[i - 1], grid[i], y)
            a, b = _up_to_holes(curve, a, b, window, y)
            is_tall = b > a and abs(curve.at(b) - curve.at(a)) > _TALL * (y[1] - y[0])
            if b - a > _NARROW * (window[1] - window[0]) or is_tall:
                found.append((a, b))
            start = None
        if start is None and i < _GRID and inside[i]:
            start = i
    return tuple(found)


def in_common(pieces: tuple[Interval, ...], others: tuple[Interval, ...]) -> list[Interval]:
    """Where two graphs are in view together."""
    return [(max(a, c), min(b, d)) for a, b in pieces for c, d in others if min(b, d) > max(a, c)]


def _grid(low: float, high: float) -> Array:
    return np.linspace(low, high, _GRID)


def _in_view(y: Array, view: Range) -> np.ndarray:
    slack = 1e-9 * (view[1] - view[0])
    return np.isfinite(y) & (y >= view[0] - slack) & (y <= view[1] + slack)


def _edge(curve: Curve, inside: float, outside: float, y: Range) -> float:
    """The last point in view between a point in view and one that is not."""
    for _ in range(50):
        middle = (inside + outside) / 2
        if _in_view(np.array([curve.at(middle)]), y)[0]:
            inside = middle
        else:
            outside = middle
    return float(inside)


def _inward(curve: Curve, a: float, b: float, scale: int) -> Interval:
    """Three decimals, rounded into the interval: the scene must not evaluate f outside its domain.

    Nor where what f is made of is too large a number, as e^(1/x) near 0 in 1/(1 + e^(1/x)): NumPy would warn of it.
    """
    a, b = math.ceil(a * scale - 1e-6) / scale + 0.0, math.floor(b * scale + 1e-6) / scale + 0.0
    digits = round(math.log10(scale))
    if not math.isfinite(curve.at(a)):
        a = round(a + 1 / scale, digits)
    if not math.isfinite(curve.at(b)):
        b = round(b - 1 / scale, digits)
    for _ in range(_MOST_CUT):
        cut = curve.overflows(a), curve.overflows(b)
        if not any(cut):
            break
        a, b = round(a + cut[0] / scale, digits), round(b - cut[1] / scale, digits)
    return a, b


def _up_to_holes(curve: Curve, a: float, b: float, window: Range, y: Range) -> Interval:
    """An interval with neat ends, nearer to a hole where the curve is steep beside it: |x|^(1/2) near 0."""
    circles, scale = holes(curve, *window[:2]), 1000 * 10 ** more_decimals(window)
    for finer in (1, 100, 10_000, 1_000_000):
        ends = _inward(curve, a, b, scale * finer)
        heights = [(end, [h for x, h in circles if abs(x - end) < 2 / scale]) for end in ends]
        if all(not near or min(abs(curve.at(x) - h) for h in near) < 0.005 * (y[1] - y[0]) for x, near in heights):
            break
    return ends


def is_steep(curve: Curve, window: Range, y: Range, pieces: tuple[Interval, ...]) -> bool:
    """Whether it rises by a third of its panel between two of four hundred points: smoothed, it would swing over."""
    step = (window[1] - window[0]) / 400
    rises = [np.max(np.abs(np.diff(curve(np.arange(a, b, step))))) for a, b in pieces if b - a > 2 * step]
    return bool(rises) and float(max(rises)) > 0.34 * (y[1] - y[0])
