"""Values of an expression at many points at once, for curves on screen: real arithmetic in machine numbers.

The mathematics of a lesson is decided with fifty digits (`validation.mathematics`); a picture needs five, at
thousands of points.
"""

from collections.abc import Callable
from functools import reduce
from typing import Any

import numpy as np
import sympy
from numpy.typing import NDArray

from .expression import Expr, RealPower, X

Array = NDArray[np.float64]


class NotDrawableError(ValueError):
    """The expression holds what has no machine value."""


_FUNCTIONS: dict[str, Callable[[Array], Array]] = {
    **{
        name: getattr(np, name) for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh", "exp", "log", "sign", "floor")
    },
    "asin": np.arcsin,
    "acos": np.arccos,
    "atan": np.arctan,
    "asinh": np.arcsinh,
    "acosh": np.arccosh,
    "atanh": np.arctanh,
    "Abs": np.abs,
    "ceiling": np.ceil,
    "sec": lambda a: 1 / np.cos(a),
    "csc": lambda a: 1 / np.sin(a),
    "cot": lambda a: np.cos(a) / np.sin(a),
    "sech": lambda a: 1 / np.cosh(a),
    "csch": lambda a: 1 / np.sinh(a),
    "coth": lambda a: 1 / np.tanh(a),
    "asec": lambda a: np.arccos(1 / a),
    "acsc": lambda a: np.arcsin(1 / a),
    "acot": lambda a: np.arctan(1 / a),
}
_RELATIONS: dict[Any, Callable[[Array, Array], NDArray[np.bool_]]] = {
    sympy.StrictLessThan: np.less,
    sympy.LessThan: np.less_equal,
    sympy.StrictGreaterThan: np.greater,
    sympy.GreaterThan: np.greater_equal,
    sympy.Equality: np.equal,
    sympy.Unequality: np.not_equal,
}


class Function:
    """A real function of one variable.

    Args:
        expression: an expression in `validation.formulas.expression.X`.
        domain: the function has values only where this one has (a derivative lives where its function does: 1/x is
            that of ln(x) for positive x).

    Raises:
        NotDrawableError: it holds what has no machine value.
    """

    def __init__(self, expression: Expr, domain: "Function | None" = None) -> None:
        self._expression = expression
        self._domain = domain
        self.many(np.array([0.5]))

    def many(self, xs: Array) -> Array:
        """Return the values at points; NaN where there is no finite real value."""
        with np.errstate(all="ignore"):
            values = np.array(np.broadcast_to(_value(self._expression, xs, 0), xs.shape))
        values[~np.isfinite(values)] = np.nan
        if self._domain is not None:
            values[np.isnan(self._domain.many(xs))] = np.nan
        return values

    def __call__(self, x: float) -> float | None:
        """Return the value at a point; None where there is no finite real value."""
        value = float(self.many(np.array([x]))[0])
        return None if value != value else value


def _value(e: Expr, x: Array, depth: int) -> Array:
    if depth > 200:
        raise NotDrawableError("the expression is nested too deep")
    if e is X:
        return x
    if e.is_number and not e.args:
        return np.full_like(x, float(e) if e.is_real else np.nan)
    parts = [_value(part, x, depth + 1) for part in e.args] if not isinstance(e, sympy.Piecewise) else []
    if isinstance(e, sympy.Add):
        return reduce(np.add, parts)
    if isinstance(e, sympy.Mul):
        return reduce(np.multiply, parts)
    if isinstance(e, sympy.Pow):
        return np.exp(parts[1]) if e.base is sympy.E else np.power(parts[0], parts[1])
    if isinstance(e, RealPower):
        exponent = e.args[1]
        if not exponent.is_Rational:
            raise NotDrawableError(f"the root {e}")
        size = np.power(np.abs(parts[0]), float(exponent))
        return np.where(parts[0] < 0, -size, size) if exponent.p % 2 else size
    if isinstance(e, sympy.Max | sympy.Min):
        return reduce(np.maximum if isinstance(e, sympy.Max) else np.minimum, parts)
    if isinstance(e, sympy.Mod):
        return np.mod(parts[0], parts[1])
    if isinstance(e, sympy.Piecewise):
        result = np.full_like(x, np.nan)
        for branch, condition in reversed(e.args):
            result = np.where(_holds(condition, x, depth + 1), _value(branch, x, depth + 1), result)
        return result
    name = type(e).__name__
    if name in _FUNCTIONS and len(parts) == 1:
        return _FUNCTIONS[name](parts[0])
    raise NotDrawableError(f"no machine value of {name}")


def _holds(condition: Any, x: Array, depth: int) -> NDArray[np.bool_]:
    if condition in (True, False):
        return np.full(x.shape, bool(condition))
    if isinstance(condition, sympy.And | sympy.Or):
        parts = [_holds(part, x, depth + 1) for part in condition.args]
        return reduce(np.logical_and if isinstance(condition, sympy.And) else np.logical_or, parts)
    if isinstance(condition, sympy.Not):
        return ~_holds(condition.args[0], x, depth + 1)
    if type(condition) in _RELATIONS:
        left, right = (_value(side, x, depth + 1) for side in condition.args)
        return _RELATIONS[type(condition)](left, right)
    raise NotDrawableError(f"the condition {type(condition).__name__}")
