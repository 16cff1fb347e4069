"""No two functions are equal, and those that both source documents name are there.

Functions that have the same value, to twenty digits, at one of a few points at which no function of a course has a
special value are compared at many (`formulas.equality`), wherever both are defined.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

import mpmath

from ..formulas import function_text
from ..formulas.equality import Comparer, Verdict
from ..formulas.expression import Expr, add
from ..formulas.numeric import Evaluator, OutOfRange, Undefined, context
from ..problem import Problem
from ..release import Release
from .problems import of_all, of_record, shown
from .skeletons import read_all

RULES = {
    "dataset.equal": "no two functions that are defined at the same points are equal there",
    "dataset.placed": "the functions that both source documents name are there, at ranks that both allow",
}

# Functions that both source documents name, and the ranks between which both put them.
PLACED = {
    "x**2": (1, 130),
    "x**3": (1, 130),
    "2*x + 1": (1, 130),
    "3*x + 5": (1, 130),
    "sin(x)": (135, 269),
    "exp(x)": (135, 269),
    "log(x)": (135, 269),
    "x*sin(x)": (288, 403),
    "x**2/(x + 1)": (288, 403),
    "x**2*sin(x)": (270, 403),
    "exp(2*x)": (270, 403),
    "x/log(x)": (270, 403),
    "sin(x**2)": (404, 537),
    "exp(sin(x))": (404, 537),
    "sin(x)/(x**2 + 1)": (404, 537),
    "sin(x**2)*exp(x)": (488, 537),
}

POINTS = ((-3.1, 2), (-0.9, 3), (-0.4, 5), (0.13, 7), (0.55, 11), (0.8, 13), (1.2, 17), (3.3, 19), (11, 23), (23, 29))
"""A point is a decimal and a hundredth of the root of a prime."""

_CONTEXT = context(30)
_EVALUATORS = [Evaluator(_CONTEXT, decimal + _CONTEXT.sqrt(prime) / 100) for decimal, prime in POINTS]


def check(release: Release) -> Iterator[Problem]:
    """Yield the functions that are equal, and those that have to be there and are not."""
    examples, comparer = read_all(release), Comparer()
    having: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
    for place, (_, function) in enumerate(examples):
        for key in _keys(function):
            having[key].append(place)
    for first, second in sorted({pair for places in having.values() for pair in combinations(places, 2)}):
        (one, function), (other, its_function) = examples[first], examples[second]
        alike = _defined(function) == _defined(its_function)  # ln x and ln |x| are two functions
        if alike and _equal(comparer, function, its_function):
            message = f"{shown(other.text('function'))} equals {shown(one.text('function'))} of {one.text('id')}"
            yield of_record("dataset.equal", other, message, "replace one of them by another function")
    for text, (lowest, highest) in PLACED.items():
        wanted = function_text.formula(text)
        suspects = {place for key in _keys(wanted) for place in having[key]}
        found = [examples[place][0] for place in suspects if _equal(comparer, wanted, examples[place][1])]
        ranks = [record.values["rank"] for record in found]
        if not any(lowest <= rank <= highest for rank in ranks):
            message = f"{text} is {f'at rank {ranks[0]}' if ranks else 'missing'}, not at {lowest} to {highest}"
            yield of_all("dataset.placed", message, "both source documents put it there")


def _keys(function: Expr) -> list[tuple[int, str]]:
    # What equal functions have in common: the number of a point, and the value there as text.
    found = []
    for number, evaluator in enumerate(_EVALUATORS):
        try:
            found.append((number, mpmath.nstr(evaluator.value(function), 20)))
        except (Undefined, OutOfRange):
            continue
    return found


def _defined(function: Expr) -> set[int]:
    return {number for number, _ in _keys(function)}


def _equal(comparer: Comparer, function: Expr, other: Expr) -> bool:
    # What is not decided counts as equal: two such functions are too much alike.
    return comparer.equal(function, other, where=add(function, other)).verdict is not Verdict.DIFFERENT
