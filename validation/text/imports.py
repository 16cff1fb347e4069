"""`ast.imports`: a lesson imports Manim, NumPy and math, so that it runs wherever Manim does."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..api.suggest import renamed
from ..problem import Problem
from ..scene_file import SceneFile
from .report import error, short
from .tree import Tree

RULES = {
    "ast.imports": "only manim, numpy and math are imported, and `*` only from manim",
}

ALLOWED = ("manim", "numpy", "math")


@dataclass(frozen=True)
class Imports:
    """What the imports of a file bring in.

    Attributes:
        modules: for each bound name, the dotted module that it is; `{"np": "numpy"}`.
        members: for each bound name, the module that it was taken from and its name there.
        stars: the modules whose public names are all brought in.
        foreign: whether there is a module other than the three.
        statements: (module, line) of each import, in the order of the file.
    """

    modules: dict[str, str] = field(default_factory=dict)
    members: dict[str, tuple[str, str]] = field(default_factory=dict)
    stars: set[str] = field(default_factory=set)
    foreign: bool = False
    statements: list[tuple[str, int]] = field(default_factory=list)

    @property
    def manim(self) -> bool:
        """Whether Manim is imported in any way."""
        return any(module.split(".")[0] == "manim" for module, _ in self.statements)


def read(tree: Tree) -> Imports:
    """The imports of a file, wherever in it they stand.

    Args:
        tree: the syntax tree.
    """
    modules: dict[str, str] = {}
    members: dict[str, tuple[str, str]] = {}
    stars: set[str] = set()
    statements: list[tuple[str, int]] = []
    for plain in tree.of(ast.Import):
        for alias in plain.names:
            statements.append((alias.name, plain.lineno))
            top = alias.name.split(".")[0]
            modules[alias.asname or top] = alias.name if alias.asname else top
    for taken in tree.of(ast.ImportFrom):
        source = "." * taken.level + (taken.module or "")
        statements.append((source, taken.lineno))
        for alias in taken.names:
            if alias.name == "*":
                stars.add(source)
            else:
                members[alias.asname or alias.name] = (source, alias.name)
    statements.sort(key=lambda pair: pair[1])
    foreign = any(module.split(".")[0] not in (*ALLOWED, "__future__") for module, _ in statements)
    return Imports(modules, members, stars, foreign, statements)


def problems(scene: SceneFile, imports: Imports) -> Iterator[Problem]:
    """What breaks `ast.imports`.

    Args:
        scene: the file.
        imports: its imports.
    """
    rule = "ast.imports"
    for module, line in imports.statements:
        top = module.split(".")[0]
        if module.startswith("."):
            hint = "put what it holds into the scene: a lesson stands alone"
            yield error(scene, rule, line, f"`{short(module)}` is imported from beside the file", hint)
        elif top not in ALLOWED:
            instead = renamed("modules", top)
            hint = f"import `{instead}`" if instead else "a lesson needs manim, numpy and math only"
            yield error(scene, rule, line, f"the module `{short(module)}` is imported", hint)
    lines = dict(reversed(imports.statements))
    for module in sorted(imports.stars):
        if module != "manim" and module.split(".")[0] in ALLOWED:
            yield error(scene, rule, lines[module], f"`*` is imported from `{short(module)}`", "name what is used")
    if not imports.manim:
        yield error(scene, rule, 1, "Manim is not imported", "begin with `from manim import *`")
