"""Copying mobjects without what nobody changes, and comparing their points in plain numbers.

A third of a dry run of Manim goes into `copy.deepcopy`: every animation copies what it animates, glyph by glyph, and
with each the parsed SVG path that it was made of, which Manim reads once and never again, and a few colours, which
cannot change: these are shared instead. To draw a mobject, or to align it with another, Manim compares its points one
by one with `numpy.allclose`, which takes a seventh of a run with every frame.
"""

import math
from functools import wraps
from pathlib import PurePath
from typing import Any

import numpy as np
import svgelements
from manim import ManimColor, VMobject

SHARED: tuple[Any, ...] = (svgelements.Path, ManimColor, PurePath)
_compared = VMobject.consider_points_equals


def itself(self: Any, memo: dict[int, Any]) -> Any:
    """Give an object where a copy of it is asked for."""
    return self


def same_point(self: Any, one: Any, two: Any) -> bool:
    """Tell whether two points are as good as equal: what `VMobject.consider_points_equals` does."""
    if not (isinstance(one, np.ndarray) and isinstance(two, np.ndarray) and one.shape == two.shape == (3,)):
        return bool(_compared(self, one, two))
    near = self.tolerance_for_point_equality
    pairs = zip(one.tolist(), two.tolist(), strict=True)
    return all(a == b or (abs(a - b) <= near + 1e-5 * abs(b) and math.isfinite(b)) for a, b in pairs)


def install() -> None:
    """Make Manim's mobjects use both, in this process."""
    for kind in SHARED:
        kind.__deepcopy__ = itself
    VMobject.consider_points_equals = wraps(_compared)(same_point)
