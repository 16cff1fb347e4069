"""General rules of differentiation in letters: whether one holds, and which one it is."""

from collections.abc import Iterable

import sympy
from sympy.core.function import AppliedUndef

from ..formulas.equality import Comparer, Verdict
from ..formulas.expression import Expr, Prime, X, multiply
from ..formulas.latex import Statement
from ..formulas.names import Names
from ..formulas.shapes import rules_of, varies

# Functions that have nothing in common: a rule that holds for them holds for all that a course has.
_U = X**2 + X / 3 + 2
_V = sympy.exp(X / 3) + 1
_W = sympy.cos(X) + 3
_G = X**3 + sympy.sin(X)
_H = X**2 * sympy.exp(-X / 5)
_F = sympy.exp(X / 4) + X**2 + 1
# What a rule is about, for formulas whose left side only says f' or y'.
ABOUT = {
    "product": _U * _V,
    "quotient": _U / _V,
    "sum": _U + _V,
    "reciprocal": 1 / _V,
    "chain": _G.xreplace({X: _U}),
}
_CONSTANTS = "c 7/3 n 7/2 m 5/2 a 5/2 b 4/3 k 11/4 C 13/5 r 9/4 p 8/3 q 10/3 alpha 7/3 lambda 9/5".split()  # noqa: SIM905
_COMPARER = Comparer()


def generic_names() -> Names:
    """Meanings for the letters of a rule in which it must hold."""
    values = {"u": _U, "v": _V, "w": _W, "y": _F, "f": _F, "g": _V * _W + X, "h": _W * X + 5}
    values.update({n: sympy.Rational(v) for n, v in zip(_CONSTANTS[::2], _CONSTANTS[1::2], strict=True)})
    return Names(values, {"g": _G, "h": _H, "f": _F, "u": _U, "v": _V, "w": _W, "y": _F})


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
