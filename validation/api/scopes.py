"""Which binding a name refers to: Python's rules of scope, followed over a syntax tree without running it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from ..text.tree import Tree

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
ScopeKind = Literal["module", "class", "function", "comprehension"]
BindingKind = Literal["assign", "parameter", "import", "def", "class", "delete", "other"]


@dataclass(frozen=True)
class Binding:
    """One place that gives a name its value.

    Attributes:
        kind: what sort of statement it is; `other` gives a value that is not followed (a loop's target, say).
        node: the statement or target, with its line.
        value: the expression assigned, the definition, the annotation of a parameter, or None if not followed.
    """

    kind: BindingKind
    node: ast.AST
    value: ast.AST | None = None

    @property
    def line(self) -> int:
        """The line of the binding."""
        return int(getattr(self.node, "lineno", 0))


@dataclass(eq=False)
class Scope:
    """A block with names of its own.

    Attributes:
        kind: what it is.
        node: the node that opens it.
        parent: the scope around it; None for the module.
        bindings: every place that binds each of its names, in no particular order.
        outer: names that `global` or `nonlocal` sends elsewhere.
    """

    kind: ScopeKind
    node: ast.AST
    parent: "Scope | None" = None
    bindings: dict[str, list[Binding]] = field(default_factory=dict)
    outer: dict[str, Literal["global", "nonlocal"]] = field(default_factory=dict)

    def chain(self) -> Iterator["Scope"]:
        """The scopes that a name here is looked up in, innermost first; a class is skipped from within its methods."""
        scope: Scope | None = self
        while scope is not None:
            if scope is self or scope.kind != "class":
                yield scope
            scope = scope.parent


class Scopes:
    """The scopes of a module.

    Attributes:
        module: the outermost one.
        of: the scope that each name, function, lambda, class and attribute node stands in.
        opened: the scope that each function, lambda, class and comprehension opens.
    """

    def __init__(self, tree: Tree) -> None:
        self.module = Scope("module", tree.module)
        self.of: dict[ast.AST, Scope] = {}
        self.opened: dict[ast.AST, Scope] = {tree.module: self.module}
        self._tree = tree
        self._todo: list[tuple[ast.AST, Scope]] = [(node, self.module) for node in reversed(tree.module.body)]
        while self._todo:
            node, scope = self._todo.pop()
            self._visit(node, scope)
        self._send_out()

    def resolve(self, name: str, scope: Scope) -> tuple[Scope, list[Binding]] | None:
        """The scope that holds a name used in `scope`, with every binding there; None if the file does not bind it.

        Args:
            name: the name.
            scope: where it is used.
        """
        for holder in scope.chain():
            found = holder.bindings.get(name)
            if found:
                return holder, found
        return None

    def _push(self, nodes: "list[ast.AST]", scope: Scope) -> None:
        self._todo.extend((node, scope) for node in reversed(nodes))

    def _bind(self, scope: Scope, name: str, binding: Binding) -> None:
        scope.bindings.setdefault(name, []).append(binding)

    def _visit(self, node: ast.AST, scope: Scope) -> None:
        if isinstance(node, ast.Name | ast.Attribute):
            self.of[node] = scope
        match node:
            case ast.Name(ctx=ast.Load()):
                return
            case ast.Name(ctx=ast.Del()):
                self._bind(scope, node.id, Binding("delete", node))
            case ast.Name():
                self._bind(scope, node.id, Binding("other", node))
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self.of[node] = scope
                self._bind(scope, node.name, Binding("def", node, node))
                around = [*node.decorator_list, *([node.returns] if node.returns else [])]
                self._function(node, scope, around, list(node.body))
            case ast.Lambda():
                self._function(node, scope, [], [node.body])
            case ast.ClassDef():
                self.of[node] = scope
                self._bind(scope, node.name, Binding("class", node, node))
                inner = Scope("class", node, scope)
                self.opened[node] = inner
                self._push([*node.decorator_list, *node.bases, *(k.value for k in node.keywords)], scope)
                self._push(list(node.body), inner)
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                self._comprehension(node, scope)
            case ast.Import() | ast.ImportFrom():
                for alias in node.names:
                    name = alias.asname or (
                        alias.name if isinstance(node, ast.ImportFrom) else alias.name.split(".")[0]
                    )
                    if name != "*":
                        self._bind(scope, name, Binding("import", node))
            case ast.Assign():
                self._push([node.value], scope)
                for target in node.targets:
                    self._target(target, node.value, scope)
            case ast.AnnAssign():
                self._push([node.annotation, *([node.value] if node.value else [])], scope)
                self._target(node.target, node.value, scope)
            case ast.NamedExpr():
                self._push([node.value], scope)
                holder = scope
                while holder.kind == "comprehension" and holder.parent is not None:
                    holder = holder.parent
                self.of[node.target] = scope
                self._bind(holder, node.target.id, Binding("assign", node.target, node.value))
            case ast.Global() | ast.Nonlocal():
                word: Literal["global", "nonlocal"] = "global" if isinstance(node, ast.Global) else "nonlocal"
                scope.outer.update(dict.fromkeys(node.names, word))
            case ast.ExceptHandler(name=str(name)):
                self._bind(scope, name, Binding("other", node))
                self._push(self._tree.children[node], scope)
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name)):
                self._bind(scope, name, Binding("other", node))
                self._push(self._tree.children[node], scope)
            case _:
                self._push(self._tree.children[node], scope)

    def _target(self, target: ast.expr, value: ast.expr | None, scope: Scope) -> None:
        if isinstance(target, ast.Name):
            self.of[target] = scope
            # `x: int` alone binds nothing, but makes the name the scope's own.
            self._bind(scope, target.id, Binding("assign", target, value) if value else Binding("other", target))
        elif (
            isinstance(target, ast.Tuple | ast.List)
            and isinstance(value, ast.Tuple | ast.List)
            and len(target.elts) == len(value.elts)
            and not any(isinstance(e, ast.Starred) for e in (*target.elts, *value.elts))
        ):
            for one, its_value in zip(target.elts, value.elts, strict=True):
                self._target(one, its_value, scope)
        else:
            self._push([target], scope)

    def _function(self, node: FunctionNode, scope: Scope, around: list[ast.expr], body: list[ast.AST]) -> None:
        inner = Scope("function", node, scope)
        self.of[node] = scope
        self.opened[node] = inner
        a = node.args
        parameters = [*a.posonlyargs, *a.args, *a.kwonlyargs]
        for parameter in parameters:
            self._bind(inner, parameter.arg, Binding("parameter", parameter, parameter.annotation))
        for gatherer in (a.vararg, a.kwarg):
            if gatherer:
                self._bind(inner, gatherer.arg, Binding("other", gatherer))
        every = [*parameters, *(g for g in (a.vararg, a.kwarg) if g)]
        notes: list[ast.AST] = [p.annotation for p in every if p.annotation]
        self._push([*around, *a.defaults, *(d for d in a.kw_defaults if d), *notes], scope)
        self._push(body, inner)

    def _comprehension(self, node: Comprehension, scope: Scope) -> None:
        inner = Scope("comprehension", node, scope)
        self.opened[node] = inner
        values = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        self._push(list(values), inner)
        for number, loop in enumerate(node.generators):
            self._push([loop.target, *loop.ifs], inner)
            self._push([loop.iter], inner if number else scope)

    def _send_out(self) -> None:
        """Moves what `global` and `nonlocal` bind to the scope that they mean."""
        for scope in list(self.opened.values()):
            for name, word in scope.outer.items():
                moved = scope.bindings.pop(name, [])
                holder: Scope | None = self.module
                if word == "nonlocal":
                    holder = next((s for s in scope.chain() if s is not scope and name in s.bindings), None)
                if holder is not None and moved:
                    holder.bindings.setdefault(name, []).extend(moved)
