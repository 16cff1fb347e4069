"""Copying mobjects without visiting what nobody changes, and comparing their points in plain numbers.

A third of a dry run of Manim goes into `copy.deepcopy`: every animation copies what it animates, glyph by glyph,
each with some forty attributes of which four are arrays and the rest numbers. The copy made here is equal to
Manim's; values that cannot change, and parsed SVG paths, which Manim reads once and never again, are shared instead
of copied. To draw a mobject, or to align it with another, Manim compares its points one by one with `numpy.allclose`,
which takes a seventh of a run with every frame.
"""

import copy
import math
from enum import Enum
from functools import wraps
from pathlib import PurePath
from types import BuiltinFunctionType, FunctionType
from typing import Any

import numpy as np
import svgelements
from manim import ManimColor, Mobject, VMobject

IMMUTABLE = (
    *(int, float, bool, str, bytes, complex, type(None), FunctionType, BuiltinFunctionType),
    *(np.float64, np.int64, np.bool_, Enum, type, PurePath, svgelements.Path, ManimColor),
)
# Arrays that Manim sets and never changes in place.
CONSTANT = frozenset({"_bezier_t_values", "sheen_direction"})
_shared: dict[type, bool] = {}
_usual = Mobject.__deepcopy__
_compared = VMobject.consider_points_equals


def deep_copy(self: Any, memo: dict[int, Any]) -> Any:
    """Copy a mobject: what `Mobject.__deepcopy__` does, with shared immutable values."""
    cls = self.__class__
    if cls.__setattr__ is not object.__setattr__:  # a scene's own class that watches its attributes
        return _usual(self, memo)
    result = cls.__new__(cls)
    memo[id(self)] = result
    # Beginning with a copy of the dictionary keeps the order of the attributes, and most values are right already.
    attributes = result.__dict__
    attributes.update(self.__dict__)
    for name, value in self.__dict__.items():
        kind = value.__class__
        shared = _shared.get(kind)
        if shared is None:
            shared = _shared[kind] = issubclass(kind, IMMUTABLE)
        if shared or name in CONSTANT:
            continue
        known = memo.get(id(value))
        if known is not None:
            attributes[name] = known
        elif (kind is np.ndarray and value.dtype != object) or (kind is list and not value):
            attributes[name] = memo[id(value)] = value.copy()
            # As copy.deepcopy does: while the memo lives, the identity must not pass to another object.
            memo.setdefault(id(memo), []).append(value)
        else:
            attributes[name] = copy.deepcopy(value, memo)
    result.original_id = str(id(self))
    return result


def same_point(self: Any, one: Any, two: Any) -> bool:
    """Tell whether two points are as good as equal: what `VMobject.consider_points_equals` does."""
    if not (isinstance(one, np.ndarray) and isinstance(two, np.ndarray) and one.shape == two.shape == (3,)):
        return bool(_compared(self, one, two))
    near = self.tolerance_for_point_equality
    pairs = zip(one.tolist(), two.tolist(), strict=True)
    return all(a == b or (abs(a - b) <= near + 1e-5 * abs(b) and math.isfinite(b)) for a, b in pairs)


def install() -> None:
    """Make Manim's mobjects use both, in this process."""
    Mobject.__deepcopy__ = wraps(_usual)(deep_copy)
    VMobject.consider_points_equals = wraps(_compared)(same_point)
