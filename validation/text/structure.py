"""`ast.scene_class`, `ast.phases`, `ast.functions`: a lesson has the parts that the template gives it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from ..problem import Problem
from ..scene_file import CLASS_NAME, PHASES, SceneFile
from .outline import Outline, fault
from .report import error, short

RULES = {
    "ast.scene_class": f"there is one scene class, `{CLASS_NAME}`, and it has `construct(self)`",
    "ast.phases": "`construct` opens the eight phases, each once and in their order, by `self.next_section(name)`",
    "ast.functions": "`f` and `df` are functions of the module, of one argument, and mean one thing throughout",
}


@dataclass(frozen=True)
class Facts:
    """What an evaluator counts of a file.

    Attributes:
        valid_syntax: Python reads it.
        manim_import: Manim is imported.
        scene_class: there is a class that derives from one of Manim's scene classes.
        named_class: one of them is `DerivativeVisualization`.
        eight_phases: its `construct` opens the eight phases, and no others, in their order.
        template_organisation: the imports come first (after a docstring); then, among constants and helpers, `f` and
            `df`; then, last, `DerivativeVisualization`, the only class, whose `construct` begins with the first
            phase; and no rule of this module is broken.
    """

    valid_syntax: bool = False
    manim_import: bool = False
    scene_class: bool = False
    named_class: bool = False
    eight_phases: bool = False
    template_organisation: bool = False


def facts(scene: SceneFile, outline: Outline) -> Facts:
    """What an evaluator counts of a file that is Python.

    Args:
        scene: the file.
        outline: its parts.
    """
    return Facts(
        valid_syntax=True,
        manim_import=outline.imports.manim,
        scene_class=bool(outline.scenes),
        named_class=outline.lesson is not None,
        eight_phases=outline.in_phases,
        template_organisation=_organised(outline) and not any(problems(scene, outline)),
    )


def problems(scene: SceneFile, outline: Outline) -> Iterator[Problem]:
    """What breaks the rules of this module.

    Args:
        scene: the file.
        outline: its parts.
    """
    yield from _class_problems(scene, outline)
    if outline.construct is not None:
        yield from _phase_problems(scene, outline)
    for name in ("f", "df"):
        yield from _function_problems(scene, outline, name)


def _organised(outline: Outline) -> bool:
    body = outline.tree.module.body
    if body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]
    is_import = [isinstance(statement, ast.Import | ast.ImportFrom) for statement in body]
    imports_first = bool(body) and is_import[0] and is_import == sorted(is_import, reverse=True)
    last: ast.stmt | None = body[-1] if body else None
    first = outline.construct.body[0] if outline.construct else None
    return (
        imports_first
        and last is not None
        and outline.classes == [last]
        and outline.lesson is last
        and first is not None
        and [first.lineno] == [phase.line for phase in outline.phases[:1]]
    )


def _class_problems(scene: SceneFile, outline: Outline) -> Iterator[Problem]:
    rule = "ast.scene_class"
    if not outline.scenes:
        hint = f"write `class {CLASS_NAME}(Scene):`"
        yield error(scene, rule, 1, "there is no scene class", hint)
        return
    if outline.lesson is None:
        first = outline.scenes[0]
        message = f"the scene class is named `{short(first.name)}`"
        yield error(scene, rule, first, message, f"name it `{CLASS_NAME}`")
        return
    for other in outline.scenes:
        if other is not outline.lesson:
            message = f"`{short(other.name)}` is a scene class beside `{CLASS_NAME}`"
            yield error(scene, rule, other, message, "keep one: a file is one lesson")
    if outline.lesson not in outline.tree.module.body:
        message = f"`{CLASS_NAME}` is not at the top level of the file"
        yield error(scene, rule, outline.lesson, message, "Manim does not find it there")
    construct = outline.construct
    if construct is None or construct not in outline.lesson.body:
        message = f"`{CLASS_NAME}` has no method `construct`"
        yield error(scene, rule, outline.lesson, message, "write `def construct(self):`")
    elif len(outline.scopes.opened[outline.lesson].bindings["construct"]) > 1:
        yield error(scene, rule, construct, "`construct` is defined more than once", "keep one: Python takes the last")
    elif fault(construct):
        message = f"Manim cannot call `construct`: {fault(construct)}"
        yield error(scene, rule, construct, message, "write `def construct(self):`")


def _phase_problems(scene: SceneFile, outline: Outline) -> Iterator[Problem]:
    """The first deviation: those after it mostly follow from it."""
    rule = "ast.phases"
    order = "the order is " + ", ".join(PHASES)
    for number, phase in enumerate(outline.phases):
        if phase.name is None:
            message = f"the name of section {number + 1} is not a literal text"
            yield error(scene, rule, phase.line, message, 'write it out, as `self.next_section("title")`')
            return
        if not phase.direct:
            message = f"the phase `{short(phase.name)}` is not opened by a statement of `construct` itself"
            yield error(scene, rule, phase.line, message, "move it out of the block or function")
            return
        if number >= len(PHASES):
            message = f"section {number + 1}, `{short(phase.name)}`, is one too many"
            yield error(scene, rule, phase.line, message, order)
            return
        if phase.name != PHASES[number]:
            message = f"section {number + 1} is `{short(phase.name)}` where `{PHASES[number]}` belongs"
            yield error(scene, rule, phase.line, message, order)
            return
    if len(outline.phases) < len(PHASES):
        missing = ", ".join(f"`{name}`" for name in PHASES[len(outline.phases) :])
        yield error(scene, rule, outline.construct, f"phases are missing at the end: {missing}", order)


def _function_problems(scene: SceneFile, outline: Outline, name: str) -> Iterator[Problem]:
    rule = "ast.functions"
    bindings = outline.scopes.module.bindings.get(name, [])
    hint = f"write `def {name}(x):` at the top level of the file"
    if not bindings:
        yield error(scene, rule, 1, f"the module has no function `{name}`", hint)
        return
    first = min(bindings, key=lambda binding: binding.line)
    if not isinstance(first.node, ast.FunctionDef) or first.node not in outline.tree.module.body:
        yield error(scene, rule, first.line, f"`{name}` is not a plain function of the module", hint)
        return
    why = fault(first.node)
    if why:
        yield error(scene, rule, first.line, f"`{name}` is not a function of one number: {why}", hint)
    again = [b for scope in outline.scopes.opened.values() for b in scope.bindings.get(name, []) if b is not first]
    for binding in again:
        message = f"`{name}`, the function of line {first.line}, is given another meaning"
        yield error(scene, rule, binding.line, message, "choose another name here")
