"""Definite integrals, by values."""

from fractions import Fraction
from functools import lru_cache
from typing import Any

import sympy

from .expression import Expr, Unreadable, number
from .numeric import Evaluator, OutOfRange, Undefined, context

_DIGITS, _PLACES = 60, 45  # how many are worked with, and how many after the point are kept, and have to be certain
_MOST = 20_000  # parts of the expression that are evaluated: a quarter of a second


@lru_cache(maxsize=256)
def integral(expression: Expr, low: Expr, high: Expr) -> Expr:
    """The integral of an expression in x between two numbers, by the tanh-sinh rule of mpmath.

    Raises:
        Unreadable: its ends are no numbers, it has no values somewhere, is smooth in pieces only, or takes too long.
    """
    ctx = context(_DIGITS)
    left = _MOST // sum(1 for _ in sympy.preorder_traversal(expression))

    def value_at(x: Any) -> Any:
        nonlocal left
        left -= 1
        if left < 0:
            raise OutOfRange
        return Evaluator(ctx, x).value(expression)

    try:
        ends = [Evaluator(ctx, 0).value(end) for end in (low, high) if not end.free_symbols]
        value, error = ctx.quad(value_at, ends, error=True)
    except (Undefined, OutOfRange, ValueError, ArithmeticError, IndexError):
        raise Unreadable("an integral is not taken") from None
    if len(ends) < 2 or error > ctx.mpf(10) ** -_PLACES:
        raise Unreadable("an integral is not taken")
    return number(Fraction(int(ctx.nint(value * 10**_PLACES)), 10**_PLACES))
