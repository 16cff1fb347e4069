"""Values of expressions at real points: one walk over the tree, for numbers with many digits and for machine numbers.

The mathematics of a lesson is decided with fifty digits (`Evaluator`): what has no real value there is undefined.
Values are kept per point, so that the lines of one lesson, which share most of their parts, are cheap. `arrays.py`
takes many points at once.
"""

from functools import reduce
from operator import add, mul
from typing import Any

import mpmath
import sympy

from .expression import FUNCTIONS, Expr, RealPower, Unreadable, X, divide

Context = Any  # an mpmath context

HUGE_EXPONENT = 10**5  # exp of more is out of range; so is a power whose logarithm is more
HUGE_ANGLE = 10**15


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
        """The value.

        Raises:
            Undefined: there is no real value.
            OutOfRange: it cannot be computed.
        """
        result = self.result(expression)
        if isinstance(result, type):
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
        if isinstance(e, RealPower) and e.args[1].is_Rational and e.args[1].q % 2:
            size = self.size(self.value(e.args[0]), e.args[1])
            return size * self.function("sign", self.value(e.args[0])) if e.args[1].p % 2 else size
        name = type(e).__name__
        if len(e.args) > 1 or name not in KNOWN:
            raise OutOfRange
        argument = e.args[0]
        if name in _QUOTIENTS:
            above, below = _QUOTIENTS[name]
            return self.value(divide(FUNCTIONS[above](argument) if above else sympy.S.One, FUNCTIONS[below](argument)))
        if name in _OF_INVERSE:
            return self.value(FUNCTIONS[_OF_INVERSE[name]](divide(sympy.S.One, argument)))
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
        a = argument
        if name in _ANGLES and abs(a) > HUGE_ANGLE:
            raise OutOfRange
        if name == "tanh" and abs(a) > HUGE_EXPONENT:
            return self.ctx.sign(a)
        if name in ("exp", "sinh", "cosh") and abs(a) > HUGE_EXPONENT:
            raise OutOfRange
        if name == "DiracDelta" and a != 0:
            return a * 0
        value = getattr(self.ctx, BASIC[name][0])(a) if name in BASIC else self.ctx.inf
        if isinstance(value, self.ctx.mpc) or not self.ctx.isfinite(value):
            raise Undefined
        return value

    def power(self, base: Expr, exponent: Expr) -> Any:
        """The value of a power, of a number below 0 to a whole exponent only."""
        b = self.value(base)
        if exponent.is_Integer:
            result = b ** abs(int(exponent))
            if exponent > 0:
                return result
            if result == 0:
                raise Undefined
            return 1 / result
        # x**x has values at -1, -2, ...: isolated points, which no graph of it has. And b**e with e not constant is
        # exp(e*ln b), which 0 is not in the domain of.
        e = self.value(exponent)
        if b < 0 or (b == 0 and (e <= 0 or exponent.free_symbols)):
            raise Undefined
        return self.ctx.sqrt(b) if exponent is sympy.S.Half else self._exp_of_log(b, e)

    def size(self, base: Any, exponent: Expr) -> Any:
        """The power of the size of a number."""
        if base == 0 and exponent < 0:
            raise Undefined
        return self._exp_of_log(abs(base), self.number(exponent))

    def _exp_of_log(self, base: Any, exponent: Any) -> Any:
        if base == 0:
            return base
        argument = exponent * self.ctx.log(base)
        if abs(argument) > HUGE_EXPONENT:
            raise OutOfRange
        return self.ctx.exp(argument)


_CONSTANTS = {sympy.pi: "pi", sympy.E: "e"}
_ANGLES = frozenset({"sin", "cos", "floor", "ceiling"})
_QUOTIENTS = {
    "sec": ("", "cos"),
    "csc": ("", "sin"),
    "sech": ("", "cosh"),
    "csch": ("", "sinh"),
    "tan": ("sin", "cos"),
    "cot": ("cos", "sin"),
    "coth": ("cosh", "sinh"),
}
_OF_INVERSE = {"asec": "acos", "acsc": "asin", "acot": "atan", "asech": "acosh", "acsch": "asinh", "acoth": "atanh"}
# The functions that are evaluated, by mpmath's names and by NumPy's; all others are quotients of these, but for the
# derivative of `sign`.
BASIC: dict[str, tuple[str, str]] = {
    **{n: (n, n) for n in ("sin", "cos", "sinh", "cosh", "tanh", "exp", "log", "floor")},
    **{f"a{n}": (f"a{n}", f"arc{n}") for n in ("sin", "cos", "tan", "sinh", "cosh", "tanh")},
    "ceiling": ("ceil", "ceil"),
    "Abs": ("fabs", "abs"),
    "sign": ("sign", "sign"),
}


KNOWN = frozenset({*BASIC, *_QUOTIENTS, *_OF_INVERSE, "DiracDelta"})
