"""Values of an expression at many points at once, for curves on screen: real arithmetic in machine numbers.

A picture needs five digits, at thousands of points; the mathematics of a lesson is decided with fifty (`numeric.py`).
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .expression import Expr, divisors
from .numeric import BASIC, Evaluator, OutOfRange

Array = NDArray[np.float64]


class Function:
    """A real function of x, an expression.

    It has values only where another one, its domain, has (a derivative lives where its function does: 1/x is that of
    ln(x) for positive x). `ValueError` is raised at once if it holds what has no machine value.
    """

    def __init__(self, expression: Expr, domain: "Function | None" = None) -> None:
        self._expression = expression
        self._domain = domain
        self.many(np.array([0.5]))

    def many(self, xs: Array) -> Array:
        """Return the values at points; NaN where there is no finite real value."""
        try:
            with np.errstate(all="ignore"):
                values = np.array(np.broadcast_to(_Machine(xs).value(self._expression), xs.shape))
        except OutOfRange:
            raise ValueError(f"no machine value of {type(self._expression).__name__}") from None
        values[~np.isfinite(values)] = np.nan
        if self._domain is not None:
            values[np.isnan(self._domain.many(xs))] = np.nan
        return values

    def __call__(self, x: float) -> float | None:
        """Return the value at a point; None where there is no finite real value."""
        value = float(self.many(np.array([x]))[0])
        return None if value != value else value

    def denominators(self) -> "list[Function]":
        """Return what may not be zero in the expression and depends on x, as functions."""
        return [Function(part) for part in dict.fromkeys(divisors(self._expression)) if part.free_symbols]


class _Machine(Evaluator):
    """Machine numbers, many at once; NaN is what is undefined."""

    def __init__(self, points: Array) -> None:
        self.point = points

    def value(self, expression: Expr) -> Any:
        return self.compute(expression)

    def number(self, number: Expr) -> Any:
        if not number.is_number:
            raise OutOfRange
        return np.float64(number if number.is_real else np.nan)

    def function(self, name: str, argument: Any) -> Any:
        if name not in BASIC:
            raise OutOfRange
        value = getattr(np, BASIC[name][1])(argument)
        return _off_poles(value, np.isfinite(argument)) if name in ("log", "atanh") else value

    def power(self, base: Expr, exponent: Expr) -> Any:
        below = self.value(base)
        return _off_poles(np.power(below, self.value(exponent)), below == 0)


def _off_poles(value: Any, where: Any) -> Any:
    """The values, NaN for what is infinite `where` a pole is; what is only too large for the machine stays.

    At 0 atan(1/x) has no value, though that of infinity is pi/2; 1/(1 + exp(1000)) has one.
    """
    return np.where(np.isinf(value) & where, np.nan, value)
