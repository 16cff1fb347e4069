"""A scene's syntax tree read once: its nodes, what it imports, and which binding each name refers to."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal, TypeVar

from .scene_file import SceneFile

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
Node = TypeVar("Node", bound=ast.AST)


@dataclass(frozen=True)
class Binding:
    """One place that gives a name its value.

    Attributes:
        kind: what sort of statement it is; `other` gives a value that is not followed (a loop's target, say).
        node: the statement, target or parameter.
        value: the expression assigned, the definition, or the annotation of a parameter; None if not followed.
        source: of an import, the module, and the name taken from it (None: the module itself).
    """

    kind: Literal["assign", "parameter", "import", "def", "class", "other"]
    node: ast.AST
    value: ast.AST | None = None
    source: tuple[str, str | None] = ("", None)

    @property
    def line(self) -> int:
        """The line of the binding."""
        return int(getattr(self.node, "lineno", 0))


@dataclass(eq=False)
class Scope:
    """A block with names of its own: the module, a class, a function or a comprehension.

    Attributes:
        node: the node that opens it.
        parent: the scope around it; None for the module.
        bindings: every place that binds each of its names, in no particular order.
        outer: names that `global` or `nonlocal` sends elsewhere, with that word.
    """

    node: ast.AST
    parent: "Scope | None" = None
    bindings: dict[str, list[Binding]] = field(default_factory=dict)
    outer: dict[str, str] = field(default_factory=dict)

    @property
    def is_class(self) -> bool:
        """Whether it is a class's: skipped when a name is looked up from within a method."""
        return isinstance(self.node, ast.ClassDef)

    def chain(self) -> "Iterator[Scope]":
        """The scopes that a name here is looked up in, innermost first."""
        scope: Scope | None = self
        while scope is not None:
            if scope is self or not scope.is_class:
                yield scope
            scope = scope.parent


class Outline:
    """The parts of a module, each found once and without recursion.

    What stands under `if __name__ == "__main__":` is left out: it is not run when Manim runs the file.

    Attributes:
        module: the statements that are run.
        nodes: every node, in the order of the text.
        parent: the node around each node.
        scope_of: the scope that each node stands in.
        scopes: the scope that each function, class and comprehension opens, by its node.
        imports: the modules imported from, with the lines.
        stars: the modules whose public names are all brought in, with the lines.
    """

    def __init__(self, module: ast.Module) -> None:
        body: list[ast.stmt] = []
        for statement in module.body:
            body += _else_of_main(statement) if isinstance(statement, ast.If) else [statement]
        self.module = ast.Module(body, [])
        self.parent: dict[ast.AST, ast.AST] = {}
        self.scope_of: dict[ast.AST, Scope] = {}
        self.top = Scope(self.module)
        self.scopes: dict[ast.AST, Scope] = {self.module: self.top}
        self.imports: list[tuple[str, int]] = []
        self.stars: dict[str, int] = {}
        self.nodes: list[ast.AST] = []
        self._by_kind: dict[type, list[Any]] = {}
        self._assigned: set[ast.AST] = set()
        todo: list[tuple[ast.AST, Scope]] = [(node, self.top) for node in reversed(body)]
        self.parent.update(dict.fromkeys(body, self.module))
        while todo:
            node, scope = todo.pop()
            self.scope_of[node] = scope
            self.nodes.append(node)
            self._by_kind.setdefault(type(node), []).append(node)
            self._bind(node, scope)
            children = [child for child in ast.iter_child_nodes(node) if not isinstance(child, ast.expr_context)]
            self.parent.update(dict.fromkeys(children, node))
            within = self._within(node)
            todo += [(child, within.get(child, scope)) for child in reversed(children)]
        self._send_out()

    def of(self, *kinds: type[Node]) -> "Iterator[Node]":
        """The nodes of these classes, and not of those that derive from them, in the order of the text.

        Args:
            kinds: the classes.
        """
        for kind in kinds:
            yield from self._by_kind.get(kind, ())

    @property
    def has_manim(self) -> bool:
        """Whether Manim is imported in any way."""
        return any(module.split(".")[0] == "manim" for module, _ in self.imports)

    def resolve(self, name: str, at: ast.AST) -> tuple[Scope, list[Binding]] | None:
        """The scope that holds a name, with every binding there; None if the file does not bind it.

        Args:
            name: the name.
            at: a node where it is used.
        """
        for scope in self.scope_of[at].chain():
            if name in scope.bindings:
                return scope, scope.bindings[name]
        return None

    # Bindings

    def _bind(self, node: ast.AST, scope: Scope) -> None:
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()) if node not in self._assigned:
                _add(scope, name, Binding("other", node))
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                _add(scope, name, Binding("def", node, node))
                self._open_function(node, scope)
            case ast.Lambda():
                self._open_function(node, scope)
            case ast.ClassDef(name=name):
                _add(scope, name, Binding("class", node, node))
                self.scopes[node] = Scope(node, scope)
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                self.scopes[node] = Scope(node, scope)
            case ast.Import(names=names):
                for alias in names:
                    self.imports.append((alias.name, node.lineno))
                    top = alias.name.split(".")[0]
                    source = alias.name if alias.asname else top
                    _add(scope, alias.asname or top, Binding("import", node, source=(source, None)))
            case ast.ImportFrom(names=names):
                module = "." * node.level + (node.module or "")
                self.imports.append((module, node.lineno))
                for alias in names:
                    if alias.name == "*":
                        self.stars[module] = node.lineno
                    else:
                        _add(scope, alias.asname or alias.name, Binding("import", node, source=(module, alias.name)))
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    self._target(target, value, scope)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                self._target(target, value, scope)
            case ast.NamedExpr(target=target, value=value):
                while isinstance(scope.node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
                    scope = scope.parent or self.top
                self._target(target, value, scope)
            case ast.Global(names=names) | ast.Nonlocal(names=names):
                scope.outer.update(dict.fromkeys(names, type(node).__name__))
            case (
                ast.ExceptHandler(name=str(name))
                | ast.MatchAs(name=str(name))
                | ast.MatchStar(name=str(name))
                | ast.MatchMapping(rest=str(name))
            ):
                _add(scope, name, Binding("other", node))

    def _target(self, target: ast.expr, value: ast.expr, scope: Scope) -> None:
        for one, part in pairs(target, value):
            if isinstance(one, ast.Name) and part is not None:
                self._assigned.add(one)
                _add(scope, one.id, Binding("assign", one, part))

    def _open_function(self, node: FunctionNode, scope: Scope) -> None:
        inner = self.scopes[node] = Scope(node, scope)
        a = node.args
        for parameter in (*a.posonlyargs, *a.args, *a.kwonlyargs):
            _add(inner, parameter.arg, Binding("parameter", parameter, parameter.annotation))
        for gatherer in (a.vararg, a.kwarg):
            if gatherer:
                _add(inner, gatherer.arg, Binding("other", gatherer))

    def _within(self, node: ast.AST) -> dict[ast.AST, Scope]:
        """The children of a node that stand in another scope than itself."""
        match node:
            case ast.Lambda(body=body):
                return {body: self.scopes[node]}
            case ast.FunctionDef(body=body) | ast.AsyncFunctionDef(body=body) | ast.ClassDef(body=body):
                return dict.fromkeys(body, self.scopes[node])
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                return dict.fromkeys(ast.iter_child_nodes(node), self.scopes[node])
            case ast.comprehension(iter=first):  # What is gone through first is looked up outside.
                around = self.parent[node]
                is_first = (
                    next(child for child in ast.iter_child_nodes(around) if isinstance(child, type(node))) is node
                )
                return {first: self.scope_of[around] if is_first else self.scopes[around]}
        return {}

    def _send_out(self) -> None:
        """Moves what `global` and `nonlocal` bind to the scope that they mean."""
        for scope in self.scopes.values():
            for name, word in scope.outer.items():
                moved = scope.bindings.pop(name, [])
                around = (s for s in scope.chain() if s is not scope and name in s.bindings)
                holder = self.top if word == "Global" else next(around, None)
                if holder is not None and moved:
                    holder.bindings.setdefault(name, []).extend(moved)


@lru_cache(maxsize=1)
def outline(scene: SceneFile) -> Outline:
    """The parts of a scene's text; one after the other asks for those of the same scene.

    Args:
        scene: the file.

    Raises:
        SyntaxError: Python does not read it.
    """
    return Outline(scene.tree)


def pairs(target: ast.expr, value: ast.expr | None) -> Iterator[tuple[ast.expr, ast.expr | None]]:
    """A target with the value that it gets, taken apart where both are written out; None is not followed.

    Args:
        target: what is assigned to.
        value: what is assigned.
    """
    todo: list[tuple[ast.expr, ast.expr | None]] = [(target, value)]
    while todo:
        one, whole = todo.pop()
        if not isinstance(one, ast.Tuple | ast.List):
            yield one, whole
            continue
        parts: list[ast.expr] | list[None] = [None] * len(one.elts)
        if isinstance(whole, ast.Tuple | ast.List) and len(whole.elts) == len(one.elts):
            starred = any(isinstance(e, ast.Starred) for e in (*one.elts, *whole.elts))
            parts = parts if starred else whole.elts
        todo.extend(zip(one.elts, parts, strict=True))


def _add(scope: Scope, name: str, binding: Binding) -> None:
    scope.bindings.setdefault(name, []).append(binding)


def _else_of_main(node: ast.If) -> list[ast.stmt]:
    """What is run of an `if` statement of the module: all but the body of `if __name__ == "__main__":`."""
    for_main = ast.unparse(node.test) in ("__name__ == '__main__'", "'__main__' == __name__")
    return node.orelse if for_main else [node]
