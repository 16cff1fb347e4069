"""The callables that a scene plots: asked for their values once more, after the run, at full precision.

Between the points that Manim draws a function may jump, or be off by less than a picture shows. It is asked after the
scene has ended, so that what is asked cannot change what was drawn.
"""

import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .evidence import Axes, Plot

POINTS = 400
MOST, MOST_ALIKE = 64, 8  # plots of a scene, and of one line
MOST_SECONDS = 1.0  # of one scene's functions together
BETWEEN = 20  # values from one look at the clock to the next, which may take as long as a value
CHECKED = 12  # anchors of the drawn curve


@dataclass(eq=False)
class Plotted:
    """A curve that was made of a callable."""

    mobject: Any
    line: int | None  # of the scene's source
    axes: Axes | None  # as they were at that moment
    values: Callable[[float], Any]  # x and y by the parameter
    span: tuple[float, float]  # the parameter's first and last value
    drawn: list[tuple[float, float, float]]  # some (parameter, x, y) as they were when it was plotted


def ask(plots: Sequence[Plotted], number_of: Callable[[Any], int]) -> list[tuple[Plot, tuple[float, ...]]]:
    """Ask callables for their values; gives plots as the evidence has them.

    Of what one line plots again and again (always_redraw) the first ones are asked, and the last.
    """
    alike: dict[int | None, list[Plotted]] = {}
    for plot in plots:
        same = alike.setdefault(plot.line, [])
        if len(same) == MOST_ALIKE:
            same.pop()
        same.append(plot)
    chosen = [plot for same in alike.values() for plot in same][:MOST]
    end = time.process_time() + MOST_SECONDS
    with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
        return [_asked(plot, number_of(plot.mobject), end) for plot in chosen]


def _asked(plot: Plotted, number: int, end: float) -> tuple[Plot, tuple[float, ...]]:
    low, high = plot.span
    # The golden ratio's multiples: no two gaps alike, and any first part of them is spread over the whole span.
    shares = (np.arange(1, POINTS) * 0.6180339887498949) % 1
    found: list[tuple[float, float]] = []
    for t in [low, high, *(low + (high - low) * shares)]:
        if len(found) % BETWEEN == 0 and time.process_time() > end:
            break
        found.append(_value(plot, float(t)))
    scale = max((abs(y) for *_, y in plot.drawn), default=0.0)
    alike = [
        np.allclose(_value(plot, t), (x, y), rtol=1e-6, atol=1e-6 * scale, equal_nan=True) for t, x, y in plot.drawn
    ]
    points = tuple((x, y) for x, y in found if np.isfinite(x) and np.isfinite(y))
    gaps = tuple(x for x, y in found if np.isfinite(x) and not np.isfinite(y))
    same = sum(alike) >= 0.75 * len(alike)
    return Plot(number, plot.line, plot.axes, points, same), gaps


def _value(plot: Plotted, t: float) -> tuple[float, float]:
    """Ask for one value; NaN where there is none."""
    try:
        x, y = np.asarray(plot.values(t), dtype=float).ravel()[:2].tolist()
        return x, y
    except Exception:
        return t, float("nan")
