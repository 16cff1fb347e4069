"""Definite integrals, by values."""

from fractions import Fraction
from functools import lru_cache

from .expression import Expr, Unreadable, number
from .numeric import Evaluator, OutOfRange, Undefined, context

_DIGITS, _PLACES = 60, 45  # how many are worked with, and how many after the point are kept, and have to be certain


@lru_cache(maxsize=256)
def integral(expression: Expr, low: Expr, high: Expr) -> Expr:
    """The integral of an expression in x between two numbers, by the tanh-sinh rule of mpmath.

    Raises:
        Unreadable: its ends are no numbers, it has no values somewhere, or it is smooth in pieces only.
    """
    ctx = context(_DIGITS)
    try:
        ends = [Evaluator(ctx, 0).value(end) for end in (low, high) if not end.free_symbols]
        value, error = ctx.quad(lambda x: Evaluator(ctx, x).value(expression), ends, error=True)
    except (Undefined, OutOfRange, ValueError, ArithmeticError, IndexError):
        raise Unreadable("an integral is not taken") from None
    if len(ends) < 2 or error > ctx.mpf(10) ** -_PLACES:
        raise Unreadable("an integral is not taken")
    return number(Fraction(int(ctx.nint(value * 10**_PLACES)), 10**_PLACES))
