"""The callables that a scene plots: asked for their values once more, after the run, at full precision.

Between the points that Manim draws a function may jump, or be off by less than a picture shows. It is asked after the
scene has ended, so that what is asked cannot change what was drawn.
"""

import random
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

Values = Callable[[float], tuple[float, float]]

POINTS = 400
MOST, MOST_ALIKE = 64, 8  # plots of a scene, and of one line
MOST_SECONDS = 1.0  # of one scene's functions together
CHECKED = 12  # anchors of the drawn curve


@dataclass(eq=False)
class Plot:
    """A curve that was made of a callable.

    Attributes:
        mobject: the curve.
        maker: what plotted it.
        line: of the scene's source.
        axes: the map of the axes at that moment, as `validation.run.snapshot.map_of` gives it.
        values: gives x and y by the parameter.
        span: the parameter's first and last value.
        drawn: some (parameter, x, y) as they were when it was plotted.
    """

    mobject: Any
    maker: str
    line: int | None
    axes: dict[str, Any] | None
    values: Values
    span: tuple[float, float]
    drawn: list[tuple[float, float, float]]


class Plots:
    """The plots of one scene."""

    def __init__(self) -> None:
        self.found: list[Plot] = []
        self._alike: dict[tuple[int | None, str], int] = {}

    def add(self, plot: Plot) -> None:
        """Keep a plot; of what one line plots again and again (always_redraw) the first ones and the last."""
        key = (plot.line, plot.maker)
        count = self._alike[key] = self._alike.get(key, 0) + 1
        if count > MOST_ALIKE:
            last = max(number for number, one in enumerate(self.found) if (one.line, one.maker) == key)
            self.found[last] = plot
        elif len(self.found) < MOST:
            self.found.append(plot)

    def ask(self, number_of: Callable[[Any], int]) -> list[dict[str, Any]]:
        """Ask every callable for its values; returns plots as the evidence has them."""
        kept = random.getstate(), np.random.get_state()
        try:
            with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
                end = time.process_time() + MOST_SECONDS
                return [_asked(plot, number_of(plot.mobject), end) for plot in self.found]
        finally:
            random.setstate(kept[0])
            np.random.set_state(kept[1])


def _asked(plot: Plot, number: int, end: float) -> dict[str, Any]:
    low, high = plot.span
    # The golden ratio's multiples: no two gaps alike, and any first part of them is spread over the whole span.
    shares = (np.arange(1, POINTS) * 0.6180339887498949) % 1
    found = []
    for t in [low, high, *(low + (high - low) * shares)]:
        if time.process_time() > end:
            break
        x, y = value(plot.values, float(t))
        if np.isfinite(x):
            found.append((x, y if np.isfinite(y) else None))
    scale = max((abs(y) for *_, y in plot.drawn), default=0.0)
    asked = [(value(plot.values, t), (x, y)) for t, x, y in plot.drawn]
    alike = sum(np.allclose(now, then, rtol=1e-6, atol=1e-6 * scale, equal_nan=True) for now, then in asked)
    return {
        "id": number,
        "maker": plot.maker,
        "line": plot.line,
        "axes": plot.axes,
        "points": sorted(found, key=lambda point: point[0]),
        "same": alike >= 0.75 * len(asked),
    }


def value(values: Values, t: float) -> tuple[float, float]:
    """Ask for one value; NaN where there is none."""
    try:
        x, y = values(t)
        return float(x), float(y)
    except Exception:
        return t, float("nan")
