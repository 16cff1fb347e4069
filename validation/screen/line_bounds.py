"""Inequalities: numbers that are compared, and bounds of f or f' everywhere or on an interval."""

import re
from collections.abc import Iterator

import numpy as np
import sympy

from ..formulas.arrays import Array
from ..formulas.expression import Expr, X, add, negate
from ..formulas.latex import Statement
from .line_numbers import NEAR, half_digit, many, one, zeros_of
from .line_parts import names_function
from .line_readings import Readings
from .line_types import Fault, plain, untrue

IF = "if|when|where|for|si|où|pour|wenn|wo|für|donde|para|onde"
_CONDITION = re.compile(rf"\b(?:{IF}|on)$")
_ROOM = 0.05  # from the ends of an interval, which may be rounded


def bounds(
    readings: Readings,
    relation: str,
    left: Expr,
    right: Expr,
    statement: Statement,
    conditions: list[Expr],
    only: bool,
    for_all: bool,
) -> Iterator[Fault]:
    """What is wrong with an inequality: of numbers, to the digits written, and of f between two bounds, |f| below one.

    With letters, and of anything else, it may be a condition. It holds where one of the conditions does (each has real
    values only there); `only` if the text has no other statement, `for_all` if it says so.
    """
    found = readings.reading(readings.names, left, right)
    if not found or (_CONDITION.search(statement.label.lower()) and not statement.again):
        return
    below, above = found if relation.startswith("<") else found[::-1]
    inner = [side for side in found if side.has(X)]
    if not (left.free_symbols or right.free_symbols):
        short = one(below) - one(above) - sum(half_digit(side, statement, "=") for side in (left, right))
        if short > 1e-9 or (short == 0 and "=" not in relation):
            yield untrue(f"{plain(found[0])} is not {relation} {plain(found[1])}")
        return
    bounded = for_all or bool(conditions)
    if len(inner) == 1:
        is_bound = len(statement.sides) == 3 or bounded or isinstance(inner[0], sympy.Abs)
        graphs = [readings.function, *[readings.slope] * bounded]
        claimed = is_bound and any(readings.comparer.equal(_within(inner[0]), graph) for graph in graphs)
    else:
        of_f = any(names_function(_within(side), "f", "y", "f'", "y'") for side in (left, right))
        claimed = len(inner) == len(statement.sides) == 2 and (only or bounded) and of_f
    least = readings.numbers.drawn[0]
    if claimed and all(_fails(below, above, condition, least) for condition in conditions or [None]):
        where = "there" if conditions else "everywhere"
        yield untrue(f"{plain(left)} is not {relation} {plain(right)} {where}")


def beyond_domain(readings: Readings, statement: Statement, condition: Statement) -> Iterator[Fault]:
    """What is wrong with `f(x) = ..., x > 0`: there, at x = 0 where it belongs to it, the formula has no value."""
    name, value, ends = statement.sides[0], statement.sides[-1], [side for side in condition.sides if side != X]
    bounded = len(ends) == 1 and ends[0].is_number and set(condition.relations) <= {"<", ">", "<=", ">="}
    if len(condition.relations) != 1 or not bounded or not names_function(name, "f", "f'", "y", "y'"):
        return
    found = readings.reading(readings.names, value)
    if not found or not found[0].has(X):
        return
    end, upward = one(ends[0]), (condition.sides[0] == X) == (">" in condition.relations[0])
    steps = [0.0] * ("=" in condition.relations[0]) + [0.01, 0.1, 0.5]  # nearer to 0 e^(1/x) is too large
    places = end + np.array(steps) * (1 if upward else -1)
    lacking = places[~np.isfinite(many(found[0], places))]
    if lacking.size:
        yield untrue(f"{plain(value)} has no value at x = {lacking[0]:g}")


def meet_within(left: Expr, right: Expr, conditions: list[Expr]) -> bool:
    """Whether two sides are equal somewhere a condition holds, whichever of them is meant."""
    zeros = np.array(zeros_of(add(left, negate(right)), NEAR[0], NEAR[-1]) or [])
    return bool(conditions) and all(_where(condition, zeros).size for condition in conditions)


def _fails(below: Expr, above: Expr, condition: Expr | None, least: float) -> bool:
    places = NEAR[least <= NEAR] if condition is None else _where(condition, NEAR)
    return bool((many(below, places) - many(above, places) > 1e-6).any())


def _where(condition: Expr, places: Array) -> Array:
    """Those of the places, but for such as are near an end, where a condition holds."""
    return places[np.isfinite(many(condition, places - _ROOM)) & np.isfinite(many(condition, places + _ROOM))]


def _within(side: Expr) -> Expr:
    """What stands between bars, or the side itself."""
    return side.args[0] if isinstance(side, sympy.Abs) else side
