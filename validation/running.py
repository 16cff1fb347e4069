"""The rules of a scene's run: that it reaches its end, without a warning, phase by phase as its record says."""

from collections.abc import Iterator
from typing import Any

from .problem import Problem, Severity, Where
from .run.evidence import Evidence
from .scene_file import PHASES

RULES = {
    "run.error": "the scene runs to its end under Manim",
    "run.warning": "neither Python nor NumPy nor Manim warns of anything",
    "run.animation": "it plays at least one animation",
    "run.phases": "the eight phases are opened in their order as it runs",
    "run.animations": "it calls play and wait as often as its record says",
    "run.formulas": "it makes as many formulas as its record says",
}

# Said of settings of the dry run, not of the scene: short animations at one frame a second.
_OURS = ("is too short for the current frame rate",)


def check(path: str, evidence: Evidence) -> Iterator[Problem]:
    """Check the run of any scene."""
    if evidence.error is not None:
        where = Where(path, evidence.error.line)
        said = f": {evidence.error.message}" if evidence.error.message else ""
        yield Problem("run.error", Severity.ERROR, where, f"{evidence.error.kind}{said}", "")
        return
    if evidence.plays == 0:
        hint = "call self.play or self.wait"
        yield Problem("run.animation", Severity.ERROR, Where(path), "nothing is animated", hint)
    for warning in evidence.warnings:
        if not any(words in warning for words in _OURS):
            yield Problem("run.warning", Severity.WARNING, Where(path), warning, "")


def check_lesson(path: str, evidence: Evidence, record: dict[str, Any]) -> Iterator[Problem]:
    """Check the run of a lesson of the dataset against its record."""
    if evidence.error is not None:
        return
    if evidence.sections != PHASES:
        seen = ", ".join(evidence.sections) or "none"
        hint = f"open {', '.join(PHASES)} with self.next_section"
        yield Problem("run.phases", Severity.ERROR, Where(path), f"the phases that ran are {seen}", hint)
    for rule, field, count, what in (
        ("run.animations", "animations", evidence.plays, "calls of play and wait"),
        ("run.formulas", "latex_expressions", evidence.formulas, "formulas"),
    ):
        said = record.get(field)
        if said != count:
            hint = "build the record again"
            text = f"{count} {what} as it ran, but {field} in the record is {said}"
            yield Problem(rule, Severity.ERROR, Where(path), text, hint)
