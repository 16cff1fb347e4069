"""Numbers times powers of x: seen in any dress, written as powers, told as powers if they were roots or fractions."""

from __future__ import annotations

from fractions import Fraction

from derivative_manim.generation import tree as t
from derivative_manim.generation.derivation import Derivation, Sides
from derivative_manim.generation.latex import as_power, latex
from derivative_manim.generation.source import sympy_text


def as_monomial(tree: t.Tree) -> tuple[Fraction, Fraction] | None:
    """(c, n) if `tree` is c*x**n with rational c and n, else None."""
    if any(isinstance(n, t.Fn | t.Add) or (isinstance(n, t.Sym) and n != t.X) for n in t.walk(tree)):
        return None
    coefficient, rest = t.split_coefficient(t.mul(tree))
    match rest:
        case t.Sym("x"):
            return coefficient, Fraction(1)
        case t.Pow(t.Sym("x"), t.Num(n)):
            return coefficient, n
        case t.Div(t.Num(one), t.Sym("x")) if one == 1:
            return coefficient, Fraction(-1)
        case t.Div(t.Num(one), t.Pow(t.Sym("x"), t.Num(n))) if one == 1:
            return coefficient, -n
    return None


def power_form(coefficient: Fraction, exponent: Fraction) -> t.Tree:
    """c*x**n as a tree that keeps the power where a fraction would be usual."""
    base: t.Tree = t.X if exponent == 1 else t.ONE if exponent == 0 else t.Pow(t.X, t.Num(exponent))
    return t.with_coefficient(coefficient, base)


def powers(c: Fraction, n: Fraction, base: t.Sym = t.X) -> Sides:
    """c*x**n written as a power even where a root or a fraction would be usual."""
    text = sympy_text(t.substitute(power_form(c, n), "x", base))
    if n == 0:
        return Sides(latex(t.Num(c)), text)
    shown = base.name if n == 1 else as_power(base, n)
    if abs(c) == 1:
        return Sides(shown if c > 0 else f"-{shown}", text)
    return Sides(f"{latex(t.Num(c))}{shown}", text)


def power_derivative(derivation: Derivation) -> tuple[Sides, Sides] | None:
    """(the function, its derivative), both as powers, for a number times a root or reciprocal of x."""
    monomial = as_monomial(derivation.function)
    if monomial is None or (monomial[1] > 0 and monomial[1].denominator == 1):
        return None
    c, n = monomial
    return powers(c, n), powers(c * n, n - 1)


def hidden_powers(derivation: Derivation) -> list[Derivation]:
    """The roots and reciprocals of x that `derivation`, a direct one, differentiates by the power rule."""
    if as_monomial(derivation.function) is not None:
        return [] if power_derivative(derivation) is None else [derivation]
    return [found for part in derivation.parts for found in hidden_powers(part.derivation)]


def is_told(derivation: Derivation) -> bool:
    """Whether a part's derivative needs a line of its own: a rule for combined functions, or a root as a power."""
    return not derivation.is_direct or bool(hidden_powers(derivation))


def outer_power(outer: t.Tree) -> tuple[Fraction, Fraction] | None:
    """(c, n) of an outer function c*u**n, else None."""
    return as_monomial(t.substitute(outer, "u", t.X))


def expand_powers(function: t.Tree) -> t.Add | None:
    """A sum of powers of x times or over a power of x, multiplied out: the power rule is then enough."""
    match function:
        case t.Div(t.Add(terms), below) if (lower := as_monomial(below)) is not None:
            pieces = [(as_monomial(term) if t.depends(term) else _number(term)) for term in terms]
            if all(p is not None for p in pieces):
                return t.Add(tuple(_power(p[0] / lower[0], p[1] - lower[1]) for p in pieces if p is not None))
        case t.Mul((first, t.Add(terms))) if (front := as_monomial(first)) is not None:
            pieces = [(as_monomial(term) if t.depends(term) else _number(term)) for term in terms]
            if all(p is not None for p in pieces):
                return t.Add(tuple(_power(p[0] * front[0], p[1] + front[1]) for p in pieces if p is not None))
    return None


def _power(c: Fraction, n: Fraction) -> t.Tree:
    return t.Num(c) if n == 0 else power_form(c, n)


def _number(tree: t.Tree) -> tuple[Fraction, Fraction] | None:
    return (tree.value, Fraction(0)) if isinstance(tree, t.Num) else None
