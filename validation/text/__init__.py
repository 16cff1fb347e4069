"""What a scene's text shows without running it: its form, what it calls, and whether Manim has all that it uses.

`check` gives the problems, `facts` what an evaluator counts. Neither imports, runs or evaluates the scene; Manim is
imported, to know what it offers. Whatever the text is, both return.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from ..api import check as api
from ..problem import Problem
from ..scene_file import SceneFile
from . import imports, shadow, source, structure, wall
from .outline import Outline
from .report import error, limited
from .structure import Facts

__all__ = ["RULES", "Facts", "check", "facts"]

RULES: dict[str, str] = {
    **source.RULES,
    **imports.RULES,
    **structure.RULES,
    **wall.RULES,
    **shadow.RULES,
    **api.RULES,
    "ast.internal": "every check of the file could be carried out to its end",
}


def check(scene: SceneFile, *, template: bool = True) -> list[Problem]:
    """The problems of a scene's text, by line.

    Args:
        scene: the file; nothing about it is trusted.
        template: whether it is to be a lesson like the release's, and is held to `ast.scene_class`, `ast.phases`,
            `ast.functions` and `ast.shadow` too; people's own scenes do well to name and override as they please.
    """
    parts: list[Callable[[Outline], Iterable[Problem]]] = [
        lambda outline: imports.problems(scene, outline.imports),
        lambda outline: wall.problems(scene, outline),
        lambda outline: api.problems(scene, outline),
    ]
    if template:
        parts.append(lambda outline: shadow.problems(scene, outline))
        parts.append(lambda outline: structure.problems(scene, outline))
    found: list[Problem] = []
    outlines: list[Outline] = []
    found.extend(_guarded(scene, lambda: _read(scene, outlines)))
    for outline in outlines:
        for part in parts:
            found.extend(_guarded(scene, partial(part, outline)))
    return sorted(limited(found), key=lambda problem: (problem.where.line or 0, problem.check, problem.message))


def facts(scene: SceneFile) -> Facts:
    """What an evaluator counts of a scene's text; all of it False where Python does not read it.

    Args:
        scene: the file; nothing about it is trusted.
    """
    try:
        _, tree = source.read(scene)
        return structure.facts(scene, Outline.of(tree)) if tree else Facts()
    except Exception:
        return Facts()


def _read(scene: SceneFile, into: list[Outline]) -> Iterator[Problem]:
    found, tree = source.read(scene)
    yield from found
    if tree is not None:
        into.append(Outline.of(tree))


def _guarded(scene: SceneFile, part: Callable[[], Iterable[Problem]]) -> list[Problem]:
    """The problems that a check finds, with one more if it breaks down half way."""
    found: list[Problem] = []
    try:
        found.extend(part())
    except Exception as failure:
        message = f"a check broke down: {type(failure).__name__}"
        found.append(error(scene, "ast.internal", None, message, "the file is not proved right"))
    return found
