"""The skeleton of a function: what is left when its numbers are taken away.

Functions of one skeleton are never in two splits (see `family.py` for what else is kept together). The definition is
the strict one: every numeric factor, divisor, sign, base and additive number becomes `c`, and an absent
coefficient counts as a coefficient too, so `sin(x)`, `-sin(x)` and `2*sin(3*x)` are all `c*sin(c*x)`. Numeric
exponents and the names of functions stay. Terms and factors are sorted, so their order does not matter.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from derivative_manim.generation import tree as t


class _Factor(NamedTuple):
    """A factor that depends on x: its text, whether it stands above the bar, and whether it is a sum in brackets."""

    text: str
    above: bool
    is_sum: bool = False


def skeleton(tree: t.Tree) -> str:
    """The skeleton of `tree`, as SymPy-like text in `x` and `c`."""
    return _term(tree)


def _term(tree: t.Tree) -> str:
    """One term of a sum, an argument, or the whole: it carries exactly one c."""
    if not t.depends(tree):
        return "c"
    if isinstance(tree, t.Add):
        listed = sorted(_term(term) for term in tree.terms if t.depends(term))
        has_constant = any(not t.depends(term) for term in tree.terms)
        return " + ".join(listed + (["c"] if has_constant else []))
    factors: dict[_Factor, Fraction] = {}
    _collect(tree, Fraction(1), factors)
    powers = [(factor, exponent) for factor, exponent in sorted(factors.items()) if exponent != 0]
    match powers:
        case [(_Factor(text, is_sum=True), Fraction(numerator=1, denominator=1))]:
            return text[1:-1]  # 3*(x + 1) is a sum with other numbers; 1/(x + 1) is not, nor is (x + 1)**x
    return "*".join(["c", *(_shown(factor.text, exponent) for factor, exponent in powers)])


def _shown(base: str, exponent: Fraction) -> str:
    if exponent == 1:
        return base
    return f"{base}**{exponent}" if exponent.denominator == 1 and exponent > 0 else f"{base}**({exponent})"


def _collect(tree: t.Tree, exponent: Fraction, factors: dict[_Factor, Fraction]) -> None:
    """Add the factors of tree**exponent to `factors`, with their exponents; constants are left out.

    Powers of x cancel; sums do not, because (x + 1)/(x - 1) has the same base twice only in the skeleton.
    """
    if not t.depends(tree):
        return
    match tree:
        case t.Mul(items):
            for item in items:
                _collect(item, exponent, factors)
        case t.Div(a, b):
            _collect(a, exponent, factors)
            _collect(b, -exponent, factors)
        case t.Pow(base, t.Num(n)):
            _collect(base, exponent * n, factors)
        case t.Fn("exp", arg):
            factors[_Factor(f"exp({_term(arg)})", True)] = Fraction(1)  # 1/e^u is e^(-u): the sign is a number
        case t.Pow(base, power) if not t.depends(base):
            factors[_Factor(f"c**({_term(power)})", True)] = Fraction(1)
        case _:
            name = _base(tree)
            factor = _Factor(name, name == "x" or exponent > 0, isinstance(tree, t.Add))
            factors[factor] = factors.get(factor, Fraction(0)) + exponent


def _base(tree: t.Tree) -> str:
    match tree:
        case t.Sym():
            return "x"
        case t.Add():
            return f"({_term(tree)})"
        case t.Pow(base, exponent):
            return f"({_term(base)})**({_term(exponent)})"
        case t.Fn("log", arg, base) if base is not None:
            return f"log_c({_term(arg)})"
        case t.Fn(name, arg):
            return f"{name}({_term(arg)})"
    raise TypeError(f"no skeleton of {tree!r}")
