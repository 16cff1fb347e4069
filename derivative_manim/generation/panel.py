"""The two pairs of axes: where they stand in the scene, and where in them a point of the plane lies.

Lengths are in Manim's units, abscissae and ordinates in those of the function.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from derivative_manim.generation.heights import Range
from derivative_manim.generation.numeric import Array

PANEL_WIDTH, PANEL_HEIGHT = 6.2, 2.6  # of one pair of axes; the template draws them with the same figures
PANEL_LEFT, PANEL_BOTTOM, SLOPE_BOTTOM = -6.25, 0.1, -3.1  # of the upper one, and of the lower

Interval = tuple[float, float]
Point = tuple[float, float]
Segment = tuple[float, float, float, float]  # x1, y1, x2, y2
Place = TypeVar("Place", float, Array)  # one number, or many


@dataclass(frozen=True)
class Panel:
    """One pair of axes.

    Attributes:
        window, y: the ranges of its axes.
        bottom: of the panel, in Manim's units.
    """

    window: Range
    y: Range
    bottom: float

    @property
    def across(self) -> float:
        """Manim's units to one of x."""
        return PANEL_WIDTH / (self.window[1] - self.window[0])

    @property
    def up(self) -> float:
        """Manim's units to one of y."""
        return PANEL_HEIGHT / (self.y[1] - self.y[0])

    def x_at(self, x: Place) -> Place:
        """Where an abscissa is in the scene."""
        return PANEL_LEFT + (x - self.window[0]) * self.across

    def y_at(self, y: Place) -> Place:
        """Where an ordinate is in the scene."""
        return self.bottom + (y - self.y[0]) * self.up

    def angle(self, slopes: Array) -> Array:
        """The angles of tangents with these slopes, as they are drawn."""
        return np.arctan(slopes * self.up / self.across)


def more_decimals(window: Range) -> int:
    """Decimals that are needed beyond the usual ones: none but in a window that is very narrow."""
    wide = window[1] - window[0]
    return 0 if wide >= 0.2 else math.ceil(-math.log10(wide))
