"""The order of a derivation: from the function to the result, and what a line uses stands before it."""

from collections.abc import Iterator

import sympy

from ..formulas.shapes import rules_of
from .line_derivation import Derivation, Read, Role
from .line_types import RULE_ORDER, Fault, Line, short

_TO_KNOW = {"chain", "product", "quotient", "logarithmic differentiation"}  # others a student knows by heart


def order(derivation: Derivation) -> Iterator[tuple[Line, Fault]]:
    """What is wrong with the order of the lines that `derivation` has read, from the first to the last."""
    read = [r for r in derivation.read if r.roles]
    if not read:
        return
    if Role.FUNCTION not in read[0].roles:
        yield _fault(read[0], "is the first, but not the function", "begin with f(x) = ...")
    if Role.SUBSTITUTION not in read[-1].roles:
        yield _fault(read[-1], "is the last, but not the result", "end with f'(x) = ...")
    substituted = False
    named: set[str] = set()
    for index, item in enumerate(read):
        if substituted and {Role.RULE, Role.PART, Role.SUBDERIVATIVE, Role.FUNCTION} & set(item.roles):
            said = "stands after the result that it leads to"
            yield _fault(item, said, "give rules and parts before the substitution")
        substituted = substituted or Role.SUBSTITUTION in item.roles
        named |= item.formula_letters
        early = (item.letters - named) & set[str]().union(*(r.formula_letters for r in read[index + 1 :]))
        if early:
            yield _fault(item, f"gives {', '.join(sorted(early))} before its rule", "state the rule first")
        for other in read[index + 1 :]:
            if _uses(item, other):
                said = f"stands after {short(item.line.text)}, which uses it"
                yield _fault(other, said, "differentiate the inner part first")
                break
        for other in read[:index]:
            if _leads_to(derivation, other, item):
                said = f"stands after {short(other.line.text)}, to which it leads"
                yield _fault(item, said, "state the rule for the whole function first")
                break


def _fault(read: Read, said: str, hint: str) -> tuple[Line, Fault]:
    return read.line, Fault(RULE_ORDER, said, hint)


def _leads_to(derivation: Derivation, early: Read, item: Read) -> bool:
    """The rule of the whole function is stated before its parts are differentiated; a restated f' comes first."""
    outer = {rule for shown in derivation.parts.shown or [derivation.parts.function] for rule in rules_of(shown)}
    differentiates = Role.SUBDERIVATIVE in early.roles
    if outer & set(item.rules):
        return differentiates or bool(early.rules and not outer & set(early.rules))
    if Role.RESTATED in item.roles:
        return differentiates or bool(early.rules)
    return any(whole.has(inner) for whole in item.wholes for inner in early.derived)


def _uses(item: Read, later: Read) -> bool:
    """Whether a line uses a derivative that is taken after it."""
    return any(
        outer.has(inner) and (inner != outer or outer in item.used) and not isinstance(outer, sympy.Add)
        for inner in later.derived
        if rules_of(inner) & _TO_KNOW and not any(left.has(inner) for left in item.left)
        for outer in [*item.derived, *item.used]
    )
