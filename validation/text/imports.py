"""`ast.imports`: a scene imports Manim, NumPy and what calculates in Python's library: it runs wherever Manim does."""

from collections.abc import Iterator

from ..api.suggest import renames
from ..outline import Outline
from ..problem import Problem, Severity, Where, short
from ..scene_file import SceneFile
from . import allowed

RULES = {
    "ast.imports": "only Manim, NumPy and what calculates in Python's library is imported; in a lesson of the dataset "
    "manim, numpy and math, and `*` only from manim",
}

_LESSON = ("manim", "numpy", "math")


def problems(scene: SceneFile, outline: Outline, *, template: bool) -> Iterator[Problem]:
    """What breaks `ast.imports`.

    Args:
        scene: the file.
        outline: its parts.
        template: whether it is held to what the dataset's lessons import.
    """

    def refused(line: int, message: str, hint: str) -> Problem:
        return Problem("ast.imports", Severity.ERROR, Where(scene.path, line), message, hint)

    for module, line in outline.imports:
        if module.startswith("."):
            hint = "put what it holds into the scene: a lesson stands alone"
            yield refused(line, f"`{short(module)}` is imported from beside the file", hint)
        elif not allowed.importable(module) or (template and allowed.top(module) not in _LESSON):
            instead = renames()["modules"].get(allowed.top(module))
            hint = f"import `{instead}`" if instead else "a lesson needs manim, numpy and math only"
            yield refused(line, f"the module `{short(module)}` is imported", hint)
    for module, line in outline.stars.items():
        if template and module != "manim":
            yield refused(line, f"`*` is imported from `{short(module)}`", "name what is used")
    if not outline.has_manim:
        yield refused(1, "Manim is not imported", "begin with `from manim import *`")
