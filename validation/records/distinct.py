"""No two functions are equal.

Those that have values at the same of some points, at which no function of a course has a special value, and the same
values there, are compared at many (`formulas.equality`), wherever both are defined.
"""

from collections.abc import Iterator

import numpy as np

from ..formulas.arrays import Array, Function, NotDrawableError
from ..formulas.equality import Comparer, Verdict
from ..formulas.expression import Expr, add
from ..problem import Problem
from ..release import Release
from .problems import of_record, shown
from .skeletons import read_all

RULES = {"dataset.equal": "no two functions that are defined at the same points are equal there"}

# ln x and ln |x| are two functions: there are points on either side of 0.
POINTS = np.array([-3.09, -0.88, -0.38, 0.156, 0.583, 0.836, 1.241, 3.344, 11.05, 23.05])


def check(release: Release) -> Iterator[Problem]:
    """Yield the functions that are equal."""
    examples, comparer = read_all(release), Comparer()
    values = np.array([_values(function) for _, function in examples]).reshape(-1, len(POINTS))
    alike = np.isclose(values[:, None], values, rtol=1e-9, atol=1e-12, equal_nan=True).all(axis=2)
    for first, second in np.argwhere(np.triu(alike, 1)):
        (one, function), (other, its_function) = examples[first], examples[second]
        found = comparer.equal(function, its_function, where=add(function, its_function))
        # What is not decided counts as equal: two such functions are too much alike.
        if found.verdict is not Verdict.DIFFERENT:
            message = f"{shown(other.text('function'))} equals {shown(one.text('function'))} of {one.text('id')}"
            yield of_record("dataset.equal", other, message, "replace one of them by another function")


def _values(function: Expr) -> Array:
    try:
        return Function(function).many(POINTS)
    except NotDrawableError:
        return np.full(POINTS.shape, np.nan)
