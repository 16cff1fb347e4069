"""Functions that are alike: no two are equal, and those that are one another with other numbers are in one split.

Two functions are of one family if their skeletons are equal, or those of their canonical forms, or if a chain of such
pairs links them. Skeletons abstract the numbers that stand in a formula; these rules of calculus move numbers about, so
that formulas of different skeletons can still differ in their numbers only:

- log_b(g) = ln(g)/ln(b), and b**g = exp(ln(b)*g);
- exp(g + a) = exp(a)*exp(g);
- products and whole powers of polynomials in x are polynomials: `(x + 1)*(x - 3)` is a parabola.

The canonical form is written with exp and ln, has no number added inside exp, and has each polynomial multiplied out:
the terms of a sum that are polynomials make one, the polynomial factors above the bar of a product make one, and so do
those below it. Its numeric factors mean nothing.

Functions that have values at the same of some points, at which no function of a course has a special value, and the
same values there, are compared at many (`formulas.equality`), wherever both are defined.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
import sympy

from ..formulas.arrays import Array, Function
from ..formulas.equality import Comparer, Verdict
from ..formulas.expression import Expr, X, add, multiply, power
from ..problem import Problem
from ..release import Record, Release
from .problems import of_record, shown
from .skeletons import LOG_TO_BASE, factors, is_number, read_all, skeleton

RULES = {
    "dataset.equal": "no two functions that are defined at the same points are equal there",
    "dataset.family": "no family (skeletons equal as written, or in exp and ln and multiplied out) is in two splits",
}

# ln x and ln |x| are two functions: there are points on either side of 0.
POINTS = np.array([-3.09, -0.88, -0.38, 0.156, 0.583, 0.836, 1.241, 3.344, 11.05, 23.05])

MAX_DEGREE = 40
"""A power of a polynomial that is higher is left as it is written."""


def check(release: Release) -> Iterator[Problem]:
    """Yield the functions that are equal, and the families that are in two splits."""
    examples = read_all(release)
    yield from _equal(examples)
    for place, first in enumerate(families([function for _, function in examples])):
        one, other = examples[first][0], examples[place][0]
        if one.text("split") != other.text("split"):
            message = f"{shown(other.text('function'))} in {other.text('split')} is of one family with"
            message += f" {shown(one.text('function'))}, {one.text('id')} in {one.text('split')}"
            yield of_record("dataset.family", other, message, "put all functions of a family into one split")


def _equal(examples: Sequence[tuple[Record, Expr]]) -> Iterator[Problem]:
    comparer = Comparer()
    values = np.array([_values(function) for _, function in examples]).reshape(-1, len(POINTS))
    alike = np.isclose(values[:, None], values, rtol=1e-9, atol=1e-12, equal_nan=True).all(axis=2)
    for first, second in np.argwhere(np.triu(alike, 1)):
        (one, function), (other, its_function) = examples[first], examples[second]
        found = comparer.equal(function, its_function, where=add(function, its_function))
        # What is not decided counts as equal: two such functions are too much alike.
        if found.verdict is not Verdict.DIFFERENT:
            message = f"{shown(other.text('function'))} equals {shown(one.text('function'))} of {one.text('id')}"
            yield of_record("dataset.equal", other, message, "replace one of them by another function")


def _values(function: Expr) -> Array:
    try:
        return Function(function).many(POINTS)
    except ValueError:  # it holds what has no machine value
        return np.full(POINTS.shape, np.nan)


def families(functions: Sequence[Expr]) -> list[int]:
    """Return for each function the place of the first of its family."""
    first = list(range(len(functions)))
    seen: dict[str, int] = {}
    for place, function in enumerate(functions):
        for key in (skeleton(function), skeleton(canonical(function))):
            low, high = sorted((first[seen.setdefault(key, place)], first[place]))
            first = [low if each == high else each for each in first]
    return first


def canonical(expression: Expr) -> Expr:
    """Write a function in the form described above; numeric factors in it are other than in the function."""
    if is_number(expression):
        return expression  # as it is: it may be an exponent, whose value counts
    if _is_polynomial(expression):
        return _multiplied_out([expression])
    if isinstance(expression, sympy.Add):
        polynomials = [term for term in expression.args if _is_polynomial(term)]
        others = [canonical(term) for term in expression.args if not _is_polynomial(term)]
        return add(*others, _multiplied_out([add(*polynomials)]))
    if isinstance(expression, sympy.exp | sympy.Pow) and is_number(expression.base):
        terms = [term for term in sympy.Add.make_args(canonical(expression.exp)) if not is_number(term)]
        return sympy.exp(add(*terms), evaluate=False)
    if list(factors(expression)) != [(expression, 1)]:
        return _product(expression)
    function = sympy.log if isinstance(expression, LOG_TO_BASE) else expression.func
    return function(*map(canonical, expression.args), evaluate=False)


def _is_polynomial(expression: Expr) -> bool:
    return expression.is_polynomial(X) is True and sympy.degree(expression, X) <= MAX_DEGREE


def _multiplied_out(parts: Sequence[Expr]) -> Expr:
    # Each coefficient as 1: which number it is means nothing, that it is not zero does.
    powers = [n for (n,), value in sympy.Poly(sympy.Mul(*parts), X).terms() if value != 0]
    return add(*(power(X, sympy.Integer(n), real_roots=True) if n > 1 else X if n else sympy.S.One for n in powers))


def _product(expression: Expr) -> Expr:
    found: list[Expr] = []
    polynomials: defaultdict[Expr, list[Expr]] = defaultdict(list)  # above the bar and below it, under each root
    for factor, exponent in factors(expression):
        if _is_polynomial(factor) and abs(exponent.p) <= MAX_DEGREE:
            polynomials[sympy.Rational(sympy.sign(exponent), exponent.q)] += [factor] * abs(exponent.p)
        else:
            inner = canonical(factor)
            found.append(inner if exponent == 1 else power(inner, exponent, real_roots=True))
    for exponent, parts in polynomials.items():
        found.append(power(_multiplied_out(parts), exponent, real_roots=True))
    return multiply(*found)
