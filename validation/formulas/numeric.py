"""Values of expressions at real points: one walk over the tree, for numbers with many digits and for machine numbers.

The mathematics of a lesson is decided with fifty digits (`Evaluator`): what has no real value there is undefined.
Values are kept per point, so that the lines of one lesson, which share most of their parts, are cheap. `arrays.py`
takes many points at once.
"""

import math
from functools import reduce
from operator import add, mul
from typing import Any

import mpmath
import sympy

from .expression import FUNCTIONS, Expr, RealPower, Unreadable, X, divide

Context = Any  # an mpmath context

HUGE_EXPONENT = 10**5  # exp of more is out of range; so is a power whose logarithm is more


class Undefined(Exception):  # noqa: N818 - it names a result
    """The expression has no real value at the point."""


class OutOfRange(Exception):  # noqa: N818 - it names a result
    """The value is too large or too small to be worked with, or the expression holds what has no value at all."""


def context(digits: int) -> Context:
    """An mpmath context of its own with that many digits."""
    result = mpmath.MPContext()
    result.dps = digits
    return result


class Evaluator:
    """Values at one point, a number of an mpmath context; they are kept."""

    def __init__(self, ctx: Context, point: Any) -> None:
        self.ctx = ctx
        self.point = ctx.convert(point)
        self._known: dict[Expr, Any] = {}

    def value(self, expression: Expr) -> Any:
        """The value; raises Undefined or OutOfRange."""
        if isinstance(result := self.result(expression), type):
            raise result
        return result

    def result(self, expression: Expr) -> Any:
        """The value, or the type of what `value` raises."""
        known = self._known.get(expression)
        if known is None:
            try:
                known = self.compute(expression)
            except (Undefined, OutOfRange) as error:
                known = type(error)
            except Unreadable:
                known = Undefined
            except (OverflowError, ZeroDivisionError, ValueError, MemoryError, RecursionError):
                known = OutOfRange
            if not isinstance(known, type) and (isinstance(known, complex) or not self.ctx.isfinite(known)):
                known = OutOfRange
            self._known[expression] = known
        return known

    def compute(self, e: Expr) -> Any:
        """The value of an expression by the values of its parts: one walk for every kind of numbers."""
        if e is X:
            return self.point
        if not e.args:
            return self.number(e)
        if isinstance(e, sympy.Add | sympy.Mul):
            return reduce(add if isinstance(e, sympy.Add) else mul, [self.value(a) for a in e.args])
        if isinstance(e, sympy.Pow):
            return self.power(e.base, e.exp)
        if isinstance(e, RealPower):
            base, exponent = e.args
            size = self.power(FUNCTIONS["Abs"](base), exponent)
            return size * self.function("sign", self.value(base)) if exponent.p % 2 else size
        name, argument = type(e).__name__, e.args[0]
        if name in _RECIPROCALS:
            return self.value(divide(sympy.S.One, FUNCTIONS[_RECIPROCALS[name]](argument)))
        if name in _OF_INVERSE:
            return self.value(FUNCTIONS[_OF_INVERSE[name]](divide(sympy.S.One, argument)))
        if name not in BASIC and name != "DiracDelta":
            raise OutOfRange
        return self.function(name, self.value(argument))

    def number(self, number: Expr) -> Any:
        """The value of a number."""
        if number.is_Rational:
            return self.ctx.mpf(int(number.p)) / int(number.q)
        if number in _CONSTANTS:
            return +getattr(self.ctx, _CONSTANTS[number])
        raise Undefined if number in (sympy.nan, sympy.zoo, sympy.I) else OutOfRange

    def function(self, name: str, argument: Any) -> Any:
        """The value of a function, where it is real."""
        if name == "tanh" and abs(argument) > HUGE_EXPONENT:
            return self.ctx.sign(argument)
        if abs(argument) > _LARGEST.get(name, math.inf):
            raise OutOfRange
        if name == "DiracDelta" and argument != 0:
            return argument * 0
        value = getattr(self.ctx, BASIC[name][0])(argument) if name in BASIC else self.ctx.inf
        if isinstance(value, self.ctx.mpc) or not self.ctx.isfinite(value):
            raise Undefined
        return value

    def power(self, base: Expr, exponent: Expr) -> Any:
        """The value of a power, of a number below 0 to a whole exponent only."""
        b = self.value(base)
        if exponent.is_Integer:
            result = b ** abs(int(exponent))
            if result == 0 and exponent < 0:
                raise Undefined
            return result if exponent > 0 else 1 / result
        # x**x has values at -1, -2, ...: isolated points, which no graph of it has. And b**e with e not constant is
        # exp(e*ln b), which 0 is not in the domain of.
        e = self.value(exponent)
        if b < 0 or (b == 0 and (e <= 0 or exponent.free_symbols)):
            raise Undefined
        if b == 0:
            return b
        if exponent is sympy.S.Half:
            return self.ctx.sqrt(b)
        argument = e * self.ctx.log(b)
        if abs(argument) > HUGE_EXPONENT:
            raise OutOfRange
        return self.ctx.exp(argument)


_CONSTANTS = {sympy.pi: "pi", sympy.E: "e"}
_LARGEST = {
    **dict.fromkeys(("sin", "cos", "tan", "floor", "ceiling"), 10**15),
    **dict.fromkeys(("exp", "sinh", "cosh"), HUGE_EXPONENT),
}
_RECIPROCALS = {"sec": "cos", "csc": "sin", "cot": "tan", "sech": "cosh", "csch": "sinh", "coth": "tanh"}
_OF_INVERSE = {"asec": "acos", "acsc": "asin", "acot": "atan", "asech": "acosh", "acsch": "asinh", "acoth": "atanh"}
# The functions that are evaluated, by mpmath's names and by NumPy's; all others are made of these, but for
# the derivative of `sign`.
BASIC: dict[str, tuple[str, str]] = {
    **{n: (n, n) for n in ("sin", "cos", "tan", "sinh", "cosh", "tanh", "exp", "log", "floor")},
    **{f"a{n}": (f"a{n}", f"arc{n}") for n in ("sin", "cos", "tan", "sinh", "cosh", "tanh")},
    "ceiling": ("ceil", "ceil"),
    "Abs": ("fabs", "abs"),
    "sign": ("sign", "sign"),
}
