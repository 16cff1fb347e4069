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
    "run.overrides": "the scene leaves alone how Manim draws things and where it says that they are",
}
# What a scene may replace: how it is built, and how its own animations move things. The picture is read all the same.
HARMLESS = frozenset(
    {
        *("__init__", "construct", "setup", "tear_down", "__str__", "__repr__", "__len__", "init_points"),
        *("begin", "finish", "interpolate", "interpolate_mobject", "interpolate_submobject", "create_target"),
        *("clean_up_from_scene", "create_starting_mobject", "get_all_mobjects", "generate_points"),
    }
)

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
    for name in evidence.overrides:
        if name.rpartition(".")[2] not in HARMLESS:
            hint = "build the picture of Manim's own parts"
            yield Problem("run.overrides", Severity.ERROR, Where(path), f"the scene replaces Manim's {name}", hint)
    for warning in evidence.warnings:
        if not any(words in warning for words in _OURS):
            yield Problem("run.warning", Severity.WARNING, Where(path), warning, "")
