"""The callables that a scene plots: asked for their values once more, after the run, at full precision.

Between the points that Manim draws a function may jump, or be off by less than a picture shows. It is asked after the
scene has ended, so that what is asked cannot change what was drawn.
"""

import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

import numpy as np

from .evidence import Axes, Plot

POINTS = 400
MOST, MOST_ALIKE = 64, 8  # plots of a scene, and of one line
MOST_SECONDS = 1.0  # of one scene's functions together
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


def ask(plots: Sequence[Plotted], number_of: Callable[[Any], int]) -> list[Plot]:
    """Ask callables for their values.

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


def _asked(plot: Plotted, number: int, end: float) -> Plot:
    low, high = plot.span
    # The golden ratio's multiples: no two gaps alike, and any first part of them is spread over the whole span.
    shares = (np.arange(1, POINTS) * 0.6180339887498949) % 1
    places = takewhile(lambda _: time.process_time() <= end, [low, high, *(low + (high - low) * shares)])
    found = [_value(plot, float(t)) for t in places]
    points = tuple((x, y if np.isfinite(y) else None) for x, y in found if np.isfinite(x))
    drawn = np.array(plot.drawn).reshape(-1, 3)
    again = np.array([_value(plot, t) for t in drawn[:, 0].tolist()]).reshape(-1, 2)
    near = 1e-6 * np.abs(drawn[:, 2]).max(initial=1e-6)  # what is 0 is read back as a rounding error
    alike = np.isclose(again, drawn[:, 1:], rtol=1e-6, atol=near, equal_nan=True).all(axis=1)
    return Plot(number, plot.line, plot.axes, points, bool(alike.sum() >= 0.75 * len(alike)))


def _value(plot: Plotted, t: float) -> tuple[float, float]:
    """Ask for one value; NaN where there is none."""
    try:
        x, y = np.asarray(plot.values(t), dtype=float).ravel()[:2].tolist()
        return x, y
    except Exception:
        return t, float("nan")
