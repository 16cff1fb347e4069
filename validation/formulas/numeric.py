"""Values of expressions at real points, with many digits: what has no real value there is undefined.

Values are kept per point, so that the lines of one lesson, which share most of their parts, are cheap. `arrays.py`
evaluates the same trees at many points at once, in machine numbers.
"""

from typing import Any

import mpmath
import sympy

from .expression import FUNCTIONS, Expr, Prime, RealPower, Unreadable, X, divide

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
    """Values at one point.

    Args:
        ctx: the arithmetic.
        point: the value of x, a number of that context.
    """

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
        known = self._known.get(expression)
        if known is None:
            try:
                known = self._compute(expression)
            except (Undefined, OutOfRange) as error:
                known = type(error)
            except Unreadable:
                known = Undefined
            except (OverflowError, ZeroDivisionError, ValueError, MemoryError, RecursionError):
                known = OutOfRange
            if not isinstance(known, type) and not self._is_finite(known):
                known = OutOfRange
            self._known[expression] = known
        if isinstance(known, type):
            raise known
        return known

    def _is_finite(self, value: Any) -> bool:
        return not isinstance(value, complex) and bool(self.ctx.isfinite(value))

    def _compute(self, e: Expr) -> Any:
        ctx = self.ctx
        if e is X:
            return self.point
        if e.is_Rational:
            return ctx.mpf(int(e.p)) / int(e.q)
        if isinstance(e, sympy.Add):
            total = ctx.zero
            for term in e.args:
                total = total + self.value(term)
            return total
        if isinstance(e, sympy.Mul):
            result = ctx.one
            for factor in e.args:
                result = result * self.value(factor)
            return result
        if isinstance(e, sympy.Pow):
            return self._power(e.base, e.exp)
        if isinstance(e, RealPower):
            return self._real_power(*e.args)
        if e in _CONSTANTS:
            return +getattr(ctx, _CONSTANTS[e])
        if isinstance(e, sympy.Max | sympy.Min):
            values = [self.value(a) for a in e.args]
            return max(values) if isinstance(e, sympy.Max) else min(values)
        if isinstance(e, sympy.Mod):
            a, b = (self.value(arg) for arg in e.args)
            if b == 0:
                raise Undefined
            return a - b * ctx.floor(a / b)
        if isinstance(e, sympy.Function) and e.args and not isinstance(e, Prime):
            basic = in_basic_functions(e)
            return self._function(type(e).__name__, self.value(e.args[0])) if basic is None else self.value(basic)
        if e is sympy.nan or e is sympy.zoo or e is sympy.I:
            raise Undefined
        raise OutOfRange

    def _function(self, name: str, a: Any) -> Any:
        ctx = self.ctx
        if name in _ANGLES and abs(a) > HUGE_ANGLE:
            raise OutOfRange
        if name == "tanh" and abs(a) > HUGE_EXPONENT:
            return ctx.mpf((a > 0) - (a < 0))
        if name in ("exp", "sinh", "cosh") and abs(a) > HUGE_EXPONENT:
            raise OutOfRange
        if name in _DOMAINS:
            low, high, closed = _DOMAINS[name]
            if not (low < a < high or (closed and (a in (low, high)))):
                raise Undefined
        if name == "DiracDelta":
            if a == 0:
                raise Undefined
            return a * 0
        if name == "Heaviside":
            if a == 0:
                raise Undefined
            return ctx.mpf(1 if a > 0 else 0)
        if name not in BASIC:
            raise OutOfRange
        return getattr(ctx, BASIC[name][0])(a)

    def _inverse(self, a: Any) -> Any:
        if a == 0:
            raise Undefined
        return 1 / a

    def _power(self, base: Expr, exponent: Expr) -> Any:
        ctx = self.ctx
        b = self.value(base)
        if exponent.is_Integer:
            n = int(exponent)
            if n < 0:
                return self._inverse(b) if n == -1 else self._inverse(b**-n)
            return b**n
        if exponent is sympy.S.Half:
            if b < 0:
                raise Undefined
            return ctx.sqrt(b)
        e = self.value(exponent)
        if b < 0:
            # x**x has values at -1, -2, ...: isolated points, which no graph of it has.
            raise Undefined
        if b == 0:
            # b**e with e not constant is exp(e*ln b), which 0 is not in the domain of.
            if e <= 0 or exponent.free_symbols:
                raise Undefined
            return b
        argument = e * ctx.log(b)
        if abs(argument) > HUGE_EXPONENT:
            raise OutOfRange
        return ctx.exp(argument)

    def _real_power(self, base: Expr, exponent: Expr) -> Any:
        b = self.value(base)
        if not exponent.is_Rational or exponent.q % 2 == 0:
            raise OutOfRange
        if b == 0:
            if exponent < 0:
                raise Undefined
            return b
        r = self.ctx.mpf(int(exponent.p)) / int(exponent.q)
        size = self.ctx.exp(r * self.ctx.log(abs(b)))
        return -size if b < 0 and exponent.p % 2 else size


_CONSTANTS = {sympy.pi: "pi", sympy.E: "e", sympy.GoldenRatio: "phi", sympy.EulerGamma: "euler"}
_ANGLES = frozenset({"sin", "cos", "floor", "ceiling"})
_RECIPROCALS = {"sec": "cos", "csc": "sin", "sech": "cosh", "csch": "sinh"}
_QUOTIENTS = {"tan": ("sin", "cos"), "cot": ("cos", "sin"), "coth": ("cosh", "sinh")}
_OF_INVERSE = {"asec": "acos", "acsc": "asin", "acot": "atan", "asech": "acosh", "acsch": "asinh", "acoth": "atanh"}
_INFINITY = float("inf")
# Where a function is real: low, high, and whether the ends belong.
_DOMAINS = {
    "log": (0, _INFINITY, False),
    "asin": (-1, 1, True),
    "acos": (-1, 1, True),
    "acosh": (1, _INFINITY, True),
    "atanh": (-1, 1, False),
}
# The functions that are evaluated, by mpmath's names and by NumPy's; all others are quotients of these.
BASIC: dict[str, tuple[str, str]] = {
    **{n: (n, n) for n in ("sin", "cos", "sinh", "cosh", "tanh", "exp", "log", "floor")},
    **{f"a{n}": (f"a{n}", f"arc{n}") for n in ("sin", "cos", "tan", "sinh", "cosh", "tanh")},
    "ceiling": ("ceil", "ceil"),
    "Abs": ("fabs", "abs"),
    "sign": ("sign", "sign"),
}


def in_basic_functions(e: Expr) -> Expr | None:
    """A function of one argument as a quotient of those in `BASIC`; None if it is none.

    Raises:
        Unreadable: its argument is 0, and it divides by it.
    """
    name, argument = type(e).__name__, e.args[0]
    if name in _RECIPROCALS:
        return divide(sympy.S.One, FUNCTIONS[_RECIPROCALS[name]](argument))
    if name in _QUOTIENTS:
        above, below = _QUOTIENTS[name]
        return divide(FUNCTIONS[above](argument), FUNCTIONS[below](argument))
    if name in _OF_INVERSE:
        return FUNCTIONS[_OF_INVERSE[name]](divide(sympy.S.One, argument))
    return None
