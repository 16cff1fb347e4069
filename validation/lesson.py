"""All checks of one lesson of the dataset: its text, its mathematics, its run, its layout and what it draws."""

from typing import Any

from . import mathematics, running
from . import screen as drawn
from . import text as static
from .problem import Problem, Severity, Where
from .run.evidence import Evidence
from .scene_file import SceneFile
from .screen import layout

RULES: dict[str, str] = {
    **static.RULES,
    **mathematics.RULES,
    **running.RULES,
    **layout.RULES,
    **drawn.RULES,
    "lesson.internal": "every check of the lesson comes to its end",
}
GROUPS = ("ast", "api", "mathematics", "run", "layout", "drawn")


def check(path: str, text: str, record: dict[str, Any], evidence: Evidence) -> list[Problem]:
    """Check a lesson; whatever breaks a check is a problem of its own.

    Args:
        path: the name to give in problems.
        text: the source.
        record: the line of metadata/examples.jsonl that describes it.
        evidence: what it did when it ran.

    Returns:
        The problems, by line.
    """
    scene = SceneFile(path, text)
    parts = (
        lambda: static.check(scene),
        lambda: mathematics.check(scene, record),
        lambda: running.check(path, evidence),
        lambda: running.check_lesson(path, evidence, record),
        lambda: layout.check(path, evidence),
        lambda: drawn.check(path, evidence, record.get("function"), record.get("derivative")),
        lambda: drawn.check_parts(path, evidence, record),
    )
    found: list[Problem] = []
    for part in parts:
        try:
            found += part()
        except Exception as error:
            said = f"a check broke down: {type(error).__name__}: {str(error)[:200]}"
            found.append(Problem("lesson.internal", Severity.ERROR, Where(path), said, "report it, with the file"))
    return sorted(found, key=lambda problem: (problem.where.line or 0, problem.check, problem.message))
