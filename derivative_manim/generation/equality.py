"""Equality of trees, by their values to 30 digits: what the lesson checks every one of its lines with.

A derivative is compared with a difference quotient, which knows no rule of differentiation.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import mpmath

from derivative_manim.generation import tree as t

# Rational points on both sides of 0 and of 1, at which no function of a calculus course has a pole or a zero.
POINTS = tuple((a, 997) for a in (-3541, -1723, -811, -397, 211, 433, 701, 911, 1213, 1777, 2953, 4519))
_LEAST = 3  # so many of them must lie in the domain of both
_MORE = tuple((a, 997) for a in range(-9973, 9974, 211))  # where fewer of POINTS do
# Where none of these does: sqrt(x - 1000), and e^(e^(e^x)), which is too large but near and left of 0.
_FAR = tuple(
    (s * a * k, 997) for k in (17, 171, 1723, 17231, 999_983) for a in (811, 1213, 1777, 2953, 7919) for s in (1, -1)
)
_NEAR = tuple((a, 99_991) for a in range(-4999, 5000, 307))
_DIGITS = 90  # carried; a difference quotient over 1e-30 is then good for 24, even of what is steep
_LARGEST = mpmath.mpf("1e18")  # values above are not compared: e^(e^(e^x)) is too steep there
_MOST = 1e6  # the largest exponent of e that is worked out, so that no tower of powers takes for ever
_FUNCTIONS: dict[str, Callable[[mpmath.mpf], mpmath.mpf]] = {
    name: getattr(mpmath, name)
    for name in (
        "sin", "cos", "tan", "sec", "csc", "cot", "asin", "acos", "atan", "asec",
        "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "exp",
    )
} | {"abs": mpmath.fabs}  # fmt: skip


def equal(a: t.Tree, b: t.Tree) -> bool:
    """Whether `a` and `b` have the same values wherever both are real, at three points at least."""
    return a == b or _agree(lambda p: value_at(a, p), lambda p: value_at(b, p))


def is_derivative(derivative: t.Tree, function: t.Tree) -> bool:
    """Whether `derivative` has the values of the difference quotient of `function`, at three points at least."""
    return _agree(lambda p: value_at(derivative, p), lambda p: _slope(function, p))


def _agree(first: Callable[[tuple[int, int]], mpmath.mpf | None], second: Callable[..., mpmath.mpf | None]) -> bool:
    compared = 0
    for points in (POINTS, _MORE, _FAR, _NEAR):
        for point in points:
            left, right = first(point), second(point)
            if left is None or right is None or abs(left) > _LARGEST:
                continue
            compared += 1
            if abs(left - right) > mpmath.mpf("1e-20") * (1 + abs(left)):
                return False
        if compared >= _LEAST:
            return True
    return False


@cache
def value_at(tree: t.Tree, point: tuple[int, int]) -> mpmath.mpf | None:
    """The real value of `tree` at x = p/q, or None outside its domain."""
    with mpmath.workdps(_DIGITS):
        return _value(tree, mpmath.mpf(point[0]) / point[1])


@cache
def _slope(tree: t.Tree, point: tuple[int, int]) -> mpmath.mpf | None:
    with mpmath.workdps(_DIGITS):
        at, step = mpmath.mpf(point[0]) / point[1], mpmath.mpf("1e-30")
        right, left = _value(tree, at + step), _value(tree, at - step)
        return None if right is None or left is None else (right - left) / (2 * step)


def slope_at(function: t.Tree, place: t.Tree) -> mpmath.mpf | None:
    """The derivative at one point, from difference quotients on both sides; None if they do not come together."""
    with mpmath.workdps(_DIGITS):
        at = _real(place, mpmath.mpf(0))
        here, step = _value(function, at), mpmath.mpf("1e-40")
        beside = [(h, _value(function, at + h)) for h in (-step, step, -step * step**-0.5, step * step**-0.5)]
        if here is None or any(y is None for _, y in beside):
            return None
        slopes = [(y - here) / h for h, y in beside]
        together = abs(slopes[0] - slopes[1]) < 1e-9 and max(slopes) - min(slopes) < 1e-4  # as h^(1/3) and faster
        return slopes[0] if together else None


def _value(tree: t.Tree, x: mpmath.mpf) -> mpmath.mpf | None:
    try:
        value = _real(tree, x)
    except (ZeroDivisionError, ValueError, OverflowError):
        return None
    return value if mpmath.isfinite(value) else None


def _real(tree: t.Tree, x: mpmath.mpf) -> mpmath.mpf:
    """`tree` at x, odd roots being real. Raises ValueError or ZeroDivisionError where it has no value."""
    match tree:
        case t.Num(value):
            return mpmath.mpf(value.numerator) / value.denominator
        case t.Sym("x"):
            return x
        case t.Sym("pi"):
            return +mpmath.pi
        case t.Sym("e"):
            return +mpmath.e
        case t.Add(terms):
            return mpmath.fsum(_real(c, x) for c in terms)
        case t.Mul(factors):
            return mpmath.fprod([_real(c, x) for c in factors])
        case t.Div(a, b):
            return _real(a, x) / _real(b, x)
        case t.Pow(base, t.Num(n)) if n.denominator % 2 == 1:
            inside = _real(base, x)
            sign = -1 if inside < 0 and n.numerator % 2 else 1
            if inside and abs(n * mpmath.log(abs(inside))) > _MOST:
                raise OverflowError
            return sign * abs(inside) ** (mpmath.mpf(n.numerator) / n.denominator)
        case t.Pow(a, b):
            inside = _real(a, x)
            if inside < 0:
                raise ValueError("a power of a negative number")
            exponent = _real(b, x)
            if inside and abs(exponent * mpmath.log(inside)) > _MOST:
                raise OverflowError
            return inside**exponent
        case t.Fn("log", arg, base):
            inside = _real(arg, x)
            if inside <= 0:
                raise ValueError("the logarithm of a negative number")
            return mpmath.log(inside) if base is None else mpmath.log(inside) / mpmath.log(_real(base, x))
        case t.Fn(name, arg):
            inside = _real(arg, x)
            if abs(inside) > (_MOST if name in ("exp", "sinh", "cosh") else _LARGEST):
                raise OverflowError
            value = _FUNCTIONS[name](inside)
            if isinstance(value, mpmath.mpc):
                raise ValueError("not a real number")
            return value
    raise TypeError(f"no value of {tree!r}")
