"""Numbers that lines give: rounded to the digits written, solutions, tangents, approximations, domains."""

from collections.abc import Callable
from typing import Any

import numpy as np
import sympy
from sympy.core.function import AppliedUndef

from ..formulas.arrays import Array, Function, NotDrawableError
from ..formulas.equality import derivative
from ..formulas.expression import Expr, Limit0, Listed, Unreadable, X, replaced
from ..formulas.latex import Statement
from ..formulas.names import Names, Unknown

_GRID: Array = np.linspace(-10.0037, 10.0041, 8001)
_SOME: Array = np.array([-2.9, -1.83, -0.71, 0.37, 0.91, 1.63, 2.27, 3.19, 4.57])
_SMALL = {name: sympy.Rational(1, 10_000) for name in ("h", "Δx", "dx", "epsilon")}
_EXACT = 1e-9
_ROOM = 1.1  # digits may be rounded either way


def _many(expression: Expr, xs: Array) -> Array:
    """Values; NaN where there are none."""
    try:
        return Function(expression).many(xs)
    except (NotDrawableError, ValueError, TypeError, OverflowError, RecursionError):
        return np.full(xs.shape, np.nan)


def _one(expression: Expr, x: float = 0.5) -> float:
    return float(_many(expression, np.array([x]))[0])


