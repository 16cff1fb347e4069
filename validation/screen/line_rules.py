"""General rules of differentiation in letters: which one it is, and whether it is named so."""

from collections.abc import Iterable

import sympy
from sympy.core.function import AppliedUndef

from ..formulas.expression import Expr, Prime, X, multiply
from ..formulas.latex import Statement
from ..formulas.names import has_names
from ..formulas.shapes import rules_of, varies


def named_otherwise(rule: str, statement: Statement) -> str:
    """The rules that a formula states, in words, where it is named as another; empty if it is named right."""
    left = statement.sides[0]
    found = _of(left.args[0]) if isinstance(left, Prime) else {rule}
    if rule == "logarithmic differentiation":
        return "" if any(s.has(sympy.log) for s in statement.sides) else either(found - {rule})
    return "" if rule in found else either(found)


def _of(about: Expr) -> set[str]:
    """The rules that a general formula for (about)' can be; u/v is no product there."""
    found = rules_of(about)
    if isinstance(about, sympy.Mul) and any(a.is_Pow and a.exp == -1 for a in about.args):
        found.discard("product")
    if isinstance(about, AppliedUndef) and not about.args[0].is_Symbol:
        found.add("chain")
    return found


def without_constant(expression: Expr) -> Expr:
    """A product without its constant factors: a chain stays a chain when it is doubled."""
    varying = [a for a in sympy.Mul.make_args(expression) if varies(a)]
    return multiply(*varying) if varying else expression


def letters_of(statement: Statement) -> set[str]:
    """The letters of a general formula: functions u, v, g, ... and constants n, c, a."""
    found = set()
    for side in statement.sides:
        found |= {str(s).rstrip("'") for s in side.free_symbols - {X}}
        found |= {type(a).__name__.rstrip("'") for a in side.atoms(AppliedUndef)} - {"f"}
    only_f = found <= {"f", "y"} and not any(has_names(s) for s in statement.sides[1:])
    return set() if only_f else found


def either(rules: Iterable[str]) -> str:
    """Rules in words."""
    names = sorted(rules)
    return "no rule that is known" if not names else "the " + " or ".join(names) + " rule"
