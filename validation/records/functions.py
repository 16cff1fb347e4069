"""The functions of the release: as the records have them, and as the scenes' code has them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from ..problem import Problem, Where
from ..release import Record, Release
from ..scene_file import SceneFile
from .expression import Expression, UnreadableError, read_text, read_tree
from .problems import error, shown

RULES = {
    "dataset.function": "a record's function and derivative, and f and df of its scene, can be read as formulas in x",
}

_HINT = "write one formula of arithmetic and elementary functions"


@dataclass(frozen=True)
class Lesson:
    """A record with the function that it is about.

    Attributes:
        record: the record.
        function: its column `function`; None if it cannot be read.
        code: what `f` of its scene returns; None if there is no such scene or it cannot be read.
    """

    record: Record
    function: Expression | None
    code: Expression | None


def check(release: Release) -> Iterator[Problem]:
    """Check that every function can be read.

    Args:
        release: the tree.

    Yields:
        Problems of the rules above.
    """
    for record in release.records:
        for field in ("function", "derivative"):
            try:
                read_text(record.text(field))
            except UnreadableError as reason:
                message = f"{record.name}: the {field} {shown(record.text(field))} cannot be read: {reason}"
                yield error("dataset.function", record.where, message, _HINT)
        scene = release.scenes.get(record.path)
        if scene is not None:
            yield from _check_scene(record.name, scene)


def _check_scene(name: str, scene: SceneFile) -> Iterator[Problem]:
    for function in ("f", "df"):
        try:
            read_code(scene, function)
        except UnreadableError as reason:
            message = f"{name}: {function} of the scene cannot be read: {reason}"
            yield error("dataset.function", Where(scene.path), message, _HINT)


def read_lessons(release: Release) -> list[Lesson]:
    """Read what can be read of all functions.

    Args:
        release: the tree.

    Returns:
        One for each record, in the order of the records.
    """
    return [_lesson(record, release.scenes.get(record.path)) for record in release.records]


def read_code(scene: SceneFile, name: str) -> Expression:
    """Read what a function of a scene returns.

    Args:
        scene: the scene.
        name: the function's name, `f` or `df`.

    Returns:
        The formula, with the argument as x.

    Raises:
        UnreadableError: the scene is not Python, or there is no such function, or it is more than one formula.
    """
    body = find_function(scene, name)
    match body.args, body.body[-1]:
        case ast.arguments(args=[ast.arg(arg=variable)]), ast.Return(value=ast.expr() as value) if len(body.body) == 1:
            return read_tree(value, variable)
    raise UnreadableError("it is not one formula of one argument")


def find_function(scene: SceneFile, name: str) -> ast.FunctionDef:
    """Find a function at the top of a scene.

    Args:
        scene: the scene.
        name: the function's name.

    Returns:
        Its definition; of several the last, which is the one that Python calls.

    Raises:
        UnreadableError: the scene is not Python, or has no such function.
    """
    try:
        body = scene.tree.body
    except SyntaxError as reason:
        raise UnreadableError(f"the scene is not Python: {reason.msg}") from None
    for node in reversed(body):
        if isinstance(node, ast.FunctionDef) and node.name == name:
            return node
    raise UnreadableError(f"the scene does not define {name} at its top")


def _lesson(record: Record, scene: SceneFile | None) -> Lesson:
    function = code = None
    try:
        function = read_text(record.text("function"))
        code = read_code(scene, "f") if scene else None
    except UnreadableError:
        pass  # `check` says so
    return Lesson(record, function, code)
