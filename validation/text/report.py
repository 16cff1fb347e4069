"""How the static checks word a problem."""

import ast
from collections.abc import Iterable, Iterator

from ..problem import Problem, Severity, Where
from ..scene_file import SceneFile

LIMIT = 20
"""The most problems of one rule that are given for one file; the rest are counted."""

NAME_LIMIT = 60
"""The most characters of a name or a text that are shown in a message."""


def short(text: str) -> str:
    """A text fit to stand in a message: printable, on one line, and not long.

    Args:
        text: anything from the file.
    """
    clipped = text if len(text) <= NAME_LIMIT else text[: NAME_LIMIT - 3] + "..."
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in clipped)


def error(scene: SceneFile, rule: str, at: ast.AST | int | None, message: str, hint: str = "") -> Problem:
    """A problem of severity error.

    Args:
        scene: the file.
        rule: the rule that was broken.
        at: the syntax node or the line to blame.
        message: what is wrong.
        hint: what to do about it.
    """
    line = at if isinstance(at, int) or at is None else getattr(at, "lineno", None)
    return Problem(rule, Severity.ERROR, Where(scene.path, line), message, hint)


def limited(problems: Iterable[Problem]) -> Iterator[Problem]:
    """The problems without repetitions, and at most LIMIT of each rule, with a last one that counts the others.

    Args:
        problems: problems of one file, in any order.
    """
    by_rule: dict[str, list[Problem]] = {}
    for problem in dict.fromkeys(problems):
        by_rule.setdefault(problem.check, []).append(problem)
    for rule, found in by_rule.items():
        yield from found[:LIMIT]
        if len(found) > LIMIT:
            last = found[LIMIT]
            yield Problem(rule, last.severity, last.where, f"{len(found) - LIMIT} more problems of this rule follow")
