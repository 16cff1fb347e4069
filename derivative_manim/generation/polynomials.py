"""Polynomials in x by their coefficients, from the constant on: what cancelling and taking roots need."""

from __future__ import annotations

from fractions import Fraction

from derivative_manim.generation import tree as t
from derivative_manim.generation.algebra import Bench, exact_root
from derivative_manim.generation.products import Term

_HIGHEST = 60  # a degree beyond which nobody divides


def polynomial(bench: Bench, tree: t.Tree) -> list[Fraction] | None:
    """The coefficients of a polynomial in x from the constant on, or None, as for one of a degree beyond any paper."""
    terms = bench.terms(tree)
    powers = [n for term in terms for n in term.factors.values()]
    if any(n.denominator > 1 or not 0 < n <= _HIGHEST for n in powers) or any(
        set(term.factors) - {t.X} for term in terms
    ):
        return None
    coefficients = [Fraction(0)] * (1 + max(int(term.factors.get(t.X, 0)) for term in terms))
    for term in terms:
        coefficients[int(term.factors.get(t.X, 0))] += term.coefficient
    return coefficients


def written_polynomial(bench: Bench, coefficients: list[Fraction]) -> Term:
    """The polynomial with these coefficients as one factor."""
    terms = [Term(c, {t.X: Fraction(k)} if k else {}) for k, c in enumerate(coefficients) if c]
    return bench.bracket(terms, ordered=True)


def divided(a: list[Fraction], b: list[Fraction]) -> tuple[list[Fraction], list[Fraction]]:
    """The quotient of two polynomials, and the rest."""
    rest = list(a)
    quotient = [Fraction(0)] * (len(a) - len(b) + 1)
    for k in range(len(quotient) - 1, -1, -1):
        quotient[k] = rest[k + len(b) - 1] / b[-1]
        for i, c in enumerate(b):
            rest[k + i] -= quotient[k] * c
    return quotient, rest


def greatest_divisor(a: list[Fraction], b: list[Fraction]) -> list[Fraction]:
    """The polynomial of the highest degree that divides both, with a leading 1 (Euclid)."""
    while b:
        rest = divided(a, b)[1] if len(a) >= len(b) else list(a)
        while rest and not rest[-1]:
            rest.pop()
        a, b = b, rest
    return [c / a[-1] for c in a]


def square_root(bench: Bench, tree: t.Tree) -> Term | None:
    """The polynomial whose square `tree` is, or None: x^2 - 1 for x^4 - 2x^2 + 1."""
    square = polynomial(bench, tree)
    first = exact_root(square[-1], Fraction(1, 2)) if square is not None and len(square) % 2 else None
    if square is None or first is None:
        return None
    degree = len(square) // 2
    root = [Fraction(0)] * degree + [first]
    for k in range(degree - 1, -1, -1):
        known = sum(root[i] * root[degree + k - i] for i in range(k + 1, degree))
        root[k] = (square[degree + k] - known) / (2 * first)
    product = [sum(root[i] * root[k - i] for i in range(k + 1) if i <= degree >= k - i) for k in range(len(square))]
    return written_polynomial(bench, root) if product == square else None
