"""What a name in a scene stands for: the scopes of a source, found once by walking its tree; nothing is run."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
MAX_TREE = 20_000  # nodes of a source; a lesson has about 1,000


@dataclass
class Binding:
    """One place where a name gets its value.

    Attributes:
        node: the value's expression, the def, class or import, or the iterable of a loop.
        kind: "value", "def", "class", "import", "loop" (one of the items of node), "parameter", or "other"
            (not known: unpacked, augmented, deleted, ...).
        index: with "loop" or "value", the position within an unpacked item; None if it is the item itself.
        line: where.
    """

    kind: str
    node: ast.AST | None
    index: int | None
    line: int


@dataclass
class Scope:
    """A module, class or function, with what its names are bound to."""

    node: ast.AST
    parent: "Scope | None"
    names: dict[str, list[Binding]] = field(default_factory=dict)

    def look(self, name: str) -> "tuple[Scope, list[Binding]] | None":
        """The innermost scope that binds the name, as Python finds it (methods do not see their class's names)."""
        scope: Scope | None = self
        first = True
        while scope is not None:
            if name in scope.names and (first or not isinstance(scope.node, ast.ClassDef)):
                return scope, scope.names[name]
            first = False
            scope = scope.parent
        return None


class Scopes:
    """The scopes of a tree.

    Args:
        tree: a parsed source.

    Raises:
        ValueError: it has more nodes than anything that is a lesson.
    """

    def __init__(self, tree: ast.Module) -> None:
        self.module = Scope(tree, None)
        self.of: dict[ast.AST, Scope] = {tree: self.module}
        self.parent: dict[ast.AST, ast.AST] = {}
        self.order: list[ast.AST] = []
        self.defs: dict[str, list[ast.FunctionDef]] = {}
        self.attributes: dict[str, list[ast.expr]] = {}  # what `self.name = ...`, or `name = ...` in a class, sets
        stack: list[tuple[ast.AST, Scope]] = [(tree, self.module)]
        while stack:
            node, scope = stack.pop()
            self.order.append(node)
            if len(self.order) > MAX_TREE:
                raise ValueError(f"it has more than {MAX_TREE} parts")
            if node is not tree:
                self.of[node] = scope
            inner = self._enter(node, scope)
            children = list(ast.iter_child_nodes(node))
            for child in reversed(children):
                self.parent[child] = node
                stack.append((child, inner))

    def _enter(self, node: ast.AST, scope: Scope) -> Scope:
        """Note what the node binds, and give the scope of what is inside it."""
        if isinstance(node, ast.FunctionDef):
            self.defs.setdefault(node.name, []).append(node)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            kind = "class" if isinstance(node, ast.ClassDef) else "def"
            _bind(scope, node.name, Binding(kind, node, None, node.lineno))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            inner = Scope(node, scope)
            for position, argument in enumerate(parameters(node)):
                _bind(inner, argument.arg, Binding("parameter", node, position, argument.lineno))
            return inner
        if isinstance(node, ast.ClassDef | ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp):
            return Scope(node, scope)
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Attribute):
                    self.attributes.setdefault(target.attr, []).append(node.value)
                elif isinstance(target, ast.Name) and isinstance(scope.node, ast.ClassDef):
                    self.attributes.setdefault(target.id, []).append(node.value)
                _bind_target(scope, target, "value", node.value)
        elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and node.value is not None:
            _bind_target(scope, node.target, "value", node.value)
        elif isinstance(node, ast.AugAssign):
            _bind_target(scope, node.target, "other", node.value)
        elif isinstance(node, ast.For | ast.AsyncFor | ast.comprehension):
            _bind_target(scope, node.target, "loop", node.iter)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                bound = alias.asname or alias.name.partition(".")[0]
                _bind(scope, bound, Binding("import", node, None, node.lineno))
        elif isinstance(node, ast.withitem) and node.optional_vars is not None:
            _bind_target(scope, node.optional_vars, "other", node.context_expr)
        return scope

    def nodes(self) -> Iterator[ast.AST]:
        """Every node, in the order of the source."""
        yield from self.order

    def chain(self, node: ast.AST) -> Iterator[ast.AST]:
        """The nodes around a node, from the inside out."""
        while node in self.parent:
            node = self.parent[node]
            yield node


def parameters(node: FunctionNode) -> list[ast.arg]:
    """The positional parameters, in order."""
    return [*node.args.posonlyargs, *node.args.args]


def _bind(scope: Scope, name: str, binding: Binding) -> None:
    scope.names.setdefault(name, []).append(binding)


def _bind_target(scope: Scope, target: ast.AST, kind: str, value: ast.AST) -> None:
    line = getattr(target, "lineno", 1)
    if isinstance(target, ast.Name):
        _bind(scope, target.id, Binding(kind, value, None, line))
    elif isinstance(target, ast.Tuple | ast.List):
        for index, element in enumerate(target.elts):
            if isinstance(element, ast.Name):
                _bind(scope, element.id, Binding(kind, value, index, line))
            elif isinstance(element, ast.Tuple | ast.List | ast.Starred):
                for name in (n.id for n in ast.walk(element) if isinstance(n, ast.Name)):
                    _bind(scope, name, Binding("other", None, None, line))
