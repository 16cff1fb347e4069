"""No two functions are equal: their values tell, at points where both are defined.

Each function is evaluated with 30 digits at points of every size that a domain here has, a hundredth of the root of a
prime beside a decimal, where no function of a course has a special value. Functions that agree at one of them in 20
digits are compared at all, and at more, with 60: equal ones agree in 45 (15 are left for cancellation), and different
ones as short as these do not, save where they have one formula on a part of the line, as `abs(x)` and `x` do; for that
there are points of both signs.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

import mpmath

from ..problem import Problem, Where
from ..release import EXAMPLES, Record, Release
from .expression import Expression, read_text, value_at
from .figures import PLACED
from .functions import read_lessons
from .problems import error, shown

RULES = {
    "dataset.equal": "no two functions are equal where both are defined, and each is defined somewhere",
    "dataset.placed": "the functions that both source documents name are there, at ranks that both allow",
}

DECIMALS = (-3.1, -1.7, -0.9, -0.4, 0.13, 0.3, 0.55, 0.8, 1.2, 1.9, 3.3, 5.7, 11, 23)
PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43)
MORE_POINTS = 60
DIGITS, KEY_DIGITS = 30, 20
MORE_DIGITS, AGREED_DIGITS = 60, 45


def check(release: Release) -> Iterator[Problem]:
    """Compare all functions with each other, and look for those that have to be there.

    Args:
        release: the tree.

    Yields:
        Problems of the rules above.
    """
    functions = [(lesson.record, lesson.function) for lesson in read_lessons(release) if lesson.function]
    buckets: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
    for index, (record, function) in enumerate(functions):
        keys = _keys(function)
        for key in keys:
            buckets[key].append(index)
        if not keys:
            message = f"{record.name}: {shown(record.text('function'))} has no value at any of {len(DECIMALS)} points"
            yield error("dataset.equal", record.where, message, "choose a function that a course can draw")
    suspects = {pair for found in buckets.values() for pair in combinations(found[:20], 2)}
    for first, second in sorted(suspects):
        (record, function), (other, its_function) = functions[first], functions[second]
        if equal(function, its_function):
            texts = f"{shown(record.text('function'))} and {shown(other.text('function'))}"
            message = f"{record.name} and {other.name} are equal: {texts}"
            yield error("dataset.equal", other.where, message, "replace one of them by another function")
    for text, (lowest, highest) in PLACED.items():
        yield from _check_placed(text, lowest, highest, functions, buckets)


def equal(function: Expression, other: Expression) -> bool:
    """Return whether two functions have the same values.

    Args:
        function: one of them.
        other: the other.

    Returns:
        True if both are defined at one point at least, and they agree at every point where both are.
    """
    agreed = 0
    with mpmath.workdps(MORE_DIGITS):
        more = [mpmath.sqrt(2) * (k - MORE_POINTS // 3) / 7 for k in range(MORE_POINTS)]
        for point in [*_points(), *more]:
            values = value_at(function, point), value_at(other, point)
            if None in values:
                continue
            if not mpmath.almosteq(*values, rel_eps=mpmath.mpf(10) ** -AGREED_DIGITS):
                return False
            agreed += 1
    return agreed > 0


def _points() -> list[mpmath.mpf]:
    return [decimal + mpmath.sqrt(prime) / 100 for decimal, prime in zip(DECIMALS, PRIMES, strict=True)]


def _keys(function: Expression) -> list[tuple[int, str]]:
    # Equal functions have equal keys: a point, and the value there as text.
    with mpmath.workdps(DIGITS):
        values = [value_at(function, point) for point in _points()]
        return [(number, mpmath.nstr(value, KEY_DIGITS)) for number, value in enumerate(values) if value is not None]


def _check_placed(
    text: str,
    lowest: int,
    highest: int,
    functions: list[tuple[Record, Expression]],
    buckets: dict[tuple[int, str], list[int]],
) -> Iterator[Problem]:
    wanted = read_text(text)
    suspects = sorted({index for key in _keys(wanted) for index in buckets.get(key, ())})
    found = [functions[index][0] for index in suspects if equal(wanted, functions[index][1])]
    if not found:
        message = f"{text} is not among the functions"
        yield error("dataset.placed", Where(EXAMPLES), message, f"put it at a rank from {lowest} to {highest}")
    for record in found:
        rank = record.number("rank")
        if rank is None or not lowest <= rank <= highest:
            message = f"{record.name}: {text} has the rank {shown(rank)}, not one from {lowest} to {highest}"
            yield error("dataset.placed", record.where, message, "both source documents put it there")
