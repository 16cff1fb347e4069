"""General rules of differentiation in letters: whether one holds, and which one it is."""

from collections.abc import Iterable

import sympy
from sympy.core.function import AppliedUndef

from ..formulas.equality import Comparer, Verdict
from ..formulas.expression import Expr, Prime, X, add, divide, multiply, replaced
from ..formulas.latex import Statement
from ..formulas.names import Names, generic_names
from ..formulas.shapes import rules_of, varies

# What a rule is about, for formulas whose left side only says f' or y'.
_GENERIC = generic_names()
_U, _V = _GENERIC.values["u"], _GENERIC.values["v"]
ABOUT = {
    "product": multiply(_U, _V),
    "quotient": divide(_U, _V),
    "sum": add(_U, _V),
    "reciprocal": divide(sympy.S.One, _V),
    "chain": replaced(_GENERIC.functions["g"], {X: _U}),
}
_COMPARER = Comparer()


def same_in_general(names: Names, statement: Statement) -> tuple[Verdict, str]:
    """Whether the sides of a rule are the same (raises `Unknown` as `Names.resolve` does)."""
    sides = [names.resolve(s) for s in statement.sides]
    for side in sides[1:]:
        decision = _COMPARER.equal(sides[0], side)
        if decision.verdict is not Verdict.EQUAL:
            return decision.verdict, decision.how
    return Verdict.EQUAL, ""


def stated(statement: Statement, rule: str) -> set[str]:
    """The rules that a formula in letters can be, of which one is named."""
    left = statement.sides[0]
    about: Expr | None = left.args[0] if isinstance(left, Prime) else None
    found = _of(about) if about is not None else {rule}
    if about is None and any(p.has(sympy.log) for s in statement.sides for p in s.atoms(Prime)):
        found = {"logarithmic differentiation"}
    if rule == "logarithmic differentiation":
        logs = any(s.has(sympy.log) for s in statement.sides)
        found = found | {rule} if logs else found - {rule}
    return found


def named_otherwise(rule: str, statement: Statement) -> str:
    """The rules that a formula states, in words, where it is named as another; empty if it is named right."""
    found = stated(statement, rule)
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
    if isinstance(expression, sympy.Mul):
        varying = [a for a in expression.args if varies(a)]
        if varying and len(varying) < len(expression.args):
            return multiply(*varying)
    return expression


def letters_of(statement: Statement) -> set[str]:
    """The letters of a general formula: functions u, v, g, ... and constants n, c, a."""
    found = set()
    for side in statement.sides:
        found |= {str(s).rstrip("'") for s in side.free_symbols - {X}}
        found |= {type(a).__name__.rstrip("'") for a in side.atoms(AppliedUndef) if type(a).__name__.rstrip("'") != "f"}
    concrete = all(not (s.free_symbols - {X}) and not s.has(AppliedUndef, Prime) for s in statement.sides[1:])
    return found - ({"f", "y"} if not (found - {"f", "y"}) and concrete else set())


def either(rules: Iterable[str]) -> str:
    """Rules in words."""
    names = sorted(rules)
    return "no rule that is known" if not names else "the " + " or ".join(names) + " rule"
