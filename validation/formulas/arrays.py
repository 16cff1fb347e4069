"""Values of an expression at many points at once, for curves on screen: real arithmetic in machine numbers.

The mathematics of a lesson is decided with fifty digits (`numeric.py`); a picture needs five, at thousands of points.
"""

from functools import reduce

import numpy as np
import sympy
from numpy.typing import NDArray

from .expression import Expr, RealPower, X
from .numeric import BASIC, in_basic_functions

Array = NDArray[np.float64]


class NotDrawableError(ValueError):
    """The expression holds what has no machine value."""


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
    if isinstance(e, sympy.Function) and len(e.args) == 1:
        basic = in_basic_functions(e)
        if basic is not None:
            return _value(basic, x, depth + 1)
    parts = [_value(part, x, depth + 1) for part in e.args]
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
    name = type(e).__name__
    if name in BASIC and len(parts) == 1:
        values: Array = getattr(np, BASIC[name][1])(parts[0])
        return values
    raise NotDrawableError(f"no machine value of {name}")
