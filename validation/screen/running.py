"""The rules of a scene's run: that it reaches its end, plays something, opens its phases, and nothing warns."""

from collections.abc import Iterator

from ..problem import Problem, Severity, Where
from ..run.evidence import Evidence
from ..scene_file import PHASES

RULES = {
    "run.error": "the scene runs to its end under Manim",
    "run.warning": "neither Python nor NumPy nor Manim warns of anything",
    "run.animation": "it plays at least one animation",
    "run.phases": "the eight phases are opened in their order as it runs",
}

# Said of settings of the dry run, not of the scene: short animations at one frame a second.
_OURS = ("is too short for the current frame rate",)


def check(path: str, evidence: Evidence, *, strict: bool) -> Iterator[Problem]:
    """Check the run of a scene.

    Args:
        path: the name to give in problems.
        evidence: what it did.
        strict: it is a lesson, which has the eight phases.
    """
    if evidence.error is not None:
        where = Where(path, evidence.error.line)
        said = f": {evidence.error.message}" if evidence.error.message else ""
        yield Problem("run.error", Severity.ERROR, where, f"{evidence.error.kind}{said}", "")
        return
    if evidence.plays == 0:
        hint = "call self.play or self.wait"
        yield Problem("run.animation", Severity.ERROR, Where(path), "nothing is animated", hint)
    if strict and evidence.sections != PHASES:
        seen = ", ".join(evidence.sections) or "none"
        hint = f"open {', '.join(PHASES)} with self.next_section"
        yield Problem("run.phases", Severity.ERROR, Where(path), f"the phases that ran are {seen}", hint)
    for warning in evidence.warnings:
        if not any(words in warning for words in _OURS):
            yield Problem("run.warning", Severity.WARNING, Where(path), warning, "")
