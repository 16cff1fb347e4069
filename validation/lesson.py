"""All checks of one lesson of the dataset: its text, its run, what it shows, and its record."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from . import api, screen
from . import text as texts
from .formulas.expression import Unreadable
from .problem import Problem, Severity, Where, limited
from .records import agreement
from .run.evidence import Evidence
from .scene_file import SceneFile
from .screen import running
from .text import lines

RULES: dict[str, str] = {
    **texts.RULES,
    **lines.RULES,
    **api.RULES,
    **screen.RULES,
    **agreement.RULES,
    "lesson.internal": "every check of the lesson comes to its end",
}
GROUPS = ("ast", "api", "mathematics", "run", "layout", "drawn", "record")


def check(path: str, text: str, record: dict[str, Any], evidence: Evidence) -> list[Problem]:
    """Give the problems of a lesson, by line: of its text, its record, and what it did when it ran.

    Whatever breaks a check is a problem of its own.
    """
    scene = SceneFile(path, text)
    parts: tuple[Callable[[], Iterable[Problem]], ...] = (
        lambda: texts.check(scene),
        lambda: limited(lines.problems(scene)),
        lambda: api.check(scene),
        lambda: running.check(path, evidence, record),
        lambda: _screen(path, evidence, record),
        lambda: agreement.check(path, record),
        lambda: agreement.check_code(scene, record),
    )
    found: list[Problem] = []
    for part in parts:
        try:
            found += part()
        except Exception as error:
            said = f"a check broke down: {type(error).__name__}: {str(error)[:200]}"
            found.append(Problem("lesson.internal", Severity.ERROR, Where(path), said, "report it, with the file"))
    return sorted(found, key=lambda problem: (problem.where.line or 0, problem.check, problem.message))


def _screen(path: str, evidence: Evidence, record: Mapping[str, Any]) -> list[Problem]:
    try:
        showing = screen.showing_of(evidence, str(record.get("function")), strict=True, record=record)
    except (Unreadable, ValueError) as error:
        return [Problem("drawn.function", Severity.ERROR, Where(path), f"the record's function: {error}")]
    return screen.check(path, showing)
