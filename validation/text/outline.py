"""The parts of a lesson that the template fixes: its class, phases and functions, found in the syntax tree."""

import ast
from dataclasses import dataclass
from functools import cached_property

from ..api.scopes import Scopes
from ..scene_file import CLASS_NAME, PHASES
from . import imports as importing
from .tree import Tree

# The names, not the classes: that a class is meant to be a scene shows even where Manim is not imported.
SCENE_CLASSES = {
    "Scene",
    "LinearTransformationScene",
    "MovingCameraScene",
    "SpecialThreeDScene",
    "ThreeDScene",
    "VectorScene",
    "ZoomedScene",
}


@dataclass(frozen=True)
class Phase:
    """A call of `self.next_section`.

    Attributes:
        name: the name given, or None if it is not a literal text.
        line: where.
        direct: whether it is a statement of `construct` itself, so that it is reached once, and surely.
    """

    name: str | None
    line: int
    direct: bool


@dataclass(frozen=True)
class Outline:
    """The parts of a file, each found once.

    Attributes:
        tree: the syntax tree.
        imports: what it imports.
        scopes: which name is whose.
    """

    tree: Tree
    imports: importing.Imports
    scopes: Scopes

    @staticmethod
    def of(tree: Tree) -> "Outline":
        """Reads the parts of a module.

        Args:
            tree: its syntax tree.
        """
        return Outline(tree, importing.read(tree), Scopes(tree))

    @cached_property
    def classes(self) -> list[ast.ClassDef]:
        """Every class of the file, in its order."""
        return sorted(self.tree.of(ast.ClassDef), key=lambda node: node.lineno)

    @cached_property
    def scenes(self) -> list[ast.ClassDef]:
        """The classes that derive from a scene class of Manim, directly or by another class of the file."""
        own = {node.name for node in self.classes}
        names: set[str] = set()
        found: list[ast.ClassDef] = []
        for node in self.classes:
            bases = {_last_name(base) for base in node.bases}
            if bases & ((SCENE_CLASSES - own) | names):
                names.add(node.name)
                found.append(node)
        return found

    @cached_property
    def lesson(self) -> ast.ClassDef | None:
        """The scene class with the name that the template gives it."""
        return next((node for node in self.scenes if node.name == CLASS_NAME), None)

    @cached_property
    def construct(self) -> ast.FunctionDef | None:
        """The `construct` of the lesson, or of the first scene class if none has the right name."""
        for node in (self.lesson, *self.scenes):
            for statement in reversed(node.body if node else []):  # Python takes the last.
                if isinstance(statement, ast.FunctionDef) and statement.name == "construct":
                    return statement
        return None

    @cached_property
    def phases(self) -> list[Phase]:
        """Every `next_section` call of the file, in its order."""
        body = self.construct.body if self.construct else []
        direct = {id(s.value) for s in body if isinstance(s, ast.Expr)}
        calls = [call for call in self.tree.of(ast.Call) if _last_name(call.func) == "next_section"]
        calls.sort(key=lambda call: (call.lineno, call.col_offset))
        return [Phase(_section_name(call), call.lineno, id(call) in direct and _of_self(call)) for call in calls]

    @property
    def in_phases(self) -> bool:
        """Whether the eight phases, and no others, are opened in their order by `construct` itself."""
        return all(phase.direct for phase in self.phases) and tuple(p.name for p in self.phases) == PHASES


def fault(function: ast.FunctionDef) -> str:
    """Why a function is not a plain one of one argument; empty if it is.

    Args:
        function: its definition.
    """
    a = function.args
    count = len(a.posonlyargs) + len(a.args)
    if function.decorator_list:
        return "it is decorated"
    if a.vararg or a.kwarg or a.kwonlyargs or a.defaults:
        return "it takes more than one plain argument"
    if count != 1:
        return f"it takes {count} arguments"
    return ""


def _last_name(node: ast.AST) -> str:
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""


def _of_self(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name)


def _section_name(call: ast.Call) -> str | None:
    values = [*call.args[:1], *(k.value for k in call.keywords if k.arg == "name")]
    if len(values) == 1 and isinstance(values[0], ast.Constant) and isinstance(values[0].value, str):
        return values[0].value
    return None
