"""A scene as the mathematics sees it: its functions, its texts, its drawing; and how problems are worded."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from ..formulas.expression import Expr
from ..problem import Problem, Severity, Where
from ..scene_file import SceneFile
from .code_reader import CodeFunction, find
from .constants import Constants
from .drawing import Drawing
from .scopes import Scopes
from .strings import ScreenText, on_screen

MAX_SOURCE = 200_000  # characters; a lesson has about 3,400, and Python needs a minute to parse some megabytes


@dataclass
class Scene:
    """A scene, read."""

    path: str
    tree: ast.Module
    scopes: Scopes
    functions: list[CodeFunction]
    texts: list[ScreenText]
    drawing: Drawing


def read_scene(scene: SceneFile) -> Scene:
    """Read a scene; nothing of it is run.

    Raises:
        SyntaxError: it is not Python.
        ValueError: it is too long.
    """
    if len(scene.text) > MAX_SOURCE:
        raise ValueError(f"it is longer than {MAX_SOURCE} characters")
    scopes = Scopes(scene.tree)
    constants = Constants(scopes)
    return Scene(
        scene.path,
        scene.tree,
        scopes,
        find(scene.tree, scopes),
        on_screen(scopes, constants),
        Drawing(scopes, constants),
    )


def fault(rule: str, path: str, line: int | None, message: str, hint: str = "") -> Problem:
    """A problem that makes a scene fail."""
    return Problem(rule, Severity.ERROR, Where(path, line), message, hint)


def guarded(path: str, found: Iterator[Problem]) -> list[Problem]:
    """The problems; an internal failure is one of them, and ends the check."""
    result: list[Problem] = []
    try:
        result.extend(found)
    except Exception as error:  # whatever a stranger's scene brings about is a finding, not a crash
        message = f"the mathematics could not be checked: {type(error).__name__}"
        result.append(fault("mathematics.undecided", path, None, message, "write the scene more plainly"))
    return result


def plain(expression: Expr) -> str:
    """An expression for people, cut to a line."""
    text = str(expression)
    return text if len(text) <= 60 else f"{text[:57]}..."


def cut(text: str) -> str:
    """A text in quotes, cut to a line."""
    flat = " ".join(text.split())
    return f'"{flat}"' if len(flat) <= 90 else f'"{flat[:87]}..."'
