"""Skeletons: what is left of a function once its numbers are taken away.

Two functions are "the same with other numbers" if their skeletons are equal. This is written from the definition of the
card: every numeric factor, divisor, sign, base and additive number becomes `c`; an absent coefficient counts as one, an
absent additive number does not; numeric exponents and the names of functions stay; order does not matter. A function
becomes a sum of terms, each `c` times powers of atoms.

So that one function has one skeleton however it is written, these are used, which hold whatever the numbers are: a
number times a sum is a sum (`2*(x + 1)` and `2*x + 2`); a numeric power of a product is the product of the powers; a
power of exp(u), of 2**u or of u**v is another of the same kind (`1/exp(x)` and `exp(-x)`); and factors that differ in
their numbers only are a power (`(x + 1)*(x - 3)` and `(x + 1)**2`), as long as their exponents have the same sign.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import mpmath

from .expression import (
    Call,
    Expression,
    Number,
    Power,
    Product,
    Sum,
    UnreadableError,
    Variable,
    free_of_x,
    read_text,
    value_at,
)

MAX_CHARS = 5000
"""No skeleton of a lesson's function is as long; it keeps absurd ones cheap."""


@dataclass(frozen=True)
class Skeleton:
    """A function without its numbers; equal ones are of functions that differ in their numbers only.

    Attributes:
        terms: the terms that depend on x, in a fixed order, without the coefficient that each has.
        constant: whether a number is added.
    """

    terms: tuple[str, ...]
    constant: bool

    def __str__(self) -> str:
        return " + ".join([*(f"c*{term}" for term in self.terms), *(["c"] if self.constant else [])]) or "0"


def skeleton_of(expression: Expression) -> Skeleton:
    """Take the numbers out of a function.

    Args:
        expression: the function.

    Returns:
        Its skeleton.

    Raises:
        UnreadableError: the skeleton is absurdly long.
    """
    if free_of_x(expression):
        return Skeleton((), constant=value_at(expression, mpmath.mpf(0)) != 0)
    if isinstance(expression, Sum):
        return _sum(skeleton_of(expression.left), skeleton_of(expression.right))
    powers = _combined(_factors(expression))
    match powers:
        case [(Skeleton() as alone, Fraction(numerator=1, denominator=1))]:
            return alone
        case []:
            return Skeleton((), constant=True)
    term = "*".join(sorted(_power_text(base, exponent) for base, exponent in powers))
    if len(term) > MAX_CHARS:
        raise UnreadableError(f"its skeleton has more than {MAX_CHARS} characters")
    return Skeleton((term,), constant=False)


def read_skeleton(text: str) -> Skeleton:
    """Read a skeleton as the column has it, with `c` for any number and `log_c` for a logarithm to any base.

    Args:
        text: as `c*sin(c*x) + c`.

    Returns:
        What it says, in the form of `skeleton_of`.

    Raises:
        UnreadableError: it is no formula.
    """
    return skeleton_of(read_text(text, constants=frozenset({"c"})))


_Factor = tuple[str | Skeleton, Fraction]
"""An atom or a sum, and its exponent."""


def _sum(left: Skeleton, right: Skeleton) -> Skeleton:
    terms = [*left.terms, *right.terms]
    # c*x + c*x is c*x again; c*sin(c*x) + c*sin(c*x) has numbers inside that can differ, so it has two terms.
    bare = {term for term in terms if _BARE.fullmatch(term)}
    terms = sorted([*bare, *(term for term in terms if term not in bare)])
    if sum(map(len, terms)) > MAX_CHARS:
        raise UnreadableError(f"its skeleton has more than {MAX_CHARS} characters")
    return Skeleton(tuple(terms), left.constant or right.constant)


_BARE = re.compile(r"x(\*\*(\d+|\(-?\d+(/\d+)?\)))?")


def _factors(expression: Expression) -> Iterator[_Factor]:
    if free_of_x(expression):
        return
    match expression:
        case Variable():
            yield "x", Fraction(1)
        case Sum():
            yield skeleton_of(expression), Fraction(1)
        case Product(left, right):
            yield from _factors(left)
            yield from _factors(right)
        case Power(base, Number(exponent)):
            yield from ((atom, power if _is_exponential(atom) else power * exponent) for atom, power in _factors(base))
        case Power(base, exponent) if free_of_x(base):
            yield f"c**({skeleton_of(exponent)})", Fraction(1)
        case Power(base, exponent) if free_of_x(exponent):
            yield f"({skeleton_of(base)})**{mpmath.nstr(value_at(exponent, mpmath.mpf(0)), 12)}", Fraction(1)
        case Power(base, exponent):
            yield f"({skeleton_of(base)})**({skeleton_of(exponent)})", Fraction(1)
        case Call(name, argument, base):
            if base is not None:
                name = f"{name}_c" if free_of_x(base) else f"{name}_({skeleton_of(base)})"
            yield f"{name}({skeleton_of(argument)})", Fraction(1)


def _is_exponential(atom: str | Skeleton) -> bool:
    # A power of exp(u), c**u or u**v is one of the same kind with another number in its exponent.
    return isinstance(atom, str) and (atom.startswith(("exp(", "c**(")) or (")**(" in atom and atom.startswith("(")))


def _combined(factors: Iterator[_Factor]) -> list[_Factor]:
    totals: defaultdict[tuple[str | Skeleton, bool], Fraction] = defaultdict(Fraction)
    for atom, exponent in factors:
        # x is always the same x; (c*x + c)/(c*x + c) is not one, for the numbers can differ.
        totals[atom, atom == "x" or exponent > 0] += exponent
    return [
        (atom, Fraction(1) if _is_exponential(atom) else exponent) for (atom, _), exponent in totals.items() if exponent
    ]


def _power_text(base: str | Skeleton, exponent: Fraction) -> str:
    text = f"({base})" if isinstance(base, Skeleton) else base
    if exponent == 1:
        return text
    return f"{text}**{exponent}" if exponent.denominator == 1 and exponent > 0 else f"{text}**({exponent})"
