"""The order of a derivation: from the function to the result, and what a line uses stands before it."""

from collections.abc import Iterator

import sympy

from ..formulas.shapes import rules_of
from .line_derivation import Derivation, Read, Role
from .line_types import RULE_ORDER, Fault, short


def order(derivation: Derivation) -> Iterator[Fault]:
    """The problems of the order of the lines that `check` has read (one derivation, from the first to the last)."""
    read = [r for r in derivation.read if r.roles]
    if not read:
        return
    if Role.FUNCTION not in read[0].roles:
        yield Fault(
            RULE_ORDER,
            read[0].line,
            f"the first line {short(read[0].line.text)} is not the function",
            "begin with f(x) = ...",
        )
    if Role.SUBSTITUTION not in read[-1].roles:
        yield Fault(
            RULE_ORDER,
            read[-1].line,
            f"the last line {short(read[-1].line.text)} is not the result",
            "end with f'(x) = ...",
        )
    substituted = False
    named: set[str] = set()
    for index, item in enumerate(read):
        if substituted and any(r in (Role.RULE, Role.PART, Role.SUBDERIVATIVE, Role.FUNCTION) for r in item.roles):
            yield Fault(
                RULE_ORDER,
                item.line,
                f"the line {short(item.line.text)} stands after the result that it leads to",
                "give rules and parts before the substitution",
            )
        substituted = substituted or Role.SUBSTITUTION in item.roles
        named |= item.formula_letters
        later = set[str]().union(*(r.formula_letters for r in read[index + 1 :]))
        early = (item.letters - named) & later
        if early:
            yield Fault(
                RULE_ORDER,
                item.line,
                f"the line {short(item.line.text)} gives {', '.join(sorted(early))} before the rule that has it",
                "state the rule first",
            )
        yield from _inner_first(item, read[index + 1 :])
        yield from _outer_rule_first(derivation, item, read[:index])


def _outer_rule_first(derivation: Derivation, item: Read, before: list[Read]) -> Iterator[Fault]:
    """The rule of the whole function is stated before its parts are differentiated; a restated f' comes first."""
    outer = {rule for shown in derivation.parts.shown or [derivation.parts.function] for rule in rules_of(shown)}
    if outer & set(item.rules):
        early = [r for r in before if Role.SUBDERIVATIVE in r.roles or (r.rules and not outer & set(r.rules))]
    elif Role.RESTATED in item.roles:
        early = [r for r in before if Role.SUBDERIVATIVE in r.roles or r.rules]
    elif item.wholes:
        early = [r for r in before if any(whole.has(d) for whole in item.wholes for d in r.derived)]
    else:
        early = []
    if early:
        yield Fault(
            RULE_ORDER,
            item.line,
            f"the line {short(item.line.text)} stands after {short(early[0].line.text)}, to which it leads",
            "state the rule for the whole function first",
        )


def _inner_first(item: Read, later: list[Read]) -> Iterator[Fault]:
    """A derivative that a line uses is not taken after it."""
    for other in later:
        for inner in other.derived:
            if not rules_of(inner) & {"chain", "product", "quotient", "logarithmic differentiation"}:
                continue  # what a student knows by heart may come in any order
            for outer in [*item.derived, *item.used]:
                if outer.has(inner) and (inner != outer or outer in item.used) and not isinstance(outer, sympy.Add):
                    yield Fault(
                        RULE_ORDER,
                        other.line,
                        f"the line {short(other.line.text)} stands after {short(item.line.text)}, which uses it",
                        "differentiate the inner part first",
                    )
                    return
