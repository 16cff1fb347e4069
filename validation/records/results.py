"""The derivative as a textbook prints it: in lowest terms, and with no fraction within a fraction."""

import re
from collections.abc import Iterator

import sympy

from ..formulas.expression import Expr
from .problems import shown


def faults(written: str, derivative: Expr) -> Iterator[str]:
    """Yield what is left to be simplified in a derivative, in words: in its LaTeX, and in the same as it is written."""
    for found in re.finditer(r"\\frac(?=\{)", written):
        if r"\frac" in _two_groups(written[found.end() :]):
            yield "has a fraction in a fraction"
    for part in sympy.preorder_traversal(derivative):
        above, below = map(_content, sympy.fraction(part, exact=True))
        common = sympy.gcd(above, below)
        if common > 1:
            yield f"is not in lowest terms: {common} divides both parts of {shown(str(part))}"


def _content(side: Expr) -> Expr:
    """The number before a product; none is taken out of a power such as (1/2)^(x/2 - 4), of which 16 is a factor."""
    plain = side.replace(lambda e: e.is_Pow and bool(e.exp.free_symbols), lambda _: sympy.Dummy())
    return plain.as_content_primitive()[0]


def _two_groups(text: str) -> str:
    """The text of the two groups in braces with which it begins."""
    depth = closed = 0
    for place, sign in enumerate(text):
        depth += (sign == "{") - (sign == "}")
        closed += sign == "}" and depth == 0
        if closed == 2:
            return text[:place]
    return text
