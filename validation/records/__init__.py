"""Checks of the dataset as a whole: records, families, what is taught, and the certificate.

What a record says in itself (`agreement`) is checked with its lesson. Figures, order, columns and files are what the
build makes, which `derivative-manim build --check` compares byte for byte.
"""

from ..problem import Problem
from ..release import RULES as READING_RULES
from ..release import Release
from . import certified, families, schema, skeletons, taught

_PARTS = (schema, skeletons, families, taught, certified)

RULES: dict[str, str] = {**READING_RULES, **{rule: text for part in _PARTS for rule, text in part.RULES.items()}}


def check(release: Release) -> list[Problem]:
    """Give the problems of the dataset as a whole, sorted by check and place.

    If records do not follow their schema, that alone: the other checks take for granted that they do.
    """
    problems = [*release.problems, *schema.check(release)]
    if not problems:
        problems = [problem for part in _PARTS[1:] for problem in part.check(release)]
    return sorted(problems, key=lambda found: (found.check, found.where.path, found.where.line or 0, found.message))
