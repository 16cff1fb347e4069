"""The canonical form of a function: what is one function however it is written, but for numbers.

Skeletons abstract the numbers that stand in a formula. These rules of calculus move numbers about, so that formulas
of different skeletons can still differ in their numbers only:

- log_b(g) = ln(g)/ln(b), and b**g = exp(ln(b)*g);
- exp(g + a) = exp(a)*exp(g);
- products and whole powers of polynomials in x are polynomials: `(x + 1)*(x - 3)` is a parabola.

The canonical form is written with exp and ln, has no number added inside exp, and has each polynomial multiplied out:
the terms of a sum that are polynomials make one, the polynomial factors above the bar of a product make one, and so do
those below it. Its numeric factors mean nothing; it is made for `skeleton_of`.
"""

from collections.abc import Iterator
from fractions import Fraction

import mpmath

from .expression import Call, Expression, Number, Power, Product, Sum, Variable, free_of_x, value_at

MAX_DEGREE = 40
"""A polynomial of a larger degree is left as it is written."""

DIGITS, ZERO_DIGITS = 60, 45
"""Coefficients are computed with the former; one that cancels to the latter is zero."""

_ZERO, _ONE = Number(Fraction(0)), Number(Fraction(1))

_Polynomial = dict[int, tuple[mpmath.mpf, mpmath.mpf]]
"""By exponent: the coefficient, and the sum of the sizes of the numbers that it is the sum of."""


def canonical(expression: Expression) -> Expression:
    """Write a function in the form described above.

    Args:
        expression: the function.

    Returns:
        The form; numeric factors in it are other than in the function.
    """
    with mpmath.workdps(DIGITS):
        return _form(expression)


def _form(expression: Expression) -> Expression:
    if free_of_x(expression):
        return expression  # as it is: it may be an exponent, whose value counts
    polynomial = _polynomial(expression)
    if polynomial is not None:
        return _written(polynomial)
    match expression:
        case Sum():
            return _sum_form(list(_terms(expression)))
        case Product() | Power(_, Number()):
            return _product_form(expression)
        case Power(base, exponent) if free_of_x(base):
            return _exponential(exponent)
        case Power(base, exponent):
            return Power(_form(base), _form(exponent))
        case Call("exp", argument):
            return _exponential(argument)
        case Call("log", argument, base) if base is not None and free_of_x(base):
            return Call("log", _form(argument))
        case Call(name, argument, base):
            return Call(name, _form(argument), _form(base) if base is not None else None)
    return expression


def _sum_form(terms: list[Expression]) -> Expression:
    total: _Polynomial = {}
    others = []
    for term in terms:
        polynomial = _polynomial(term)
        if polynomial is None:
            others.append(_form(term))
        else:
            total = _plus(total, polynomial)
    return _added([*others, *_terms(_written(total))])


def _exponential(exponent: Expression) -> Expression:
    return Call("exp", _added([term for term in _terms(_form(exponent)) if not free_of_x(term)]))


def _product_form(expression: Expression) -> Expression:
    above: list[_Polynomial] = []
    below: list[_Polynomial] = []
    result: Expression = _ONE
    for factor, exponent in _factors(expression, Fraction(1)):
        polynomial = _polynomial(factor)
        if polynomial is None or exponent.denominator != 1 or abs(exponent) > MAX_DEGREE:
            result = Product(result, Power(_form(factor), Number(exponent)))
        else:
            (above if exponent > 0 else below).extend([polynomial] * abs(int(exponent)))
    for polynomials, side in ((above, _ONE), (below, Number(Fraction(-1)))):
        for multiplied in _multiplied(polynomials):
            result = Product(result, Power(_written(multiplied), side))
    return result


def _factors(expression: Expression, exponent: Fraction) -> Iterator[tuple[Expression, Fraction]]:
    # A root is not taken of factor by factor: what is under it may be one polynomial.
    match expression:
        case _ if free_of_x(expression):
            return
        case Power(base, Number(power)):
            yield from _factors(base, power * exponent)
        case Product(left, right) if exponent.denominator == 1:
            yield from _factors(left, exponent)
            yield from _factors(right, exponent)
        case _:
            yield expression, exponent


def _multiplied(polynomials: list[_Polynomial]) -> list[_Polynomial]:
    # One polynomial, or several where one would be of too large a degree.
    result: list[_Polynomial] = []
    for polynomial in polynomials:
        product = _times(result[-1], polynomial) if result else None
        if product is None:
            result.append(polynomial)
        else:
            result[-1] = product
    return result


def _polynomial(expression: Expression) -> _Polynomial | None:
    # None if it is no polynomial of x, or one of a large degree.
    if free_of_x(expression):
        value = value_at(expression, mpmath.mpf(0))
        return None if value is None else _without_zeros({0: (value, abs(value))})
    match expression:
        case Variable():
            return {1: (mpmath.mpf(1), mpmath.mpf(1))}
        case Sum(left, right) | Product(left, right):
            first = _polynomial(left)
            second = None if first is None else _polynomial(right)
            if first is None or second is None:
                return None
            return _plus(first, second) if isinstance(expression, Sum) else _times(first, second)
        case Power(base, Number(exponent)) if exponent.denominator == 1 and 0 < exponent <= MAX_DEGREE:
            inner = _polynomial(base)
            result: _Polynomial | None = {0: (mpmath.mpf(1), mpmath.mpf(1))}
            for _ in range(int(exponent)):
                result = None if inner is None or result is None else _times(result, inner)
            return result
    return None


def _plus(first: _Polynomial, second: _Polynomial) -> _Polynomial:
    result = dict(first)
    for exponent, (value, size) in second.items():
        before, its_size = result.get(exponent, (mpmath.mpf(0), mpmath.mpf(0)))
        result[exponent] = before + value, its_size + size
    return _without_zeros(result)


def _times(first: _Polynomial, second: _Polynomial) -> _Polynomial | None:
    if max(first, default=0) + max(second, default=0) > MAX_DEGREE:
        return None
    result: _Polynomial = {}
    for exponent, (value, size) in first.items():
        for other, (its_value, its_size) in second.items():
            before, before_size = result.get(exponent + other, (mpmath.mpf(0), mpmath.mpf(0)))
            result[exponent + other] = before + value * its_value, before_size + size * its_size
    return _without_zeros(result)


def _without_zeros(polynomial: _Polynomial) -> _Polynomial:
    limit = mpmath.mpf(10) ** -ZERO_DIGITS
    return {exponent: pair for exponent, pair in polynomial.items() if abs(pair[0]) > limit * pair[1]}


def _written(polynomial: _Polynomial) -> Expression:
    # Each coefficient as 1: which number it is means nothing, that it is not zero does.
    return _added([Power(Variable(), Number(Fraction(power))) if power else _ONE for power in sorted(polynomial)])


def _terms(expression: Expression) -> Iterator[Expression]:
    if isinstance(expression, Sum):
        yield from _terms(expression.left)
        yield from _terms(expression.right)
    else:
        yield expression


def _added(terms: list[Expression]) -> Expression:
    if not terms:
        return _ZERO
    result, *rest = terms
    for term in rest:
        result = Sum(result, term)
    return result
