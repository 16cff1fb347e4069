"""Checks of the dataset as a whole: records, files, splits, families, and what is measured of them.

What a record says in itself (`agreement`) is checked with its lesson.
"""

from ..problem import Problem
from ..release import RULES as READING_RULES
from ..release import Release
from . import curriculum, distinct, families, files, measurements, nearness, schema, skeletons, taught

_PARTS = (schema, files, curriculum, skeletons, families, distinct, taught, nearness, measurements)

RULES: dict[str, str] = {**READING_RULES, **{rule: text for part in _PARTS for rule, text in part.RULES.items()}}


def check(release: Release) -> list[Problem]:
    """Check the dataset as a whole.

    Args:
        release: the tree.

    Returns:
        The problems, sorted by check and place; none if the dataset is as it should be. If records do not follow their
        schema, that alone: the other checks take for granted that they do.
    """
    problems = [*release.problems, *schema.check(release)]
    if not problems:
        problems = [problem for part in _PARTS[1:] for problem in part.check(release)]
    return sorted(problems, key=lambda found: (found.check, found.where.path, found.where.line or 0, found.message))
