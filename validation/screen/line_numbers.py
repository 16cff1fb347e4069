"""Numbers that lines give: rounded to the digits written, solutions, tangents, approximations."""

from functools import cached_property

import numpy as np
import sympy
from sympy.core.function import AppliedUndef

from ..formulas.arrays import Array, Function
from ..formulas.equality import derivative
from ..formulas.expression import FAILURES, Expr, Limit0, Unreadable, X, add, negate, replaced
from ..formulas.latex import Statement
from ..formulas.limits import CLOSE
from ..formulas.places import zeros

Y: Expr = sympy.Symbol("y", real=True)
SOME: Array = np.array([-2.9, -1.83, -0.71, 0.37, 0.91, 1.63, 2.27, 3.19, 4.57])
NEAR: Array = np.linspace(-9.97, 9.97, 4001)  # where f is looked at if no interval is named
Span = tuple[float, float]
SPANS = (-10.0, 10.0), (-100.0, 100.0)  # near and far: where zeros are looked for
_EXACT, _BESIDE = 1e-9, 1e-10
MOST_ROOTS = 40
NEAR_POINT = 0.02  # places are rounded
_ROOM = 1.1  # digits may be rounded either way


def many(expression: Expr, xs: Array) -> Array:
    """Values; NaN where there are none."""
    try:
        return Function(expression).many(xs)
    except FAILURES:
        return np.full(xs.shape, np.nan)


def one(expression: Expr, x: float = 0.5) -> float:
    """The value at a point, or of a number."""
    return float(many(expression, np.array([x]))[0])


def zeros_of(expression: Expr, low: float, high: float) -> list[float] | None:
    """The zeros inside an interval; None if it is zero all along, or cannot be evaluated."""
    try:
        return zeros(Function(expression), low, high)
    except FAILURES:
        return None


def half_digit(value: Expr, statement: Statement, relation: str) -> float:
    """How far a number may be off for the digits that it is written with."""
    places = dict(statement.places).get(abs(value)) if value.is_Rational else None
    if places is None:
        return 0.5 * _ROOM if relation == "~" and value.is_Integer else 0.0
    return float(0.5 * 10.0**-places * _ROOM)


def at_infinity(*sides: Expr) -> bool:
    """Whether one holds a limit at infinity."""
    return any(limit.args[2].is_infinite for side in sides for limit in side.atoms(Limit0))


class Numbers:
    """Numbers of one function, f, with its slope f', and where it is drawn: of x > 0 alone it goes without saying."""

    def __init__(self, function: Expr, slope: Expr, drawn: Span) -> None:
        self.function, self.slope, self.drawn = function, slope, drawn

    @cached_property
    def derivatives(self) -> tuple[Expr, ...]:
        """f, f' and f''; without the last if it is too long to be formed."""
        try:
            return self.function, self.slope, derivative(self.slope)
        except ValueError:
            return self.function, self.slope

    def derived(self, order: int) -> Expr:
        """The derivative of that order, 0 for f; what has no values if it is a higher one, or too long to be formed."""
        return self.derivatives[order] if order < len(self.derivatives) else sympy.nan

    def rounded(self, left: Expr, right: Expr, statement: Statement, relation: str) -> bool:
        """Whether two sides differ by no more than the digits of the numbers in them allow."""
        varying = left.has(X) or right.has(X)
        xs = SOME if varying else SOME[:1]
        a, b = many(left, xs), many(right, xs)
        seen = np.isfinite(a) & np.isfinite(b)
        if seen.sum() < (3 if varying else 1):
            return False
        gap, allowed = np.abs(a - b), np.zeros(len(xs))
        for side, other in ((left, b), (right, a)):
            half = half_digit(side, statement, relation)
            cut = half and abs(float(side)) < np.abs(other[seen]).max()  # digits may be cut off, too
            allowed += 2 * half if cut else half
        # f and f' at a rounded place
        called = [e for s in statement.sides for e in s.atoms(AppliedUndef) if e.args[0].is_Rational]
        for call in called:
            place = half_digit(call.args[0], statement, "=")
            if place < 0.01:
                steep = self.derived(2 if type(call).__name__.endswith("'") else 1)
                allowed += abs(one(steep, float(call.args[0]))) * place
        for value, places in statement.places:
            within = left.has(value) if value == abs(right) else right.has(value) if value == abs(left) else True
            exact = any(call.has(value) for call in called) or (value in (abs(left), abs(right)) and not within)
            if not exact and (relation == "~" or value * 10**places >= 10):
                more = {value: value + sympy.Rational(1, 2 * 10**places)}
                allowed += np.nan_to_num(np.abs(many(replaced(add(left, negate(right)), more), xs) - (a - b)))
        made = {value for value, _ in statement.places} - {abs(side) for side in statement.sides}
        if relation == "~" and not varying and (made or not allowed.any()):
            # rounded numbers, rounded again
            allowed = np.maximum(allowed, (0.002 if allowed.any() else 0.01) * np.abs(a))
        if at_infinity(*statement.sides):
            allowed += CLOSE * (1 + np.abs(a))
        return bool(allowed.any() and (gap <= allowed * 1.01 + 1e-12)[seen].all())

    def roots(self, expression: Expr) -> list[float]:
        """Where an expression changes its sign at zero, among -10 to 10."""
        places = zeros_of(expression, *SPANS[0]) or []
        return [x for x in places[:MOST_ROOTS] if one(expression, x - 1e-4) * one(expression, x + 1e-4) <= 0]

    def solves(self, difference: Expr) -> bool:
        """Whether an equation has solutions, and all of them are zeros of f', or all of f''."""
        roots = self.roots(difference)
        slopes = self.derivatives[1:] if roots else ()
        return any(all(self.is_root(each, x, 1e-6, 1e-6) for x in roots) for each in slopes)

    def is_root(self, difference: Expr, at: float, half: float, digits: float) -> bool:
        """Whether an expression is zero at a point, to the digits of both."""
        value, low, high = (one(difference, x) for x in (at, at - half, at + half))
        if not np.isfinite(value):
            # |x| + x^2/|x|, as it is derived, has no value at 0, only beside it.
            beside = many(difference, at + np.array([-_BESIDE, _BESIDE]))
            value = float(np.abs(beside).max())
        if not np.isfinite(value):
            return not np.isfinite(at)
        steep = max(abs(low - value), abs(high - value)) if half and np.isfinite(low + high) else 0.0
        return bool(abs(value) <= steep * 1.05 + digits + _EXACT * max(1.0, abs(at)))

    def is_tangent(self, left: Expr, right: Expr, statement: Statement, at: Expr | None = None) -> bool:
        """Whether an equation in x and y is that of a tangent or a normal of f (at x, if given), to the digits."""
        if left.free_symbols | right.free_symbols != {X, Y}:
            return False
        xs = np.array([-1.0, 0.0, 1.0, 2.0])
        difference = add(left, negate(right))
        try:
            zero, unit = (many(replaced(difference, {Y: y}), xs) for y in (sympy.S.Zero, sympy.S.One))
        except Unreadable:  # y is divided by
            return False
        with np.errstate(all="ignore"):
            heights = zero / (zero - unit)
        if not np.abs(np.diff(heights, 2)).max() <= _EXACT:
            return False
        rise, at_zero = heights[2] - heights[1], heights[1]
        loose = max((10.0**-places for _, places in statement.places), default=1e-6)
        points = np.linspace(-10, 10, 40_001)
        slopes = many(self.slope, points)
        steep = (rise, *((-1 / rise,) if rise and "tangent" not in statement.label.lower() else ()))  # or a normal's
        near = np.any([np.abs(slopes - each) <= loose + 1e-3 * (1 + abs(each)) for each in steep], axis=0)
        off = np.abs(many(self.function, points) - rise * points - at_zero) <= loose * (1 + np.abs(points)) + 1e-3
        there = True if at is None else np.abs(points - one(at)) <= NEAR_POINT
        return bool((near & off & there).any())


