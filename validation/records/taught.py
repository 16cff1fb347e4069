"""Taught before tested: what a validation or test function needs is needed by three training functions at least.

What a function needs are the rules that its parts call for, and the derivatives that a table has: of each elementary
function, of a constant, of a root, of a reciprocal, of a power and a logarithm to another base.
"""

from collections import Counter
from collections.abc import Iterator

import sympy

from ..formulas.expression import Expr, RealPower
from ..formulas.shapes import rules_for
from ..problem import Problem
from ..release import Release
from .problems import of_record, shown
from .skeletons import has_other_base, is_number, read_all

RULES = {
    "dataset.taught": "a rule or a derivative of the table that validation or test needs is needed by three of train",
}

LEAST = 3


def check(release: Release) -> Iterator[Problem]:
    """Yield what is needed outside train, and by too few training functions."""
    needs = [(record, facts(function)) for record, function in read_all(release)]
    taught = Counter(fact for record, found in needs if record.text("split") == "train" for fact in found)
    for record, found in needs:
        for fact in sorted(fact for fact in found if taught[fact] < LEAST and record.text("split") != "train"):
            message = f"{shown(record.text('function'))} in {record.text('split')} needs {fact},"
            message += f" as {taught[fact]} training functions do"
            yield of_record("dataset.taught", record, message, f"{LEAST} are needed: exchange it with one of train")


def facts(function: Expr) -> set[str]:
    """What has to be known to differentiate a function."""
    found = {f"the rule {rule}" for rule in rules_for([function])}
    for part in sympy.preorder_traversal(function):
        if isinstance(part, sympy.Add) and any(map(is_number, part.args)):
            found.add("the derivative of a constant")
        if isinstance(part, sympy.Mul) and has_other_base(part):
            found.add("a logarithm to another base")
        if isinstance(part, sympy.Pow | RealPower) and not is_number(part):
            base, exponent = part.args
            if is_number(base):
                found.add("a power of a number")
            elif exponent.is_Rational:
                found |= {"a fractional exponent"} if not exponent.is_Integer else set()
                found |= {"a negative exponent"} if exponent < 0 else set()
    return found
