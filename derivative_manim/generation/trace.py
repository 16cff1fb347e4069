"""Where the point slides with its tangent, how long the tangent is, and with how many decimals its slope is shown."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from derivative_manim.generation.heights import Range
from derivative_manim.generation.numeric import Curve
from derivative_manim.generation.panel import PANEL_WIDTH, Interval, Panel, more_decimals

_TANGENT_LENGTHS = (2.0, 1.6, 1.2, 0.9)
_LEVEL, _TURNED = 0.1, 0.3  # radians by which a tangent hardly turns on its way, and does
_SLACK = 0.25  # a tangent may reach this far beyond its panel, which is less than the gap to the next one
_SIDE_SLACK = 0.05  # numbers stand on the left, the graph's name on the right


def trace_of(f: Curve, df: Curve, panel: Panel, common: Sequence[Interval]) -> tuple[Interval, float] | None:
    """Where the point slides, and the length of its tangent; None if no tangent fits within the axes.

    Of `common`, where f and f' are in view together, the longest stretch on which the tangent segment does.
    """
    reach = max(b - a for a, b in common)
    found: list[tuple[Interval, float]] = []
    for length in _TANGENT_LENGTHS:
        runs = [run for a, b in common for run in _tangent_runs(f, df, panel, a, b, length)]
        if runs:
            found.append((max(runs, key=lambda run: (round(run[1] - run[0], 6), -abs(run[0]))), length))
    if not found:
        return None
    most = 4 + more_decimals(panel.window)
    turned = [_turned(df, panel, run) for run, _ in found]
    for (run, length), turn in zip(found, turned, strict=True):
        if run[1] - run[0] >= 0.6 * reach and not (turn < _LEVEL and max(turned) > _TURNED):
            return _neat(run, most), length
    return _neat(found[-1][0], most), _TANGENT_LENGTHS[-1]


def _turned(df: Curve, panel: Panel, run: Interval) -> float:
    """By how many radians the tangent turns on its way, as it is drawn."""
    shape = panel.up * (panel.window[1] - panel.window[0]) / PANEL_WIDTH
    return float(np.ptp(np.arctan(df(np.linspace(*run, 201)) * shape)))


def _tangent_runs(f: Curve, df: Curve, panel: Panel, a: float, b: float, length: float) -> list[Interval]:
    window, y = panel.window, panel.y
    grid = np.linspace(a, b, 1001)
    angle = panel.angle(df(grid))
    up = np.abs(np.sin(angle)) * length / 2
    across = np.cos(angle) * length / 2
    above = (y[1] - f(grid)) * panel.up
    below = (f(grid) - y[0]) * panel.up
    left, right = (grid - window[0]) * panel.across, (window[1] - grid) * panel.across
    fits = (
        (up <= above + _SLACK)
        & (up <= below + _SLACK)
        & (across <= left + _SIDE_SLACK)
        & (across <= right + _SIDE_SLACK)
    )
    runs: list[Interval] = []
    start: int | None = None
    for i in range(len(grid) + 1):
        if i < len(grid) and fits[i]:
            start = i if start is None else start
        elif start is not None:
            if i - 1 > start:
                runs.append((float(grid[start]), float(grid[i - 1])))
            start = None
    return runs


def _neat(run: Interval, most: int) -> Interval:
    """The run with its ends rounded inwards to as few decimals as cost at most a tenth of its length."""
    for digits in range(most):
        scale = 10**digits
        a, b = math.ceil(run[0] * scale - 1e-9) / scale, math.floor(run[1] * scale + 1e-9) / scale
        if b - a >= 0.9 * (run[1] - run[0]):
            return a + 0.0, b + 0.0
    return run


def decimals(df: Curve, trace: Interval, dy: Range) -> int:
    """Three digits of the largest slope on the way, but none that is too small to be seen in the panel of f'."""
    largest = float(np.max(np.abs(df(np.linspace(*trace, 201)))))
    wanted = 2 if largest == 0 or largest >= 1 else 2 - math.floor(math.log10(largest))
    return min(8, wanted, max(0, 5 - math.floor(math.log10(dy[1] - dy[0]))))
