"""Families: functions that are one another with other numbers, however they are written, are in one split.

Two functions are of one family if their skeletons are equal, or those of their canonical forms, or if a chain of such
pairs links them.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from ..problem import Problem
from ..release import Release
from .canonical import canonical
from .expression import Expression, UnreadableError
from .functions import Lesson, read_lessons
from .problems import error, shown
from .skeleton import Skeleton, skeleton_of

RULES = {
    "dataset.family": "no family (skeletons equal as written, or in exp and ln and multiplied out) is in two splits",
}


def check(release: Release) -> Iterator[Problem]:
    """Check that no family is in two splits.

    Args:
        release: the tree.

    Yields:
        Problems of the rule above.
    """
    lessons = read_lessons(release)
    sources: dict[str, Callable[[Lesson], Expression | None]] = {
        "": lambda lesson: lesson.function,
        ", by f of their scenes": lambda lesson: lesson.code,
    }
    told: set[tuple[int, int]] = set()
    for source, expression_of in sources.items():
        for place, first in enumerate(families([expression_of(lesson) for lesson in lessons])):
            one, other = lessons[first].record, lessons[place].record
            if one.text("split") != other.text("split") and (first, place) not in told:
                told.add((first, place))
                message = (
                    f"{one.name} in {one.text('split')} and {other.name} in {other.text('split')} are of one family"
                    f"{source}: {shown(one.text('function'))} and {shown(other.text('function'))}"
                )
                yield error("dataset.family", other.where, message, "put all functions of a family into one split")


def families(functions: Sequence[Expression | None]) -> list[int]:
    """Put functions into families.

    Args:
        functions: the functions; None is of no family but its own.

    Returns:
        For each function the place of the first of its family.
    """
    first = list(range(len(functions)))

    def first_of(place: int) -> int:
        while first[place] != place:
            place = first[place]
        return place

    seen: dict[Skeleton, int] = {}
    for place, function in enumerate(functions):
        for key in _keys(function):
            low, high = sorted((first_of(seen.setdefault(key, place)), first_of(place)))
            first[high] = low
    return [first_of(place) for place in range(len(functions))]


@lru_cache(maxsize=2048)
def _keys(function: Expression | None) -> tuple[Skeleton, ...]:
    # Kept: a record's function is that of its scene, and the statistics ask for the families once more.
    if function is None:
        return ()
    try:
        return skeleton_of(function), skeleton_of(canonical(function))
    except UnreadableError:
        return ()  # absurdly long
