"""What a scene's text shows without running it: that Python reads it, what it imports, what it calls, its parts.

`check` gives the problems, `facts` what an evaluator counts. Neither runs or evaluates the scene; Manim is imported, to
know what its names are.
"""

import importlib.util

from ..outline import outline
from ..problem import Problem, limited
from ..scene_file import SceneFile
from . import structure, wall
from .structure import facts

__all__ = ["RULES", "check", "decoded", "facts"]

RULES: dict[str, str] = {
    "ast.syntax": "the file is Python in a plain encoding, of at most 200,000 characters, nested at most 150 deep",
    **structure.RULES,
    **wall.RULES,
}


def decoded(data: bytes) -> str | None:
    """Decode a file as Python does, by its byte order mark or the encoding that it declares; None if it is no text."""
    try:
        return importlib.util.decode_source(data)
    except (SyntaxError, LookupError, ValueError):
        return None


def check(scene: SceneFile, *, template: bool = True) -> list[Problem]:
    """The problems of a scene's text, by line; `template`: of the form and the imports of a lesson, too."""
    unreadable = scene.unreadable()
    if unreadable:
        return [unreadable]
    parts = outline(scene)
    form = structure.problems(scene, parts) if template else ()
    return limited([*wall.problems(scene, parts, template=template), *form])
