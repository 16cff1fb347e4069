"""The steps of a record: each says the same in LaTeX and as text, from the function to its derivative, rule by rule."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import sympy

from ..formulas import function_text, latex
from ..formulas.equality import Comparer
from ..formulas.expression import Unreadable, X
from ..formulas.names import Names
from ..formulas.shapes import rule_named
from .problems import shown

_NAMED = re.compile(r"\\text\{([A-Za-z ]+:)\}")
_RELATION = re.compile(r" (!=|>=|<=|<|>) ")

# Each letter is a function of its own: not whether a line is true is asked here, but whether two say the same.
_NAMES = Names({letter: X**2 / (k + 2) + sympy.cos(X) / 3 + k for k, letter in enumerate("abcfghkmnruvwy", start=1)})
_COMPARER = Comparer()


def faults(record: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with the steps of a record, in words."""
    steps = record["steps"]
    for number, step in enumerate(steps, start=1):
        try:
            wrong = _difference(step)
        except Unreadable as reason:
            wrong = f"is not read: {reason}"
        if wrong:
            yield f"step {number}, {shown(step['latex'])}, {wrong}"
    first, last = f"f(x) = {record['function_latex']}", f"f'(x) = {record['derivative_latex']}"
    for line, expected in ((steps[0]["latex"], first), (steps[-1]["latex"], last)):
        if not _begins_with(line, expected):
            yield f"a line is {shown(line)}, not {shown(expected)}"


def rule_faults(record: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with the rules of a record and of its steps, in words.

    That the function calls for a rule that is named is asked of the lines on screen (`mathematics.rule`).
    """
    rules, steps = record["rules"], record["steps"]
    named = [{*map(rule_named, _NAMED.findall(step["latex"]))} - {None} for step in steps]
    on_screen = {rule for names in named for rule in names if rule}
    if set(rules) != on_screen:
        yield f"the rules are {', '.join(sorted(rules))}, but the lines name {', '.join(sorted(on_screen))}"
    # A step in between also writes the function for a rule, or goes on from a substitution.
    allowed = [["function"], *[["rewritten", "algebra", *rules]] * (len(steps) - 2), ["result"]]
    for step, names, known in zip(steps, named, allowed, strict=False):
        if step["rule"] not in known:
            yield f"{shown(step['latex'])} is of the rule {shown(step['rule'])}, not {' or '.join(known)}"
        if names - {step["rule"]}:
            yield f"{shown(step['latex'])} is of the rule {shown(step['rule'])}, but names another"


def _difference(step: Mapping[str, str]) -> str | None:
    written = latex.parse(step["latex"])
    said = function_text.statements(step["expression"])
    if len(written) != len(said):
        return f"has {len(written)} statements in LaTeX and {len(said)} in its expression"
    for statement, others in zip(written, said, strict=True):
        # `f(x) = A` is recorded as `A`, and `g(u) = A = B` as `g(u) = B`.
        for end in (0, -1) if len(others) > 1 else (-1,):
            found = _COMPARER.equal(_NAMES.resolve(statement.sides[end]), _NAMES.resolve(others[end]))
            if not found:
                return f"has another expression: {found.why}"
    relations = [sign for statement in written for sign in statement.relations if sign != "="]
    if _RELATION.findall(step["expression"]) != relations:
        return "has other relations in its expression"
    return None


def _begins_with(line: str, expected: str) -> bool:
    """Whether a line says something in the same way, whatever it goes on with and however it is broken into rows."""
    try:
        (given, *_), (wanted,) = latex.parse(line), latex.parse(expected)
    except (Unreadable, ValueError):
        return False
    return bool(given.sides[: len(wanted.sides)] == wanted.sides)
