"""Graphs over intervals: where a function breaks, where its derivative is zero; and what of this the code says.

Machine numbers look for the places, 50 digits decide about them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import sympy

from ..formulas.arrays import Function, NotDrawableError
from ..formulas.expression import Expr, RealPower, X
from ..formulas.numeric import FLOAT, Evaluator, OutOfRange, Undefined, context

SAMPLES = 160
_FINE = context(40)
_VALUES = (Undefined, OutOfRange)


def exact(value: float) -> Any:
    """A number of the code as it is typed: -3.418 is -3418/1000."""
    fraction = Fraction(repr(float(value)))
    return _FINE.mpf(fraction.numerator) / fraction.denominator


def value_at(expression: Expr, point: Any) -> Any:
    """The value to 40 digits; None if there is none."""
    try:
        return Evaluator(_FINE, point).value(expression)
    except _VALUES:
        return None


def _float_at(expression: Expr, point: float) -> float | None:
    try:
        return float(Evaluator(FLOAT, point).value(expression))
    except _VALUES:
        return None


@dataclass(frozen=True)
class Sampled:
    """Points of an interval, in machine numbers."""

    points: list[float]

    def values(self, expression: Expr) -> list[float | None]:
        """Its values; None where there is none."""
        try:
            found = Function(expression).many(np.array(self.points)).tolist()
        except NotDrawableError:
            return [_float_at(expression, point) for point in self.points]
        return [None if value != value else value for value in found]


def sample(low: float, high: float) -> Sampled:
    """Points of an interval, both ends among them, unevenly enough not to meet only symmetric places."""
    return Sampled([low + (high - low) * k / SAMPLES for k in range(SAMPLES + 1)])


def _suspects(expression: Expr) -> list[Expr]:
    """The parts whose zeros are where the expression may break."""
    found: dict[Expr, None] = {}
    for e in sympy.preorder_traversal(expression):
        if not isinstance(e, sympy.Basic) or X not in e.free_symbols:
            continue
        if (isinstance(e, sympy.Pow | RealPower) and e.args[1].is_Rational and e.args[1] < 0) or isinstance(
            e, sympy.log | sympy.sign | sympy.acot | sympy.asec | sympy.acsc
        ):
            found.setdefault(e.args[0])
        elif isinstance(e, sympy.tan | sympy.sec):
            found.setdefault(sympy.cos(e.args[0], evaluate=False))
        elif isinstance(e, sympy.cot | sympy.csc):
            found.setdefault(sympy.sin(e.args[0], evaluate=False))
        elif isinstance(e, sympy.coth | sympy.csch):
            found.setdefault(sympy.sinh(e.args[0], evaluate=False))
        elif isinstance(e, sympy.atanh):
            found.setdefault(1 - e.args[0] ** 2)
        elif isinstance(e, sympy.floor | sympy.ceiling):
            found.setdefault(sympy.sin(sympy.pi * e.args[0]))
        elif isinstance(e, sympy.Piecewise):
            for _, condition in e.args:
                for relation in condition.atoms(sympy.core.relational.Relational):
                    found.setdefault(relation.lhs - relation.rhs)
    return [s for s in found if X in s.free_symbols]


def zeros(expression: Expr, sampled: Sampled) -> list[float]:
    """The zeros of an expression that the samples show: changes of sign, and touching."""
    values = sampled.values(expression)
    points = sampled.points
    found: list[float] = []
    scale = max((abs(v) for v in values if v is not None), default=0.0)
    if scale == 0.0:
        return []
    for index, value in enumerate(values):
        if value is None:
            continue
        if value == 0.0:
            found.append(points[index])
            continue
        following = values[index + 1] if index + 1 < len(values) else None
        if following is not None and value * following < 0:
            root = _bisect(expression, points[index], points[index + 1])
            if root is not None:
                found.append(root)
        before = values[index - 1] if index else None
        if before is None or following is None or value * before < 0 or value * following < 0:
            continue
        if abs(value) <= min(abs(before), abs(following)):  # a dip, which may touch zero
            lowest = _lowest(expression, points[index - 1], points[index + 1])
            if lowest is not None:
                found.append(lowest)
    merged: list[float] = []
    for root in sorted(found):
        if not merged or root - merged[-1] > 1e-6 * (points[-1] - points[0]):
            merged.append(root)
    return merged


def _bisect(expression: Expr, low: float, high: float) -> float | None:
    start = _float_at(expression, low)
    if start is None:
        return None
    for _ in range(60):
        middle = (low + high) / 2
        value = _float_at(expression, middle)
        if value is None:
            return middle
        if value == 0.0 or middle in (low, high):
            return middle
        if value * start > 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _lowest(expression: Expr, low: float, high: float) -> float | None:
    """The point where |expression| is least, if that is zero to machine precision."""
    width = high - low
    ends = [abs(v) for v in (_float_at(expression, low), _float_at(expression, high)) if v is not None]
    for _ in range(50):
        a, b = low + (high - low) / 3, high - (high - low) / 3
        left, right = _float_at(expression, a), _float_at(expression, b)
        if left is None or right is None:
            return None
        if abs(left) < abs(right):
            high = b
        else:
            low = a
    middle = (low + high) / 2
    value = _float_at(expression, middle)
    if value is None or not ends:
        return None
    return middle if abs(value) <= 1e-12 * max(ends) + 1e-300 and width > 0 else None


def breaks(expression: Expr, low: float, high: float) -> Iterator[tuple[float, str]]:
    """Where the graph over an interval cannot be drawn in one piece: (x, why)."""
    sampled = sample(low, high)
    for end in (low, high):
        if value_at(expression, exact(end)) is None and not _continued(expression, low, high, end):
            yield end, "has no finite real value at its end"
            return
    width = high - low
    values = sampled.values(expression)
    missing = [p for p, v in zip(sampled.points, values, strict=True) if v is None]
    for point in missing[1:-1]:
        around = [_float_at(expression, point + s * width * 1e-6) for s in (-1, 1)]
        if None in around:
            yield point, "has no real value"
            return
    for suspect in _suspects(expression):
        for root in zeros(suspect, sampled):
            if not low + 1e-9 * width < root < high - 1e-9 * width:
                continue
            why = _break_at(expression, root, width)
            if why:
                yield root, why
                return


def _continued(expression: Expr, low: float, high: float, end: float) -> bool:
    """Whether Python has a value at an end that mathematics leaves out (0**0), and the graph runs into it."""
    try:
        there = Evaluator(_FINE, exact(end), zero_to_zero=True).value(expression)
    except _VALUES:
        return False
    inward = 1 if end == low else -1
    near = value_at(expression, exact(end) + inward * (exact(high) - exact(low)) / 10**9)
    return near is not None and abs(near - there) < 1e-3 * (1 + abs(there))


def _break_at(expression: Expr, root: float, width: float) -> str:
    """Why a graph breaks at a point inside its interval; empty if it goes through."""
    limits = []
    for side in (-1, 1):
        near = [value_at(expression, _FINE.mpf(root) + side * width * _FINE.mpf(10) ** -k) for k in (5, 8, 11)]
        if any(v is None for v in near):
            return "has no real value on one side"
        first, second = abs(near[0] - near[1]), abs(near[1] - near[2])
        if second > first / 2 + _FINE.mpf(10) ** -6 * (1 + abs(near[2])):
            return "has a pole"
        limits.append(near[2])
    gap = abs(limits[0] - limits[1])
    return "jumps" if gap > (1 + abs(limits[0])) / 100 else ""
