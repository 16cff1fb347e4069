"""Inequalities on screen: `f'(1) > 10`, `|f(x)| <= x^2 for all x`."""

import re
from collections.abc import Iterator

import numpy as np

from ..formulas.expression import Expr, X, add, negate
from ..formulas.latex import Statement
from .line_numbers import SOME, half_digit, interval, lowest, many, one
from .line_readings import Readings
from .line_types import Fault, plain, untrue


def bounded(readings: Readings, inequality: tuple[str, Expr, Expr] | None, statement: Statement) -> Iterator[Fault]:
    """An inequality holds where the words after it say so: for all x, on an interval."""
    where = interval(statement)
    relation, *sides = inequality or ("",)
    found = readings.reading(readings.local(*sides), *sides) if where and sides else None
    if where and found:
        above, below = found if relation.startswith(">") else found[::-1]
        place = lowest(add(above, negate(below)), *where)
        if place is not None:
            yield untrue(f"it does not hold at x = {place:.3g}")


def ordered(
    readings: Readings, relation: str, left: Expr, right: Expr, statement: Statement, *, alone: bool
) -> Iterator[Fault]:
    """Numbers are as it says, to the digits written; with letters it may be a condition.

    One that stands alone is none if it is the other way round for every x.
    """
    if re.search(r"\b(?:if|when|where)\b", statement.label.lower()):
        return
    found = readings.reading(readings.names, left, right)
    if found is None:
        return
    higher, lower = found if relation.startswith(">") else found[::-1]
    if any(side.has(X) for side in found):
        off = many(add(lower, negate(higher)), np.concatenate([-SOME, SOME]))
        judged = alone and all(side.has(X) for side in found) and np.isfinite(off).all()
        if judged and off.min() >= -1e-9 and np.mean(off > 1e-9) > 0.5:
            yield untrue(f"it is the other way round for {plain(left)} and {plain(right)}")
        return
    if left.free_symbols | right.free_symbols:
        return
    short = one(lower) - one(higher) - sum(half_digit(side, statement, "=") for side in (left, right))
    if short > 1e-9 or (short == 0 and "=" not in relation):
        yield untrue(f"{plain(left)} is {one(found[0]):.4g}, and {plain(right)} is {one(found[1]):.4g}")
