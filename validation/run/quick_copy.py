"""Copying mobjects without visiting what nobody changes.

A third of a dry run of Manim goes into `copy.deepcopy`: every animation copies what it animates, glyph by glyph,
each with some forty attributes of which four are arrays and the rest numbers. The copy made here is equal to
Manim's; values that cannot change, and parsed SVG paths, which Manim reads once and never again, are shared instead
of copied.
"""

import copy
from enum import Enum
from pathlib import PurePath
from types import BuiltinFunctionType, FunctionType
from typing import Any

import numpy as np
import svgelements

_SHARE, _ARRAY, _LIST, _OTHER = range(4)
_IMMUTABLE = (
    *(int, float, bool, str, bytes, complex, type(None), FunctionType, BuiltinFunctionType),
    *(np.float64, np.int64, np.bool_, Enum, type, PurePath, svgelements.Path),
)
# Arrays that Manim sets and never changes in place.
_CONSTANT = frozenset({"_bezier_t_values", "sheen_direction"})
_kinds: dict[type, int] = {np.ndarray: _ARRAY, list: _LIST}


def _kind(cls: type) -> int:
    from manim.utils.color import ManimColor

    return _kinds.setdefault(cls, _SHARE if issubclass(cls, (*_IMMUTABLE, ManimColor)) else _OTHER)


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
        kind = _kinds.get(value.__class__)
        if kind is None:
            kind = _kind(value.__class__)
        if kind == _SHARE:
            continue
        if kind == _ARRAY and name in _CONSTANT:
            continue
        if kind == _ARRAY and value.dtype != object:
            copied = memo.get(id(value))
            if copied is None:
                copied = memo[id(value)] = value.copy()
                # As copy.deepcopy does: while the memo lives, the identity must not pass to another object.
                memo.setdefault(id(memo), []).append(value)
        elif kind == _LIST:
            copied = memo.get(id(value))
            if copied is None:
                copied = memo[id(value)] = []
                memo.setdefault(id(memo), []).append(value)
                for element in value:
                    known = memo.get(id(element))
                    copied.append(copy.deepcopy(element, memo) if known is None else known)
        else:
            copied = copy.deepcopy(value, memo)
        attributes[name] = copied
    result.original_id = str(id(self))
    return result


def _usual(self: Any, memo: dict[int, Any]) -> Any:
    """Copy a mobject as `Mobject.__deepcopy__` does."""
    result = self.__class__.__new__(self.__class__)
    memo[id(self)] = result
    for name, value in self.__dict__.items():
        setattr(result, name, copy.deepcopy(value, memo))
    result.original_id = str(id(self))
    return result


def install() -> None:
    """Make Manim's mobjects use it, in this process."""
    from manim import Mobject

    Mobject.__deepcopy__ = deep_copy
