"""The derivative as a textbook prints it: in lowest terms, and with no fraction within a fraction."""

import math
import re
from collections.abc import Iterator

import sympy

from ..formulas.expression import Expr, RealPower
from .problems import shown


def faults(written: str, derivative: Expr) -> Iterator[str]:
    """Yield what is left to be simplified in a derivative, in words: in its LaTeX, and in the same as it is written."""
    for found in re.finditer(r"\\frac(?=\{)", written):
        if r"\frac" in _two_groups(written[found.end() :]):
            yield "has a fraction in a fraction"
    for part in sympy.preorder_traversal(derivative):
        above, below = _fraction(part)
        common = math.gcd(math.prod(map(_content, above)), math.prod(map(_content, below)))
        if below and common > 1:
            yield f"is not in lowest terms: {common} divides both parts of {shown(str(part))}"


def _two_groups(text: str) -> str:
    """The text of the two groups in braces with which it begins."""
    depth = closed = 0
    for place, sign in enumerate(text):
        depth += (sign == "{") - (sign == "}")
        closed += sign == "}" and depth == 0
        if closed == 2:
            return text[:place]
    return text


def _fraction(expression: Expr) -> tuple[list[Expr], list[Expr]]:
    """What stands above and below the bar of a product."""
    above, below = list[Expr](), list[Expr]()
    for factor in sympy.Mul.make_args(expression):
        if isinstance(factor, sympy.Rational):
            above.append(sympy.Integer(factor.p))
            below += [sympy.Integer(factor.q)] if factor.q != 1 else []
        elif isinstance(factor, sympy.Pow | RealPower) and factor.args[1].is_negative:
            base, exponent = factor.args
            below.append(base if exponent == -1 else sympy.Pow(base, -exponent, evaluate=False))
        else:
            above.append(factor)
    return above, below


def _content(expression: Expr) -> int:
    """The whole number that can be taken out of an expression."""
    if isinstance(expression, sympy.Integer):
        return abs(int(expression)) or 1
    if isinstance(expression, sympy.Add):
        return math.gcd(*map(_content, expression.args))
    if isinstance(expression, sympy.Mul):
        return math.prod(map(_content, expression.args))
    if isinstance(expression, sympy.Pow) and expression.exp.is_Integer and expression.exp > 0:
        return int(_content(expression.base) ** int(expression.exp))
    return 1
