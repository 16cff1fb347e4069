"""Checks of the dataset as a whole: records, files, splits, statistics, and what is said about them."""

from collections.abc import Callable, Iterator

from ..problem import Problem, Where
from ..release import EXAMPLES, Release
from ..release import RULES as READING_RULES
from . import (
    certificate,
    curriculum,
    duplicates,
    equality,
    families,
    files,
    functions,
    groups,
    info,
    instructions,
    manifest,
    measures,
    overlap,
    schema,
    statistics,
    token_counts,
)
from .problems import error

_PARTS = (
    schema,
    files,
    manifest,
    curriculum,
    instructions,
    functions,
    groups,
    families,
    equality,
    measures,
    certificate,
    token_counts,
    statistics,
    info,
    duplicates,
    overlap,
)

RULES: dict[str, str] = {
    **READING_RULES,
    **{rule: text for part in _PARTS for rule, text in part.RULES.items()},
    "dataset.internal": "every check comes to its end",
}

Progress = Callable[[str, int, int], None]
"""Called before each group of checks with its name, how many are done, and how many there are."""


def check(release: Release, *, progress: Progress | None = None) -> list[Problem]:
    """Check the dataset as a whole.

    Args:
        release: the tree; it can be damaged in any way.
        progress: told of each group of checks as it begins, and once more at the end with an empty name.

    Returns:
        The problems, sorted by check and place; none if the dataset is as it should be.
    """
    problems = list(release.problems)
    for done, part in enumerate(_PARTS):
        name = part.__name__.rpartition(".")[2]
        if progress is not None:
            progress(name, done, len(_PARTS))
        problems += run(name, part.check, release)
    if progress is not None:
        progress("", len(_PARTS), len(_PARTS))
    return sorted(problems, key=lambda found: (found.check, found.where.path, found.where.line or 0, found.message))


def run(name: str, part: Callable[[Release], Iterator[Problem]], release: Release) -> Iterator[Problem]:
    """Run one group of checks; if it fails, that is a problem too.

    Args:
        name: what to call it.
        part: the checks.
        release: the tree.

    Yields:
        The problems.
    """
    try:
        yield from part(release)
    except Exception as failure:
        # A tree that nobody foresaw must not end the whole audit, nor pass it.
        reason = f"{type(failure).__name__}: {' '.join(str(failure).split())[:200]}"
        message = f"the check of {name} failed: {reason}"
        yield error("dataset.internal", Where(EXAMPLES), message, "report this as a bug of the validator")
