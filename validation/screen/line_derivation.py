"""The derivation of a lesson of the dataset: what is demanded of its lines beyond that none is false.

A rule that is named is one that the function, or what is differentiated, calls for. The lines go from the function by
its rule to the result.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

import sympy

from ..formulas.expression import Prime, X, multiply
from ..formulas.latex import Statement
from ..formulas.names import has_names
from ..formulas.shapes import either, rule_named, rules_for, rules_of, varies
from .line_claims import Claims
from .line_parts import names_function
from .line_readings import Readings, letters_in, name_of
from .line_types import RULE_LINE, RULE_ORDER, RULE_RULE, Fault, Line, plain, short

_PARTS = frozenset({"u", "v", "w", "g"})
# What a statement does in a derivation.
Role = Literal["function", "rule", "part", "derivative of a part", "substitution", "restated", "other"]


@dataclass
class Read:
    """A line, with what was made of it."""

    line: Line
    roles: list[Role] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)  # the rules that it states in general
    called: set[str] = field(default_factory=set)  # the rules that what it differentiates calls for


def role_of(statement: Statement, rule: str | None) -> Role:
    """What a statement does, as its left side shows it."""
    left = statement.sides[0]
    if len(statement.sides) == 1:
        return "restated" if rule else "other"
    in_letters = left.is_Symbol and has_names(statement.sides[1])
    if rule and (in_letters or letters_in(*statement.sides) - {"f", "y"}):
        return "rule"
    if names_function(left, "f", "y"):
        return "function"
    if names_function(left, "f'", "y'") or left == Prime(sympy.Function("f")(X), X):
        return "restated" if not rule and any(s.has(Prime) for s in statement.sides[1:]) else "substitution"
    if isinstance(left, Prime):
        return "derivative of a part"
    if isinstance(left, sympy.log) or (name_of(left)[0] and left != X):
        return "part"
    return "other"


class Derivation:
    """The lines of one lesson of the dataset; `read` keeps what was read of them for their order."""

    def __init__(self, readings: Readings) -> None:
        self.readings, self.parts, self.names = readings, readings.parts, readings.names
        self.read: list[Read] = []

    def line(self, line: Line, index: int) -> Iterator[Fault]:
        """What is wrong with one of the texts."""
        read = Read(line)
        self.read.append(read)
        claims = Claims(self.readings, index)
        ruled = [(said, rule_named(said.statement.label)) for said in claims.text]
        if any(name_of(said.statement.sides[0])[0] in _PARTS for said, rule in ruled if rule is None):
            for name in _PARTS:  # each line of parts names u and v anew
                self.names.values.pop(name, None)
        for said, rule in ruled:
            role = role_of(said.statement, rule)
            read.roles.append(role)
            wrong = list(claims.statement(said))
            for fault in wrong:
                yield fault._replace(rule=RULE_RULE) if role == "rule" and fault.rule == RULE_LINE else fault
            if not wrong:
                yield from self._calls_for(role, rule, said.statement, read)

    def _calls_for(self, role: Role, rule: str | None, statement: Statement, read: Read) -> Iterator[Fault]:
        """Whether the function, or the part that is differentiated, calls for the rule that a true statement names."""
        if role == "rule":
            read.rules.append(str(rule))
        if rule and role in ("rule", "substitution") and rule not in rules_for(self.parts.under_way):
            called = ", ".join(sorted(rules_for(self.parts.under_way)))
            yield Fault(RULE_RULE, f"names the {rule} rule, which f does not call for", f"it calls for {called}")
        if role == "derivative of a part":  # `(A)' = B`, or `(A)' = (A rewritten)' = B`
            for each in (side.args[0] for side in statement.sides if isinstance(side, Prime)):
                # A chain stays a chain when it is doubled.
                varying = filter(varies, sympy.Mul.make_args(each))
                read.called |= rules_of(each) | rules_of(multiply(*varying))
            if rule and rule not in read.called:
                inner = statement.sides[0].args[0]
                said = f"names the {rule} rule, but {plain(inner)} does not call for it"
                yield Fault(RULE_RULE, said, f"name {either(rules_of(inner))}")


def order(derivation: Derivation) -> Iterator[tuple[Line, Fault]]:
    """What is wrong with the order of the lines that `derivation` has read, from the first to the last."""
    read = [r for r in derivation.read if r.roles]
    if not read:
        return
    if "function" not in read[0].roles:
        yield read[0].line, Fault(RULE_ORDER, "is the first, but not the function", "begin with f(x) = ...")
    if "substitution" not in read[-1].roles:
        yield read[-1].line, Fault(RULE_ORDER, "is the last, but not the result", "end with f'(x) = ...")
    for index, item in enumerate(read):
        other = next((other for other in read[:index] if _leads_to(derivation, other, item)), None)
        if other:
            said = f"stands after {short(other.line.text)}, to which it leads"
            hint = "state the rule for the whole function first, and the result last"
            yield item.line, Fault(RULE_ORDER, said, hint)


def _leads_to(derivation: Derivation, early: Read, item: Read) -> bool:
    """All leads to the result; the rule of the whole, stated or restated, to the derivatives of the parts."""
    if "substitution" in early.roles and {"rule", "part", "derivative of a part", "function"} & set(item.roles):
        return True
    outer = {rule for shown in derivation.parts.shown for rule in rules_of(shown)}
    differentiates = "derivative of a part" in early.roles
    if outer & set(item.rules):
        return differentiates or bool(early.rules and not outer & set(early.rules))
    return "restated" in item.roles and (differentiates or bool(early.rules))
