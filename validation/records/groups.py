"""Skeleton groups: taken anew from the functions, compared with the records, and kept out of each other's splits."""

from collections import defaultdict
from collections.abc import Callable, Iterator

from ..problem import Problem, Where
from ..release import EXAMPLES, Record, Release
from .expression import Expression, UnreadableError
from .figures import SKELETON_GROUP_MAX, SKELETONS_MIN
from .functions import Lesson, read_lessons
from .problems import error, shown
from .skeleton import Skeleton, read_skeleton, skeleton_of

RULES = {
    "dataset.skeleton": "the column skeleton is the function without its numbers, and groups the functions so",
    "dataset.leak": "no skeleton, of a record's column, its function or its scene's f, is in two splits",
    "dataset.groups": f"at least {SKELETONS_MIN} skeletons, none of more than {SKELETON_GROUP_MAX} functions",
}

_SPLIT_HINT = "put all functions of a skeleton into one split"


def check(release: Release) -> Iterator[Problem]:
    """Check the skeletons of all functions.

    Args:
        release: the tree.

    Yields:
        Problems of the rules above.
    """
    lessons = read_lessons(release)
    skeletons = {lesson.record.line: _skeleton(lesson.function) for lesson in lessons}
    yield from _check_texts(lessons, skeletons)
    yield from _check_partition(lessons, skeletons)
    yield from _check_leaks(lessons, skeletons)
    yield from _check_sizes(lessons, skeletons)


def _skeleton(expression: Expression | None) -> Skeleton | None:
    if expression is None:
        return None
    try:
        return skeleton_of(expression)
    except UnreadableError:
        return None


def _check_texts(lessons: list[Lesson], skeletons: dict[int, Skeleton | None]) -> Iterator[Problem]:
    for lesson in lessons:
        record, own = lesson.record, skeletons[lesson.record.line]
        text = record.text("skeleton")
        try:
            read = read_skeleton(text)
        except UnreadableError as reason:
            message = f"{record.name}: the skeleton {shown(text)} is no formula: {reason}"
            yield error("dataset.skeleton", record.where, message, f"should say the same as {own}" if own else "")
            continue
        if own is not None and read != own:
            message = f"{record.name}: the skeleton {shown(text)} is not that of {shown(record.text('function'))}"
            yield error("dataset.skeleton", record.where, message, f"should say the same as {own}")


def _check_partition(lessons: list[Lesson], skeletons: dict[int, Skeleton | None]) -> Iterator[Problem]:
    by_column: dict[str, Record] = {}
    by_own: dict[Skeleton, Record] = {}
    for record in (lesson.record for lesson in lessons):
        own, column = skeletons[record.line], record.text("skeleton")
        if own is None or not column:
            continue
        first = by_column.setdefault(column, record)
        if skeletons[first.line] != own:
            message = (
                f"{first.name} and {record.name} share the skeleton {shown(column)}, but"
                f" {shown(first.text('function'))} and {shown(record.text('function'))} differ by more than numbers"
            )
            yield error("dataset.skeleton", record.where, message, "give them different skeletons")
        first = by_own.setdefault(own, record)
        if first.text("skeleton") != column:
            message = (
                f"{first.name} and {record.name} have different skeletons, but {shown(first.text('function'))}"
                f" and {shown(record.text('function'))} differ in their numbers only"
            )
            yield error("dataset.skeleton", record.where, message, "give them one skeleton, and one split")


def _check_leaks(lessons: list[Lesson], skeletons: dict[int, Skeleton | None]) -> Iterator[Problem]:
    sources: dict[str, Callable[[Lesson], str | Skeleton | None]] = {
        "column skeleton": lambda lesson: lesson.record.text("skeleton") or None,
        "function without its numbers": lambda lesson: skeletons[lesson.record.line],
        "scene's f without its numbers": lambda lesson: _skeleton(lesson.code),
    }
    for source, key_of in sources.items():
        first_of: dict[str | Skeleton, Record] = {}
        for lesson in lessons:
            key, record = key_of(lesson), lesson.record
            if key is None:
                continue
            first = first_of.setdefault(key, record)
            if first.text("split") != record.text("split"):
                message = (
                    f"{first.name} in {first.text('split')} and {record.name} in {record.text('split')} are the same"
                    f" but for numbers: the {source} is {shown(str(key))[1:-1]} in both"
                )
                yield error("dataset.leak", record.where, message, _SPLIT_HINT)


def _check_sizes(lessons: list[Lesson], skeletons: dict[int, Skeleton | None]) -> Iterator[Problem]:
    groups: defaultdict[Skeleton, list[str]] = defaultdict(list)
    for lesson in lessons:
        own = skeletons[lesson.record.line]
        if own is not None:
            groups[own].append(lesson.record.name)
    for own, names in groups.items():
        if len(names) > SKELETON_GROUP_MAX:
            message = f"the skeleton {own} has {len(names)} functions, not {SKELETON_GROUP_MAX} at most: "
            message += ", ".join(names[:10]) + (", ..." if len(names) > 10 else "")
            yield error("dataset.groups", Where(EXAMPLES), message, "replace some of them by functions of other kinds")
    if len(groups) < SKELETONS_MIN:
        message = f"there are {len(groups)} skeletons, fewer than {SKELETONS_MIN}"
        yield error("dataset.groups", Where(EXAMPLES), message, "replace functions of large groups by other kinds")
