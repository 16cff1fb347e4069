"""A scene's syntax tree read once: its nodes, what it imports, and which binding each name refers to."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeVar

from .scene_file import SceneFile

Node = TypeVar("Node", bound=ast.AST)
Source = tuple[str, str | None]
# A module, and the name of a member of it; None for the module itself.

_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_INSIDE = {"body", "generators", "elt", "key", "value"}
"""The fields of a node that stand in the scope that it opens; names in the others are looked up around it."""


@dataclass(frozen=True)
class Binding:
    """One place that gives a name its value: a statement, a target or a parameter."""

    node: ast.AST
    value: ast.expr | None = None  # that is assigned, where it is written out
    source: Source | None = None  # of an import


@dataclass(eq=False)
class Scope:
    """A block with names of its own: the module, a class, a function or a comprehension."""

    node: ast.AST
    parent: "Scope | None" = None
    bindings: dict[str, list[Binding]] = field(default_factory=dict)  # in no particular order
    outer: dict[str, ast.AST] = field(default_factory=dict)  # the `global` or `nonlocal` that sends a name elsewhere

    @property
    def is_class(self) -> bool:
        """Whether it is a class's: skipped when a name is looked up from within a method."""
        return isinstance(self.node, ast.ClassDef)

    def add(self, name: str, binding: Binding) -> None:
        """Note a place that binds a name."""
        self.bindings.setdefault(name, []).append(binding)

    def chain(self) -> "Iterator[Scope]":
        """The scopes that a name here is looked up in, innermost first."""
        scope: Scope | None = self
        while scope is not None:
            if scope is self or not scope.is_class:
                yield scope
            scope = scope.parent


class Outline:
    """The parts of a module, but for what stands under `if __name__ == "__main__":`, which Manim does not run."""

    def __init__(self, module: ast.Module) -> None:
        body: list[ast.stmt] = []
        for statement in module.body:
            test = ast.unparse(statement.test) if isinstance(statement, ast.If) else ""
            for_main = test in ("__name__ == '__main__'", "'__main__' == __name__")
            body += statement.orelse if for_main and isinstance(statement, ast.If) else [statement]
        self.module = ast.Module(body, [])
        self.top = Scope(self.module)
        self.nodes: list[ast.AST] = []
        self.parent: dict[ast.AST, ast.AST] = {}
        self.scope_of: dict[ast.AST, Scope] = {}  # in which a node stands
        self.scopes: dict[ast.AST, Scope] = {self.module: self.top}  # that a node opens
        self.values: dict[ast.AST, ast.expr] = {}  # assigned to a target, where both are written out
        self.imports: set[str] = set()  # the modules imported from
        self.stars: dict[str, int] = {}  # those of which all names are brought in, with the line
        for statement in body:
            self._visit(statement, self.module, self.top)
        for scope in self.scopes.values():
            for name, sent in scope.outer.items():
                around = (s for s in scope.chain() if s is not scope and name in s.bindings)
                holder = self.top if isinstance(sent, ast.Global) else next(around, self.top)
                for binding in scope.bindings.pop(name, []):
                    holder.add(name, binding)

    def of(self, *kinds: type[Node]) -> "Iterator[Node]":
        """The nodes of these classes, each class in the order of the text."""
        return (node for kind in kinds for node in self.nodes if isinstance(node, kind))

    def resolve(self, name: str, at: ast.AST) -> tuple[Scope, list[Binding]] | None:
        """The scope that holds a name used at a node, with every binding there; None if the file does not bind it."""
        for scope in self.scope_of[at].chain():
            if name in scope.bindings:
                return scope, scope.bindings[name]
        return None

    def _visit(self, node: ast.AST, parent: ast.AST, scope: Scope) -> None:
        # Recursion is safe: a scene's tree has a bounded depth.
        self.nodes.append(node)
        self.parent[node] = parent
        self.scope_of[node] = scope
        self._bind(node, scope)
        opened = self.scopes.get(node, scope)
        for name, value in ast.iter_fields(node):
            within = opened if name in _INSIDE else scope
            if name == "iter" and isinstance(parent, _COMPREHENSIONS) and parent.generators[0] is node:
                within = scope.parent or scope  # What is gone through first is looked up outside.
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST) and not isinstance(child, ast.expr_context):
                    self._visit(child, node, within)

    def _bind(self, node: ast.AST, scope: Scope) -> None:
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                while isinstance(self.parent[node], ast.NamedExpr) and isinstance(scope.node, _COMPREHENSIONS):
                    scope = scope.parent or self.top
                scope.add(name, Binding(node, self.values.get(node)))
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                scope.add(name, Binding(node))
                self.scopes[node] = Scope(node, scope)
            case ast.Lambda() | ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                self.scopes[node] = Scope(node, scope)
            case ast.arg(arg=name):
                function = self.parent[self.parent[node]]
                self.scopes[function].add(name, Binding(node))
            case ast.Import(names=names):
                for alias in names:
                    self.imports.add(alias.name)
                    top = alias.name.split(".")[0]
                    source = alias.name if alias.asname else top
                    scope.add(alias.asname or top, Binding(node, source=(source, None)))
            case ast.ImportFrom(names=names):
                module = "." * node.level + (node.module or "")
                self.imports.add(module)
                for alias in names:
                    if alias.name == "*":
                        self.stars[module] = node.lineno
                    else:
                        scope.add(alias.asname or alias.name, Binding(node, source=(module, alias.name)))
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    self._follow(target, value)
            case ast.AnnAssign(target=target, value=ast.expr() as value) | ast.NamedExpr(target=target, value=value):
                self._follow(target, value)
            case ast.Global(names=names) | ast.Nonlocal(names=names):
                scope.outer.update(dict.fromkeys(names, node))
            case (
                ast.ExceptHandler(name=str(name))
                | ast.MatchAs(name=str(name))
                | ast.MatchStar(name=str(name))
                | ast.MatchMapping(rest=str(name))
            ):
                scope.add(name, Binding(node))

    def _follow(self, target: ast.expr, value: ast.expr) -> None:
        """Notes what a target gets, taken apart where both are written out."""
        match target, value:
            case ((ast.Tuple(elts=names) | ast.List(elts=names)), (ast.Tuple(elts=parts) | ast.List(elts=parts))):
                if len(names) == len(parts) and not any(isinstance(e, ast.Starred) for e in (*names, *parts)):
                    for name, part in zip(names, parts, strict=True):
                        self._follow(name, part)
            case ((ast.Name() | ast.Attribute()), _):
                self.values[target] = value


@lru_cache(maxsize=1)
def outline(scene: SceneFile) -> Outline:
    """The parts of a scene's text, which is Python; one check after the other asks for those of the same scene."""
    return Outline(scene.tree)
