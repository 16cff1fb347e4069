"""Limits, at a number by rules and far out by values; definite integrals, by values."""

from contextlib import suppress
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np
import sympy

from .arrays import Function
from .equality import Comparer, Verdict, derivative
from .expression import Expr, Unreadable, X, add, divide, negate, number, replaced
from .numeric import Evaluator, OutOfRange, Undefined, context

MAX_LIMITS = 6
MAX_ROUNDS = 5  # of l'Hôpital's rule
ENDLESS = (sympy.oo, -sympy.oo, sympy.zoo, sympy.nan)  # the last: there is no limit
CLOSE = 0.005  # how near the last values are to a limit far out
_FAR = 1.1 * 2.0 ** np.arange(3, 24.25, 0.25)  # farther out, a machine loses the digits of (1 + 1/x)^x
_SOME = (0.37, 1.63, 2.9)  # for other letters x
_DIGITS, _PLACES = 60, 45  # how many are worked with, and how many after the point are kept, and have to be certain
_HUGE = 1e30
_FAR_OUT = 100.0  # on the way to infinity
_MOST = 20_000  # parts of the expression that are evaluated: a quarter of a second


def limit_at(expression: Expr, variable: Expr, target: Expr, side: int) -> Expr:
    """A limit at a number, from the left (-1), the right (1) or both (0): by rules, or by values where these fail."""
    if expression.free_symbols - {variable}:
        return _by_rule(expression, variable, target)
    with suppress(Unreadable):
        found = _by_rule(expression, variable, target)
        value = Evaluator(context(_DIGITS), 0).result(found)
        if not isinstance(value, type) and abs(value) < _HUGE:  # cot(pi) is 1/0, but for rounding
            return found
    return _by_values(replaced(expression, {variable: X}), target, side)


def _by_rule(expression: Expr, variable: Expr, target: Expr) -> Expr:
    """A limit by putting the number in, or by l'Hôpital's rule."""
    if isinstance(expression, sympy.Add):
        if len(expression.args) > MAX_LIMITS:
            raise Unreadable("a limit of many terms is not taken")
        return add(*(_by_rule(term, variable, target) for term in expression.args))
    if any(replaced(e.args[0], {variable: target}) == 0 for e in expression.atoms(sympy.Abs, sympy.sign)):
        raise Unreadable("a limit at a corner is not taken")  # from the two sides it may differ
    upper, lower = sympy.fraction(expression, exact=True)
    for _ in range(MAX_ROUNDS):
        top, bottom = (replaced(part, {variable: target}) for part in (upper, lower))
        # Where it is defined: sqrt(x) - sqrt(x) is zero, though not for a negative x.
        if Comparer().equal(bottom, sympy.S.Zero, where=bottom).verdict is Verdict.DIFFERENT:
            return divide(top, bottom)
        if Comparer().equal(top, sympy.S.Zero, where=top).verdict is Verdict.DIFFERENT:
            return sympy.zoo
        upper, lower = derivative(upper, variable), derivative(lower, variable)
    raise Unreadable("a limit is not taken")


def _by_values(expression: Expr, target: Expr, side: int) -> Expr:
    """What values close to a number come to; `nan` where those from the left come to something else."""
    ctx = context(2 * _DIGITS)
    found = set[Expr]()
    for sign in (side,) if side else (-1, 1):
        try:
            at = Evaluator(ctx, 0).value(target)
            steps = [sign * ctx.mpf(10) ** -places for places in (20, 40, 60)]
            values = [Evaluator(ctx, at + step).value(expression) for step in steps]
        except (Undefined, OutOfRange):
            continue  # it ends there
        first, second = values[1] - values[0], values[2] - values[1]
        if abs(values[2]) > 10 and first * second > 0 and abs(second) > 0.9 * abs(first):  # ln x, 1/x
            found.add(sympy.oo * int(ctx.sign(values[2])))
            continue
        nearest = Fraction(float(values[2])).limit_denominator(1000)
        if max(abs(second), abs(float(nearest) - float(values[2]))) > 1e-12:
            raise Unreadable("a limit that is no fraction is not taken by values")
        found.add(number(nearest))
    if not found:
        raise Unreadable("a limit is not taken")
    return found.pop() if len(found) == 1 else sympy.nan


def slope_at(function: Expr, slope: Expr, place: Expr) -> Expr:
    """The slope at a number: by its formula, or, where that has no value, as that of x|x| at 0, by quotients of f."""
    there = replaced(slope, {X: place})
    if Evaluator(context(_DIGITS), 0).result(there) is not Undefined:
        return there
    rise = add(replaced(function, {X: add(place, X)}), negate(replaced(function, {X: place})))
    found = _by_values(divide(rise, X), sympy.S.Zero, 0)
    return there if found in ENDLESS else found


def limit_far(expression: Expr, variable: Expr, target: Expr) -> Expr:
    """A limit at infinity, to about CLOSE of its value; `nan` where the values neither come to rest nor only grow."""
    places = _SOME if expression.has(X) else _SOME[:1]
    limits = [_rest(replaced(expression, {X: sympy.Float(x)}), variable, target) for x in places]
    if endless := [limit for limit in limits if limit in ENDLESS]:
        return endless[0]
    if max(limits) - min(limits) > CLOSE:
        raise Unreadable("a limit at infinity that depends on x is not taken")
    return limits[0]


def _rest(expression: Expr, variable: Expr, target: Expr) -> Expr:
    far = Function(replaced(expression, {variable: X})).many(_FAR if target > 0 else -_FAR)
    values = far[np.isfinite(far)]  # e^x is soon too large for the machine
    if len(values) < len(_FAR) // 4:
        raise Unreadable("a limit at infinity is not taken")
    last = values[-(len(values) // 4) :]
    spread = np.ptp(last) / max(1.0, np.abs(last).min())
    if spread > 20 * CLOSE:
        grows = (np.diff(np.abs(last)) > 0).all() and (np.sign(last) == np.sign(last[0])).all()
        return sympy.oo * int(np.sign(last[0])) if grows else sympy.nan
    if spread > 2 * CLOSE:
        raise Unreadable("a limit at infinity that is neared slowly is not taken")
    return number(Fraction(float(last[-1])).limit_denominator(10**4))


@lru_cache(maxsize=256)
def integral(expression: Expr, low: Expr, high: Expr) -> Expr:
    """The integral of an expression in x between two numbers or to infinity, by the tanh-sinh rule of mpmath.

    It is not taken if it has no values somewhere, is smooth in pieces only, or takes too long.
    """
    ctx = context(_DIGITS)
    left = _MOST // sum(1 for _ in sympy.preorder_traversal(expression))

    def value_at(x: Any) -> Any:
        nonlocal left
        left -= 1
        if left < 0:
            raise OutOfRange
        try:
            return Evaluator(ctx, x).value(expression)
        except OutOfRange:
            if abs(x) < _FAR_OUT:
                raise
            return ctx.zero  # too small for a number; what grows has grown too much by then

    try:
        if low.free_symbols or high.free_symbols:
            raise OutOfRange
        far = {sympy.oo: ctx.inf, -sympy.oo: -ctx.inf}
        ends = [far[end] if end in far else Evaluator(ctx, 0).value(end) for end in (low, high)]
        value, error = ctx.quad(value_at, ends, error=True)
        if error > ctx.mpf(10) ** -_PLACES:
            raise OutOfRange
    except (Undefined, OutOfRange, ValueError, ArithmeticError):
        raise Unreadable("an integral is not taken") from None
    return number(Fraction(int(ctx.nint(value * 10**_PLACES)), 10**_PLACES))
