"""`ast.scene_class`, `ast.functions`: a lesson has the parts of the template, as far as its text shows them."""

import ast
from collections.abc import Iterator

from ..api.surface import surface
from ..outline import Outline, outline
from ..problem import Problem, Severity, Where
from ..scene_file import CLASS_NAME, PHASES, Facts, SceneFile

RULES = {
    "ast.scene_class": f"there is one scene class, `{CLASS_NAME}`, and it has `construct(self)`",
    "ast.functions": "`f` and `df` are functions of the module, of one argument, and mean one thing throughout",
}


def facts(scene: SceneFile) -> Facts:
    """What an evaluator counts of a scene's text; all of it False where Python does not read it."""
    if scene.unreadable():
        return Facts()
    parts = outline(scene)
    scenes = _scenes(parts)
    body = parts.module.body[ast.get_docstring(parts.module) is not None :]
    is_import = [isinstance(statement, ast.Import | ast.ImportFrom) for statement in body]
    imports_first = is_import[:1] == [True] and is_import == sorted(is_import, reverse=True)
    calls = [c for c in parts.of(ast.Call) if getattr(c.func, "attr", "") == "next_section" and c.args]
    sections = tuple(call.args[0].value for call in calls if isinstance(call.args[0], ast.Constant))
    class_last = scenes == body[-1:] and scenes == list(parts.of(ast.ClassDef))
    return Facts(
        valid_syntax=True,
        manim_import=any(module.split(".")[0] == "manim" for module in parts.imports),
        scene_class=bool(scenes),
        named_class=any(node.name == CLASS_NAME for node in scenes),
        eight_phases=sections == PHASES,
        template=imports_first and class_last and not any(problems(scene, parts)),
    )


def problems(scene: SceneFile, parts: Outline) -> Iterator[Problem]:
    """What breaks the rules of this module."""
    scenes = _scenes(parts)
    constructs = [b.node for lesson in scenes for b in parts.scopes[lesson].bindings.get("construct", [])]
    named = [node.name for node in scenes] == [CLASS_NAME] and scenes[0] in parts.module.body
    if not (named and [_takes_one(node) for node in constructs] == [True]):
        message = f"there is not just one scene class, `{CLASS_NAME}`, with one `construct(self)`"
        hint = f"write `class {CLASS_NAME}(Scene):` once, at the top level, with `def construct(self):`"
        line = scenes[0].lineno if scenes else 1
        yield Problem("ast.scene_class", Severity.ERROR, Where(scene.path, line), message, hint)
    for name in ("f", "df"):
        found = [b.node for scope in parts.scopes.values() for b in scope.bindings.get(name, [])]
        good = [node for node in found if node in parts.module.body and _takes_one(node)][:1]
        wrong = [getattr(node, "lineno", 1) for node in found if node not in good]
        if wrong or not good:
            message = f"`{name}` is not one function of one number throughout"
            hint = f"write `def {name}(x):` once, at the top level of the file"
            yield Problem("ast.functions", Severity.ERROR, Where(scene.path, min(wrong, default=1)), message, hint)


def _scenes(parts: Outline) -> list[ast.ClassDef]:
    """The classes that derive from a scene class of Manim, directly or by another class of the file."""
    # By name: that a class is meant to be a scene shows even where Manim is not imported.
    names = {cls.__name__ for cls in surface().classes if issubclass(cls, surface().scene)}
    names -= {node.name for node in parts.of(ast.ClassDef)}
    found: list[ast.ClassDef] = []
    for node in parts.of(ast.ClassDef):
        if names & {getattr(base, "id", getattr(base, "attr", "")) for base in node.bases}:
            names.add(node.name)
            found.append(node)
    return found


def _takes_one(function: ast.AST) -> bool:
    """Whether a definition is a plain function of one argument."""
    if not isinstance(function, ast.FunctionDef) or function.decorator_list:
        return False
    a = function.args
    return len(a.posonlyargs + a.args) == 1 and not (a.vararg or a.kwonlyargs or a.kwarg or a.defaults)
