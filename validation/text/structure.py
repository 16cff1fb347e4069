"""`ast.scene_class`, `ast.functions`: a lesson has the parts of the template, as far as its text shows them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from ..outline import Outline
from ..problem import Problem, Severity, Where, short
from ..scene_file import CLASS_NAME, SceneFile

RULES = {
    "ast.scene_class": f"there is one scene class, `{CLASS_NAME}`, and it has `construct(self)`",
    "ast.functions": "`f` and `df` are functions of the module, of one argument, and mean one thing throughout",
}

# The names, not the classes: that a class is meant to be a scene shows even where Manim is not imported.
_SCENES = {
    *("Scene", "LinearTransformationScene", "MovingCameraScene", "SpecialThreeDScene"),
    *("ThreeDScene", "VectorScene", "ZoomedScene"),
}


@dataclass(frozen=True)
class Facts:
    """What an evaluator counts of a file.

    Attributes:
        valid_syntax: Python reads it.
        manim_import: Manim is imported.
        scene_class: there is a class that derives from one of Manim's scene classes.
        named_class: one of them is `DerivativeVisualization`.
        template: the imports come first (after a docstring), then, among constants and helpers, `f` and `df`, then,
            last, `DerivativeVisualization`, the only class; and no rule of this module is broken.
    """

    valid_syntax: bool = False
    manim_import: bool = False
    scene_class: bool = False
    named_class: bool = False
    template: bool = False


def facts(scene: SceneFile, outline: Outline) -> Facts:
    """What an evaluator counts of a file that is Python.

    Args:
        scene: the file.
        outline: its parts.
    """
    scenes = _scenes(outline)
    return Facts(
        valid_syntax=True,
        manim_import=outline.has_manim,
        scene_class=bool(scenes),
        named_class=any(node.name == CLASS_NAME for node in scenes),
        template=_organised(outline, scenes) and not any(problems(scene, outline)),
    )


def problems(scene: SceneFile, outline: Outline) -> Iterator[Problem]:
    """What breaks the rules of this module.

    Args:
        scene: the file.
        outline: its parts.
    """
    for line, message, hint in _class_faults(outline, _scenes(outline)):
        yield Problem("ast.scene_class", Severity.ERROR, Where(scene.path, line), message, hint)
    for name in ("f", "df"):
        for line, message in _function_faults(outline, name):
            hint = f"write `def {name}(x):` once, at the top level of the file"
            yield Problem("ast.functions", Severity.ERROR, Where(scene.path, line), message, hint)


def _scenes(outline: Outline) -> list[ast.ClassDef]:
    """The classes that derive from a scene class of Manim, directly or by another class of the file."""
    own = {node.name for node in outline.of(ast.ClassDef)}
    names: set[str] = set()
    found: list[ast.ClassDef] = []
    for node in outline.of(ast.ClassDef):
        bases = {getattr(base, "id", getattr(base, "attr", "")) for base in node.bases}
        if bases & ((_SCENES - own) | names):
            names.add(node.name)
            found.append(node)
    return found


def _organised(outline: Outline, scenes: list[ast.ClassDef]) -> bool:
    body = outline.module.body
    if body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]
    is_import = [isinstance(statement, ast.Import | ast.ImportFrom) for statement in body]
    imports_first = bool(body) and is_import[0] and is_import == sorted(is_import, reverse=True)
    return imports_first and scenes == body[-1:] and scenes == list(outline.of(ast.ClassDef))


def _class_faults(outline: Outline, scenes: list[ast.ClassDef]) -> Iterator[tuple[int, str, str]]:
    lesson = next((node for node in scenes if node.name == CLASS_NAME), None)
    if not scenes:
        yield 1, "there is no scene class", f"write `class {CLASS_NAME}(Scene):`"
    elif lesson is None:
        yield scenes[0].lineno, f"the scene class is named `{short(scenes[0].name)}`", f"name it `{CLASS_NAME}`"
    else:
        for other in scenes:
            if other is not lesson:
                message = f"`{short(other.name)}` is a scene class beside `{CLASS_NAME}`"
                yield other.lineno, message, "keep one: a file is one lesson"
        if lesson not in outline.module.body:
            yield lesson.lineno, f"`{CLASS_NAME}` is not at the top level of the file", "Manim does not find it there"
        constructs = outline.scopes[lesson].bindings.get("construct", [])
        hint = "write `def construct(self):` once"
        if not constructs:
            yield lesson.lineno, f"`{CLASS_NAME}` has no method `construct`", hint
        elif len(constructs) > 1:
            yield constructs[0].line, "`construct` is defined more than once", hint
        elif why := _why_not_plain(constructs[0].node):
            yield constructs[0].line, f"Manim cannot call `construct`: {why}", hint


def _function_faults(outline: Outline, name: str) -> Iterator[tuple[int, str]]:
    bindings = [binding for scope in outline.scopes.values() for binding in scope.bindings.get(name, [])]
    first = min(outline.top.bindings.get(name, []), key=lambda binding: binding.line, default=None)
    if first is None:
        yield 1, f"the module has no function `{name}`"
        return
    if first.node not in outline.module.body:
        yield first.line, f"`{name}` is not a plain function of the module"
    elif why := _why_not_plain(first.node):
        yield first.line, f"`{name}` is not a function of one number: {why}"
    for binding in bindings:
        if binding is not first:
            yield binding.line, f"`{name}`, the function of line {first.line}, is given another meaning"


def _why_not_plain(function: ast.AST) -> str:
    """Why a definition is not a plain function of one argument; empty if it is."""
    if not isinstance(function, ast.FunctionDef):
        return "it is no function"
    if function.decorator_list:
        return "it is decorated"
    a = function.args
    if a.vararg or a.kwarg or a.kwonlyargs or a.defaults:
        return "it takes more than one plain argument"
    count = len(a.posonlyargs) + len(a.args)
    return "" if count == 1 else f"it takes {count} arguments"
