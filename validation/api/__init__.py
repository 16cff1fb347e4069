"""Names, methods and keywords that the installed Manim does not have, with the real ones; nothing is run.

`check` gives them for one scene, `at_line` the one that a run's error is due to, `listing` all of them on request.
"""

from collections.abc import Iterable

from ..outline import outline
from ..problem import Problem, Severity, Where, limited
from ..scene_file import SceneFile
from . import inventions
from .surface import surface

RULES: dict[str, str] = {
    **inventions.RULES,
    "api.internal": "the check of names could be carried out to its end",
}


def check(scene: SceneFile, *, template: bool = True) -> list[Problem]:
    """What a scene uses that the installed Manim does not have, by line; none where Python does not read the file.

    In a lesson like the release's (`template`) they are errors. In people's own scenes they are hints: what is wrong
    there shows when the scene runs.
    """
    return [] if scene.unreadable() else limited(_found(scene, Severity.ERROR if template else Severity.WARNING))


def look_through() -> None:
    """Read what there is in Manim, which takes a second, before processes are forked that each would read it."""
    _ = surface().private
    check(SceneFile("any.py", "from manim import *\nCircle().shift(UP)\n"))


def listing(scene: SceneFile) -> list[Problem]:
    """Everything that a scene uses and the installed Manim does not have, or why Python does not read the file."""
    unreadable = scene.unreadable()
    return [unreadable] if unreadable else sorted(set(_found(scene, Severity.ERROR)), key=lambda p: (p.where, p))


def at_line(problems: Iterable[Problem], line: int | None) -> Problem | None:
    """The invention, of the problems found, on the line that the run's error names, if there is one."""
    return next((p for p in problems if p.check in inventions.RULES and p.where.line == line is not None), None)


def _found(scene: SceneFile, severity: Severity) -> list[Problem]:
    try:
        return list(inventions.problems(scene, outline(scene), severity))
    except Exception as failure:
        message = f"the check of names broke down: {type(failure).__name__}"
        return [Problem("api.internal", severity, Where(scene.path), message, "the file is not proved right")]
