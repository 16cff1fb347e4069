"""A product of numbers and powers of bases, `coefficient * base**exponent * ...`: what algebra is done with."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from derivative_manim.generation import tree as t

Factors = dict[t.Tree, Fraction]  # base -> exponent, in writing order
Key = frozenset[tuple[t.Tree, Fraction]]


@dataclass
class Term:
    """`coefficient` times the product of `factors`."""

    coefficient: Fraction = Fraction(1)
    factors: Factors = field(default_factory=dict)

    def __mul__(self, other: Term) -> Term:
        """The product, with the exponents of one base added."""
        factors = dict(self.factors)
        for base, exponent in other.factors.items():
            factors[base] = factors.get(base, Fraction(0)) + exponent
        return Term(self.coefficient * other.coefficient, {b: n for b, n in factors.items() if n})

    def __pow__(self, exponent: Fraction | int) -> Term:
        """The power; a fractional one only of coefficient 1."""
        n = Fraction(exponent)
        coefficient = self.coefficient ** int(n) if n.denominator == 1 else Fraction(1)
        return Term(coefficient, {b: e * n for b, e in self.factors.items()})

    @property
    def key(self) -> Key:
        """The factors without their order."""
        return frozenset(self.factors.items())

    @property
    def is_algebraic(self) -> bool:
        """Whether it has only powers of x, of algebraic sums in x, and constants."""
        return all(is_algebraic(base) for base in self.factors)


def is_algebraic(tree: t.Tree) -> bool:
    """Whether `tree` has x in sums, products and powers with numbers as exponents only."""
    return not any(
        (isinstance(n, t.Fn) and t.depends(n)) or (isinstance(n, t.Pow) and t.depends(n.exponent)) for n in t.walk(tree)
    )


def is_exponential(base: t.Tree) -> bool:
    """Whether `base` is e^u or a^u, whose exponents are numbers times u."""
    return (isinstance(base, t.Fn) and base.name == "exp") or (
        isinstance(base, t.Pow) and not t.depends(base.base) and t.depends(base.exponent)
    )


def has_bar(term: Term) -> bool:
    """Whether something of `term` stands below a bar."""
    return any(n < 0 and not is_exponential(base) for base, n in term.factors.items())


def is_never_negative(tree: t.Tree) -> bool:
    """Whether the form of `tree` shows that it has no negative value: an absolute value, an even power, their sum."""
    match tree:
        case t.Num(value):
            return value >= 0
        case t.Sym("pi" | "e") | t.Fn("abs" | "exp" | "cosh" | "acosh"):
            return True
        case t.Pow(base, t.Num(n)):
            return n.numerator % 2 == 0 or n.denominator % 2 == 0 or is_never_negative(base)
        case t.Pow(base, _):
            return is_never_negative(base)
        case t.Add() | t.Mul() | t.Div():
            return all(map(is_never_negative, t.children(tree)))
    return False