def lowest(expression: Expr, low: float, high: float, where: Expr) -> float | None:
    """Where in an interval, but for its very ends, an expression is lowest, if negative where another has values."""
    margin = (high - low) / 100
    xs = np.linspace(low + margin, high - margin, 2001)
    values = np.where(np.isfinite(many(where, xs)), np.nan_to_num(many(expression, xs), nan=0.0), 0.0)
    return float(xs[values.argmin()]) if values.min() < -_EXACT else None


def degree(expression: Expr) -> int | None:
    """The degree of a polynomial in x, 0 for a number; None of anything else."""
    if not expression.is_polynomial(X):
        return None
    whole = expression.doit()
    return int(sympy.degree(whole, X)) if whole.has(X) else 0


def comes_close(expression: Expr, line: Expr) -> bool:
    """Whether an expression comes close to a line at one of its ends."""
    far, nearer = np.abs(many(add(expression, negate(line)), np.array([[-1e6, 1e6], [-300.0, 300.0]])))
    return bool((np.where(np.isfinite(far), far, nearer) < NEAR_POINT).any())  # e^x is too large for a number


def is_expansion(expression: Expr, sum_of_powers: Expr) -> bool | None:
    """Whether near 0 a polynomial is off by less than its last power of x; None if that is open."""
    power = degree(sum_of_powers)
    if not power:
        return None
    far, near = np.abs(many(add(expression, negate(sum_of_powers)), np.array([0.1, 0.05])))
    if not np.isfinite(far + near) or near < _EXACT**2:
        return None
    return bool(np.log2(far / near) > power + 0.5)


def are_close(left: Expr, right: Expr, xs: Array) -> bool:
    """Whether two sides are about the same at all of some places."""
    a, b = many(left, xs), many(right, xs)
    return bool((np.abs(a - b) <= 0.01 * np.abs(a)).all())


def is_series(left: Expr, right: Expr, *, exact: bool) -> bool:
    """Whether two sides are about the same near 0, as `sin x` and `x - x^3/6` are; of an `exact` sum, all its terms."""
    sums = [each for each in ((left, right), (right, left)) if exact and (degree(each[1]) or 0) > 1]
    if any(is_expansion(*each) is False for each in sums):
        return False
    return (left.has(X) or right.has(X)) and are_close(left, right, np.array([-0.1, 0.1]))


def finite(values: Array) -> Array:
    """Those of some numbers that are finite."""
    return values[np.isfinite(values)]


def tends(expression: Expr, end: float, limit: float) -> bool:
    """Whether an expression tends to a limit, which may be infinite, far out at the end with this sign."""
    far = finite(many(expression, np.copysign(np.geomspace(1e8, 1e9, 97), end)))
    if np.isfinite(limit):
        return bool((np.abs(far - limit) < 0.06).all())
    near, sign = finite(many(expression, np.copysign(np.geomspace(1, 10, 97), end))), np.sign(limit)
    if not near.size:
        return True
    return bool((sign * far).min(initial=np.inf) > (sign * near).max() + 0.5 * np.ptp(near))  # atan x has a limit
