"""The domain of a function and of its derivative: is it where they have real values, no point too many or too few?

The ends of intervals are put in exactly. Between -10 and 10 a grid is tried; single points at which a function is
undefined are where something vanishes that it divides by or takes the logarithm of, so these zeros are looked for.
"""

from collections.abc import Iterator
from itertools import chain

import numpy as np
import sympy
from numpy.typing import NDArray

from ..formulas import function_text, latex
from ..formulas.arrays import Array, Function
from ..formulas.expression import Expr, Unreadable, X, add, divisors, negate
from ..formulas.numeric import Evaluator, OutOfRange, Undefined, context
from ..formulas.places import zeros

GRID = np.arange(-70, 71) / 7 + 0.0123
SMALL, BESIDE = 1e-7, 1e-6
"""What counts as zero where one was looked for; and how far beside an end it is tried that it is one."""

_EXACT, LAST_DIGITS = context(30), 1e-20
_STEP = sympy.Rational(1, 10**6)  # to either side of a point where there may be a slope
_RELATIONS = {"!=": np.not_equal, ">": np.greater, "<": np.less, ">=": np.greater_equal, "<=": np.less_equal}
_Conditions = list[list[tuple[Expr, str]]]
"""Expressions with their relations to 0; all those of one of the lists hold."""


def fault(function: Expr, domain: str, slope: Expr | None = None) -> str | None:
    """Return what is wrong with the domain of f, in words; None if nothing is.

    With a slope it is the domain of f': where both have values, on either side of the point too.
    """
    try:
        return next(_faults((function,) if slope is None else (function, slope), domain), None)
    except Unreadable as reason:
        return f"is not read: {reason}"


def _faults(parts: tuple[Expr, ...], domain: str) -> Iterator[str]:
    ends: list[float] = []
    steps = (0,) if len(parts) == 1 else (0, -_STEP, _STEP)
    for end, relation in chain.from_iterable(function_text.domain(domain)[0]):
        ends.append(float(end.evalf()))
        belongs = relation in (">=", "<=")
        if belongs != all(_is_defined_exactly(p, end + step) for p in parts for step in steps):
            yield _said(belongs, str(end))
    conditions = _conditions(domain)
    poles = [place for function in parts for part in divisors(function) for place in _zeros(part)]
    holes = [place for group in conditions for part, relation in group if relation == "!=" for place in _zeros(part)]
    places = np.array([*GRID, *poles, *holes, *(end + step for end in ends for step in (-BESIDE, BESIDE))])
    values = np.array([Function(part).many(places) for part in parts])
    for place, belongs, found in zip(places, _hold(conditions, places), values.T, strict=True):
        # Where there is no machine number, the value may be too large for one, or even to be computed.
        evaluator = Evaluator(_EXACT, place)
        is_pole = any(abs(place - pole) < SMALL for pole in poles)
        known = zip(found, parts, strict=True)
        defined = not is_pole and all(
            not np.isnan(value) or evaluator.result(part) is not Undefined for value, part in known
        )
        if belongs == defined or any(abs(place - end) < SMALL for end in ends):  # at an end it was put in exactly
            continue
        # sin(exp(x^2)) > 0 cannot be decided where exp(x^2) has more digits than are worked with.
        if not any(evaluator.result(part) is OutOfRange for group in conditions for part, _ in group):
            yield _said(bool(belongs), f"{place:.4g}")


def said_fault(line: str, domain: str) -> str | None:
    """Return where a line says something else of x than a domain that is right, in words; None if nowhere.

    It says it after the formula, as `x > 0`, `0 < x < 1`, `x < -1 or x > 1`; what is not read is left to `steps`.
    """
    said: _Conditions = [[]]
    for statement in latex.read(line)[1:]:
        if isinstance(statement, str) or not statement.sides:
            continue
        said += [[]] if statement.label in latex.OR else []
        pairs = zip(statement.sides, statement.relations, statement.sides[1:], strict=False)
        said[-1] += [(add(left, negate(right)), sign) for left, sign, right in pairs if sign in _RELATIONS]
    wanted = _conditions(domain)
    ends = [place for group in wanted for part, _ in group for place in _zeros(part)]
    places = np.array([*GRID, *(end + step for end in ends for step in (-BESIDE, 0.0, BESIDE))])
    held = _hold(said, places)
    wrong = np.flatnonzero(held != _hold(wanted, places))
    return f"{'holds' if held[wrong[0]] else 'leaves out'} {places[wrong[0]]:.4g}" if len(wrong) else None


def _conditions(domain: str) -> _Conditions:
    """What holds in a domain, and nowhere else."""
    intervals, conditions = function_text.domain(domain)
    return [[(add(X, negate(end)), relation) for end, relation in ends] for ends in intervals] or [conditions]


def _said(belongs: bool, place: str) -> str:
    verb, value = ("holds", "no value") if belongs else ("leaves out", "a value")
    return f"{verb} {place}, where the function has {value}"


def _is_defined_exactly(function: Expr, end: Expr) -> bool:
    if end.is_Rational:
        evaluator = Evaluator(_EXACT, _EXACT.mpf(int(end.p)) / int(end.q))
    else:
        function, evaluator = function.xreplace({X: end}), Evaluator(_EXACT, 0)
    if evaluator.result(function) is Undefined:
        return False
    # cos(arcsin 1), by which tan(arcsin 1) divides, is a last digit and not 0.
    below = map(evaluator.result, divisors(function))
    return not any(not isinstance(value, type) and abs(value) < LAST_DIGITS for value in below)


def _hold(conditions: _Conditions, places: Array) -> NDArray[np.bool_]:
    everywhere = np.full(places.shape, True)
    groups = [[everywhere, *(_holds(*condition, places) for condition in group)] for group in conditions]
    found: NDArray[np.bool_] = np.any([np.all(group, axis=0) for group in groups], axis=0)
    return found


def _holds(expression: Expr, relation: str, places: Array) -> NDArray[np.bool_]:
    values = Function(expression).many(places)
    values[np.abs(values) < SMALL] = 0.0
    for zero in _zeros(expression):  # of a steep one the value there is not that small
        values[np.abs(places - zero) < SMALL] = 0.0
    for pole in (zero for part in divisors(expression) for zero in _zeros(part)):
        values[np.abs(places - pole) < SMALL] = np.nan
    return _RELATIONS[relation](values, 0) & ~np.isnan(values)


def _zeros(expression: Expr) -> list[float]:
    return zeros(Function(expression), -10.0, 10.0) or []
