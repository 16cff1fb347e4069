"""Whether two expressions are the same function: yes with a reason, no with a witness, or "could not decide".

First the cheap symbolic test: the same tree. Then numbers: both are evaluated to 50 digits at many points, rational and
irrational, and where they differ once more to 110, so that neither cancellation nor luck decides. SymPy's `simplify`,
which has no bound, is never called: all work is
limited by the size of what was read (`expression.check_size`) times the number of points.

A point where one side is undefined and the other is not is a difference if it is so on both sides of the point too;
a single removable point is not. Points where both are undefined are outside the domain.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Any

import sympy

from .expression import Expr, X
from .numeric import Evaluator, OutOfRange, Undefined, context

DIGITS, MORE_DIGITS = 50, 110
MAX_DERIVATIVE = 2_000  # parts of a derivative; SymPy writes that of a long product at length
ENOUGH = 5  # points where both sides have values
_LOW, _HIGH = context(DIGITS), context(MORE_DIGITS)
_NUDGE = _LOW.mpf(10) ** -12


class Verdict(StrEnum):
    """What was found."""

    EQUAL = "equal"
    DIFFERENT = "different"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class Decision:
    """A verdict with its reason."""

    verdict: Verdict
    why: str  # "the same expression", "at 24 points", "at x = 1.5 they are 2 and 3", or why it is undecided

    def __bool__(self) -> bool:
        return self.verdict is Verdict.EQUAL


def points_in(intervals: Iterable[tuple[float, float]], count: int = 12) -> list[Any]:
    """Points of the intervals: in each, `count` irrational ones, spread evenly (Weyl's sequence), and 1/7, 3/7, 5/7."""
    result: list[Any] = []
    for index, (low, high) in enumerate(intervals):
        if low < high:
            low, width = _HIGH.mpf(low), _HIGH.mpf(high) - _HIGH.mpf(low)
            step = _HIGH.sqrt((2, 3, 5, 7)[index % 4])
            result += [low + width * _HIGH.frac(step * k) for k in range(1, count + 1)]
            result += [low + width * k / 7 for k in (1, 3, 5)]
    return result


# Near zero on both sides, where functions of a course live; then farther out, where a domain may begin.
GENERAL: tuple[tuple[float, float], ...] = ((-1, 1), (-4, 4), (0, 4))
FAR: tuple[tuple[float, float], ...] = ((4, 16), (-16, -4), (16, 120), (-120, -16), (120, 1000), (-1000, -120))


class Comparer:
    """Compares expressions at the points given (or general ones), and remembers the values of their parts."""

    def __init__(self, points: Sequence[Any] | None = None) -> None:
        self._near = [_Place(x) for x in (points_in(GENERAL, 8) if points is None else points)]
        self._done: dict[tuple[Expr, Expr, Expr | None], Decision] = {}

    @cached_property
    def _far(self) -> list["_Place"]:
        return [_Place(x) for x in points_in(FAR, 8)]

    def equal(self, a: Expr, b: Expr, *, where: Expr | None = None) -> Decision:
        """Whether a and b are the same function of x, where a third has values (a derivative lives where f does)."""
        key = (a, b, where)
        if key not in self._done:
            self._done[key] = self._equal(a, b, where)
        return self._done[key]

    def _equal(self, a: Expr, b: Expr, where: Expr | None) -> Decision:
        if a == b:
            return Decision(Verdict.EQUAL, "the same expression")
        strange = (a.free_symbols | b.free_symbols) - {X}
        if strange:
            names = ", ".join(sorted(str(s) for s in strange))
            return Decision(Verdict.UNDECIDED, f"{names} has no known value")
        for far in (False, True):
            agreed, unknown = 0, 0
            for place in self._far if far else self._near:
                if where is not None and isinstance(place.low.result(where), type):
                    continue
                verdict, witness = place.compare(a, b)
                if verdict is Verdict.DIFFERENT:
                    return Decision(Verdict.DIFFERENT, witness)
                agreed += verdict is Verdict.EQUAL
                unknown += verdict is Verdict.UNDECIDED
            if agreed >= ENOUGH:
                break
        if agreed >= ENOUGH and agreed > unknown:
            return Decision(Verdict.EQUAL, f"at {agreed} points")
        return Decision(Verdict.UNDECIDED, f"both have values at {agreed} points only")


class _Place:
    """A point to compare at."""

    def __init__(self, x: Any) -> None:
        self.x = x
        self.low, self._high = Evaluator(_LOW, x), Evaluator(_HIGH, x)
        self._beside = [Evaluator(_LOW, x - _NUDGE), Evaluator(_LOW, x + _NUDGE)]

    def compare(self, a: Expr, b: Expr) -> tuple[Verdict | None, str]:
        """The verdict and its witness; None if the point is outside the domain."""
        left, right = self.low.result(a), self.low.result(b)
        if OutOfRange in (left, right):
            return Verdict.UNDECIDED, ""
        if Undefined in (left, right):
            return (None, "") if left is right else self._one_sided(a, b)
        gap = abs(left - right)
        if gap <= max(abs(left), abs(right)) * _LOW.mpf(10) ** -40:
            return Verdict.EQUAL, ""
        left, right = self._high.result(a), self._high.result(b)
        if isinstance(left, type) or isinstance(right, type):
            return Verdict.UNDECIDED, ""
        fine = abs(left - right)
        # Cancellation: what should be 0 becomes smaller as digits are added; a true difference stays.
        if fine <= gap * _HIGH.mpf(10) ** -30:
            return Verdict.EQUAL, ""
        if abs(fine - gap) <= fine * _HIGH.mpf(10) ** -8:
            return Verdict.DIFFERENT, f"at x = {_short(self.x)} they are {_short(left)} and {_short(right)}"
        return Verdict.UNDECIDED, ""

    def _one_sided(self, a: Expr, b: Expr) -> tuple[Verdict | None, str]:
        """One side is undefined at the point: the same near it, or at the point only?"""
        undefined = None
        for evaluator in self._beside:
            left, right = evaluator.result(a), evaluator.result(b)
            if (left is Undefined) == (right is Undefined) or OutOfRange in (left, right):
                return None, ""
            undefined, defined = ("first", right) if left is Undefined else ("second", left)
        said = f"near x = {_short(self.x)} the {undefined} has no real value and the other is {_short(defined)}"
        return Verdict.DIFFERENT, said


def _short(value: Any) -> str:
    """A number with four digits, for people."""
    return f"{float(value) + 0.0:.4g}"  # not -0


@lru_cache(maxsize=4096)
def derivative(expression: Expr, variable: Expr = X) -> Expr:
    """The derivative with respect to x (of what `check_size` has passed).

    Raises:
        ValueError: SymPy could not differentiate it.
    """
    _short_enough(expression)
    try:
        # Of |ln x|, where ln x may be complex for all that SymPy knows, it makes what has no value here.
        real = expression.doit(deep=True).replace(sympy.Abs, lambda u: sympy.Abs(u) if u.is_real else sympy.sqrt(u**2))
        result = sympy.diff(real, variable)
    except Exception as error:  # SymPy raises many types on what it does not know
        raise ValueError(f"it cannot be differentiated: {type(error).__name__}") from None
    # At a corner of |u| there is no derivative; sign(0) would be 0.
    return _short_enough(result).replace(sympy.sign, lambda inner: inner / sympy.Abs(inner))


def _short_enough(expression: Expr) -> Expr:
    if any(count > MAX_DERIVATIVE for count, _ in enumerate(sympy.preorder_traversal(expression))):
        raise ValueError("its derivative is too long")
    return expression