class Numbers:
    """Numbers of one function.

    Args:
        function: f.
        slope: f'.
    """

    def __init__(self, function: Expr, slope: Expr) -> None:
        self.function, self.slope = function, slope

    def curve(self, xs: Array) -> Array:
        """Values of f."""
        return _many(self.function, xs)

    def ulp(self, value: Expr, statement: Statement, relation: str) -> float:
        """How far a number may be off for the digits that it is written with."""
        if not value.is_Rational:
            return 0.0
        places = dict(statement.places).get(abs(value))
        if places is not None:
            return float(0.5 * 10.0**-places * _ROOM)
        return 0.5 * _ROOM if relation == "~" and value.is_Integer else 0.0

    def rounded(self, left: Expr, right: Expr, statement: Statement, relation: str) -> bool:
        """Whether two sides differ by no more than the digits of the numbers in them allow."""
        xs = _SOME if left.has(X) or right.has(X) else _SOME[:1]
        a, b = _many(left, xs), _many(right, xs)
        seen = np.isfinite(a) & np.isfinite(b)
        if not seen.any() or (left.has(X) and seen.sum() < 3):
            return False
        gap = np.abs(a - b)[seen]
        allowed = np.zeros(len(gap))
        for side in (left, right):
            ulp = self.ulp(side, statement, relation)
            other = b if side is left else a
            cut = ulp and abs(float(side)) < float(np.abs(other[seen]).max())  # digits may be cut off, too
            allowed = allowed + (2 * ulp if cut else ulp)
        applied = [e.args[0] for s in statement.sides for e in s.atoms(AppliedUndef)]
        for value, places in statement.places:
            half = sympy.Rational(1, 2 * 10**places)
            if value in (abs(left), abs(right)) if left.is_Rational or right.is_Rational else False:
                continue
            if any(a.has(value) for a in applied):
                continue
            if len(str(value.p * 10**places // value.q)) >= 2 or relation == "~":
                for side in (left, right):
                    allowed = allowed + np.abs(_moved(side, value, half, xs))[seen]
        whole = [s for s in statement.sides if isinstance(s, AppliedUndef) and s.args[0].is_Rational]
        for side in whole:
            digits = dict(statement.places).get(abs(side.args[0]), 0)
            if digits >= 2:
                steep = derivative(self.slope) if type(side).__name__.endswith("'") else self.slope
                allowed = allowed + abs(_one(steep, float(side.args[0]))) * 0.5 * 10.0**-digits
        if relation == "~" and not allowed.any() and not left.has(X) and not right.has(X):
            allowed = allowed + 0.01 * np.abs(a[seen])
        if relation == "~" and not left.has(X) and not right.has(X):
            allowed = np.maximum(allowed, 0.002 * np.abs(a[seen]))  # of rounded numbers, rounded again
        return bool(allowed.any() and (gap <= allowed * 1.01 + 1e-12).all())

    def roots(self, expression: Expr) -> list[float]:
        """Where an expression is zero, among -10 to 10."""
        low, high = _GRID[:-1], _GRID[1:]
        values = _many(expression, _GRID)
        with np.errstate(all="ignore"):
            crossing = np.flatnonzero(values[:-1] * values[1:] <= 0)[:40]
        low, high = low[crossing], high[crossing]
        for _ in range(50):
            middle = (low + high) / 2
            with np.errstate(all="ignore"):
                left = _many(expression, low) * _many(expression, middle) <= 0
            low, high = np.where(left, low, middle), np.where(left, middle, high)
        ends = np.abs(_many(expression, low))
        return [float(x) for x, end in zip(low, ends, strict=True) if end < 1e-6]

    def solves(self, difference: Expr) -> bool:
        """Whether an equation has solutions, and all of them are zeros of f'."""
        roots = self.roots(difference)
        return bool(roots) and all(self.is_root(self.slope, sympy.Float(r), 1e-6, 0.0) for r in roots)

    def is_root(self, difference: Expr, point: Expr, ulp: float, digits: float) -> bool:
        """Whether an expression is zero at a point, to the digits of both."""
        at = _one(point) if not point.is_Float else float(point)
        value, low, high = (_one(difference, x) for x in (at, at - ulp, at + ulp))
        if not np.isfinite(value):
            return not np.isfinite(at)
        steep = max(abs(low - value), abs(high - value)) if ulp and np.isfinite(low + high) else 0.0
        return bool(abs(value) <= steep * 1.05 + digits + _EXACT * max(1.0, abs(at)))

    def tangent(self, left: Expr, right: Expr, statement: Statement) -> bool:
        """Whether an equation in x and y is that of a tangent of f, to the digits written."""
        y = sympy.Symbol("y", real=True)
        xs = np.array([-1.0, 0.0, 1.0, 2.0])
        if left.free_symbols | right.free_symbols != {X, y} or left.has(AppliedUndef) or right.has(AppliedUndef):
            return False
        zero, one = (
            _many(replaced(left, {y: number}), xs) - _many(replaced(right, {y: number}), xs)
            for number in (sympy.S.Zero, sympy.S.One)
        )
        with np.errstate(all="ignore"):
            v = zero / (zero - one)
        if not np.isfinite(v).all() or max(abs(v[3] - 2 * v[2] + v[1]), abs(v[2] - 2 * v[1] + v[0])) > _EXACT:
            return False
        rise, at_zero = v[2] - v[1], v[1]
        loose = max((10.0**-places for _, places in statement.places), default=1e-6)
        points = np.linspace(-10, 10, 40_001)
        near = np.abs(_many(self.slope, points) - rise) <= loose + 1e-3 * (1 + np.abs(rise))
        off = np.abs(_many(self.function, points) - rise * points - at_zero) <= loose * (1 + np.abs(points)) + 1e-3
        return bool((near & off).any())


def _moved(side: Expr, value: Expr, half: Expr, xs: Array) -> Array:
    """How far a side moves when a number in it does."""
    if not side.has(value):
        return np.zeros(len(xs))
    try:
        moved = replaced(side, {value: value + half})
    except Unreadable:
        return np.zeros(len(xs))
    return np.nan_to_num(_many(moved, xs) - _many(side, xs))


def approximately(left: Expr, right: Expr, names: Names, *, room: float = 0.05) -> bool:
    """Whether an approximation holds: for a small step, near the point a, or for small x."""
    letters = {str(s) for side in (left, right) for s in side.free_symbols}
    names = names.copy()
    stepped = letters & set(_SMALL)
    names.values.update({name: _SMALL[name] for name in stepped})
    try:
        a, b = names.resolve(left), names.resolve(right)
    except Unknown:
        return True
    small = {sympy.Symbol(name, real=True) for name in stepped}
    divided = any(p.exp.is_negative and p.free_symbols & small for s in (left, right) for p in s.atoms(sympy.Pow))
    absolute = 0.0
    if not stepped and "a" in letters and (a.has(X) or b.has(X)):
        xs, absolute = np.array([_one(names.resolve(sympy.Symbol("a", real=True))) + 1e-4]), 1e-6
    elif stepped:
        xs, absolute = _SOME, 2e-3 if divided or any(s.has(Limit0) for s in (left, right)) else 1e-6
    else:
        xs = np.array([-0.01, 0.01]) if room > 0.01 else np.array([-0.1, 0.1])
    left_values, right_values = _many(a, xs), _many(b, xs)
    seen = np.isfinite(left_values) & np.isfinite(right_values)
    scale = np.abs(left_values)
    allowed = absolute * (1 + scale) if absolute else room * scale
    return bool((np.abs(left_values - right_values) <= allowed)[seen].all())


def is_domain(expression: Expr, curve: Callable[[Array], Array]) -> bool | None:
    """Whether a set, R or a union of intervals, is where a curve has values; None if it is not read."""
    members: list[Any] = []
    for factor in sympy.Mul.make_args(expression):
        if str(factor) == "R_set":
            members.append((-np.inf, np.inf))
        elif isinstance(factor, Listed) and len(factor.args) == 2 and not factor.free_symbols:
            members.append(tuple(float(a.doit()) for a in factor.args))
        elif not factor.is_number:
            return None
    if not members:
        return None
    xs = _GRID[::37] * 3
    inside = np.any([(xs > low) & (xs < high) for low, high in members], axis=0)
    return bool((inside == np.isfinite(curve(xs))).all())
