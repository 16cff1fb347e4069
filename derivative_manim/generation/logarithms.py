"""The laws of logarithms: ln of a product, a quotient or a power, term by term."""

from __future__ import annotations

from derivative_manim.generation import tree as t
from derivative_manim.generation.domain import derivative_domain, domain


def times_logarithm(exponent: t.Tree, base: t.Tree) -> t.Tree:
    """The logarithm of `base` to the power `exponent`: the exponent times ln of the base, which for e is 1."""
    return t.mul(exponent, t.Fn("log", base)) if base != t.Sym("e") else exponent


def _logarithm_terms(tree: t.Tree) -> list[t.Tree]:
    """The terms of ln of a product, a quotient or a power."""
    match tree:
        case t.Mul(factors):
            return [term for f in factors for term in _logarithm_terms(f)]
        case t.Div(a, b):
            return [*([] if a == t.ONE else _logarithm_terms(a)), *(t.negate(term) for term in _logarithm_terms(b))]
        case t.Pow(base, t.Num(n)):
            return [t.mul(t.Num(n), term) for term in _logarithm_terms(base)]
        case t.Fn("exp", arg):
            return list(t.terms_of(arg))
        case t.Pow(base, exponent):
            return [times_logarithm(exponent, base)]
    return [t.Fn("log", tree)]


def by_laws_of_logarithms(function: t.Tree) -> t.Tree | None:
    """A logarithm of a product, a quotient or a power by the laws of logarithms, where that has the same domain."""
    coefficient, rest = t.split_coefficient(function)
    match rest:
        case t.Fn("log", t.Mul() | t.Div() | t.Pow(_, t.Num()) as arg, None):
            terms = [t.mul(t.Num(coefficient), term) for term in _logarithm_terms(arg)]
            written = terms[0] if len(terms) == 1 else t.Add(tuple(terms))
            return written if written != function and domain(written) == domain(function) else None
    return None


def many_factors(quotient: t.Div) -> t.Tree | None:
    """The logarithm, term by term, of a quotient of three or more factors, if it is real wherever the quotient is."""
    sides = [f for side in (quotient.num, quotient.den) for f in (side.factors if isinstance(side, t.Mul) else (side,))]
    if sum(map(t.depends, sides)) < 3:
        return None
    logarithm = t.Add(tuple(_logarithm_terms(quotient)))
    return logarithm if domain(logarithm) == derivative_domain(quotient, t.ZERO) else None
