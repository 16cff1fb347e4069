"""The rules of a scene's run: that it reaches its end, plays something, opens its phases, and nothing warns."""

from collections.abc import Iterator, Mapping
from typing import Any

from ..problem import Problem, Severity, Where
from ..run.evidence import Evidence
from ..scene_file import PHASES

RULES = {
    "run.error": "the scene runs to its end under Manim",
    "run.warning": "neither Python nor NumPy nor Manim warns of anything",
    "run.animation": "it plays at least one animation",
    "run.phases": "the eight phases are opened in their order as it runs",
    "run.overrides": "the scene leaves alone how Manim draws things and where it says that they are",
    "run.animations": "it calls play and wait as often as its record says",
    "run.formulas": "it makes as many formulas as its record says",
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
OURS = "is too short for the current frame rate"


def check(path: str, evidence: Evidence, record: Mapping[str, Any] | None = None) -> Iterator[Problem]:
    """Yield what is wrong with the run of a scene; of a lesson of the dataset, by its record too."""
    where = Where(path)
    if evidence.error is not None:
        said = f": {evidence.error.message}" if evidence.error.message else ""
        place = Where(path, evidence.error.line)
        yield Problem("run.error", Severity.ERROR, place, f"{evidence.error.kind}{said}")
        return
    if evidence.plays == 0:
        yield Problem("run.animation", Severity.ERROR, where, "nothing is animated", "call self.play or self.wait")
    for name in evidence.overrides:
        if name.rpartition(".")[2] not in HARMLESS:
            hint = "build the picture of Manim's own parts"
            yield Problem("run.overrides", Severity.ERROR, where, f"the scene replaces Manim's {name}", hint)
    for warning in evidence.warnings:
        if OURS not in warning:
            yield Problem("run.warning", Severity.WARNING, where, warning)
    if record is None:
        return
    if evidence.sections != PHASES:
        said = f"the phases that ran are {', '.join(evidence.sections) or 'none'}"
        hint = f"open {', '.join(PHASES)} with self.next_section"
        yield Problem("run.phases", Severity.ERROR, where, said, hint)
    counts = (("animations", "animations", evidence.plays), ("formulas", "latex_expressions", evidence.formulas))
    for name, field, count in counts:
        if record.get(field) != count:
            said = f"{count} {name} as it ran, but {field} in the record is {record.get(field)}"
            yield Problem(f"run.{name}", Severity.ERROR, where, said, "build the scene and its record together")
