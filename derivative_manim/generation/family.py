"""Families of functions: what may not be in two splits, because one is the other with other numbers.

Skeletons alone do not see that log(x, 3) is log(x) times a number, or that (x + 1)*(x - 3) is a parabola. So each
function has a second skeleton, that of its canonical form, which

- writes a logarithm to another base as `c*log(g)`, and a power of a number as `exp(c*g)`;
- writes `exp(g + c)` as `c*exp(g)`;
- multiplies out products and whole powers of polynomials in x: those above the bar of a product into one polynomial,
  and those below it into another.

Two functions are of one family if they share a skeleton of either kind, and so are all that are linked in this way.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import reduce

from derivative_manim.generation import tree as t
from derivative_manim.generation.skeleton import skeleton


def families(functions: Mapping[str, t.Tree]) -> dict[str, str]:
    """The family of each function.

    Args:
        functions: name -> function, in any order.

    Returns:
        name -> family, by the first in the alphabet of the skeletons of its functions and of their canonical forms.
    """
    parent: dict[str, str] = {}

    def root(key: str) -> str:
        while parent.setdefault(key, key) != key:
            key = parent[key]
        return key

    own = {name: skeleton(function) for name, function in functions.items()}
    for name, function in functions.items():
        first, second = sorted((root(own[name]), root(skeleton(canonical(function)))))
        parent[second] = first
    return {name: root(key) for name, key in own.items()}


def canonical(tree: t.Tree) -> t.Tree:
    """`tree` in the form described above, up to numeric factors, which the skeleton leaves out."""
    if is_polynomial(tree):
        return expanded(tree)
    match tree:
        case t.Add(terms):
            return _sum(terms)
        case t.Mul() | t.Div() | t.Pow(_, t.Num()):
            return _product(tree)
        case t.Fn("exp", arg):
            return _exponential(arg)
        case t.Pow(base, exponent) if not t.depends(base):
            return _exponential(exponent)
        case t.Pow(base, exponent):
            return t.Pow(canonical(base), canonical(exponent))
        case t.Fn("log", arg, base) if base is not None and t.depends(base):
            return t.Fn("log", canonical(arg), canonical(base))
        case t.Fn(name, arg):
            return t.Fn(name, canonical(arg))
    return tree


def is_polynomial(tree: t.Tree) -> bool:
    """Whether `tree` is written with sums, products and whole powers of x and of numbers only."""
    if not t.depends(tree):
        return True
    match tree:
        case t.Sym():
            return True
        case t.Add(parts) | t.Mul(parts):
            return all(map(is_polynomial, parts))
        case t.Div(a, b):
            return is_polynomial(a) and not t.depends(b)
        case t.Pow(base, t.Num(n)):
            return is_polynomial(base) and n.denominator == 1 and n > 0
    return False


def expanded(polynomial: t.Tree) -> t.Tree:
    """`polynomial` multiplied out, with like powers collected."""
    if not t.depends(polynomial):
        return polynomial
    match polynomial:
        case t.Add(terms):
            return t.add(*map(expanded, terms))
        case t.Mul(factors):
            return reduce(_times, map(expanded, factors))
        case t.Div(a, b):
            return _times(expanded(a), t.Div(t.ONE, b))
        case t.Pow(base, t.Num(n)):
            return reduce(_times, [expanded(base)] * int(n))
    return polynomial


def _times(a: t.Tree, b: t.Tree) -> t.Tree:
    return t.add(*(t.mul(p, q) for p in t.terms_of(a) for q in t.terms_of(b)))


def _joined(terms: list[t.Tree]) -> t.Tree:
    return t.ZERO if not terms else terms[0] if len(terms) == 1 else t.Add(tuple(terms))


def _sum(terms: tuple[t.Tree, ...]) -> t.Tree:
    """The polynomial terms as one polynomial; the others stay apart, for each carries a number of its own."""
    polynomial = t.add(*(expanded(term) for term in terms if is_polynomial(term)))
    others = [part for term in terms if not is_polynomial(term) for part in t.terms_of(canonical(term))]
    return _joined([*others, *(term for term in t.terms_of(polynomial) if term != t.ZERO)])


def _exponential(exponent: t.Tree) -> t.Tree:
    return t.Fn("exp", _joined([term for term in t.terms_of(canonical(exponent)) if t.depends(term)]))


def _product(tree: t.Tree) -> t.Tree:
    above: list[t.Tree] = []
    below: list[t.Tree] = []
    others: list[t.Tree] = []

    def take(part: t.Tree, exponent: Fraction) -> None:
        match part:
            case _ if not t.depends(part):
                pass
            case t.Pow(base, t.Num(n)):
                take(base, exponent * n)
            case _ if exponent.denominator != 1:
                others.append(t.Pow(canonical(part), t.Num(exponent)))
            case t.Mul(items):
                for item in items:
                    take(item, exponent)
            case t.Div(a, b):
                take(a, exponent)
                take(b, -exponent)
            case _ if is_polynomial(part):
                (above if exponent > 0 else below).extend([part] * abs(int(exponent)))
            case _:
                others.append(t.power(canonical(part), t.Num(exponent)))

    take(tree, Fraction(1))
    factors = [*([expanded(t.Mul(tuple(above)))] if above else []), *others]
    top = t.ONE if not factors else factors[0] if len(factors) == 1 else t.Mul(tuple(factors))
    return t.Div(top, expanded(t.Mul(tuple(below)))) if below else top
