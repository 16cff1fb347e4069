"""A syntax tree walked once: its nodes, with the parent and the children of each."""

import ast
from collections.abc import Hashable, Iterator
from functools import cache
from typing import Any, TypeVar, cast

Node = TypeVar("Node", bound=ast.AST)


class Tree:
    """A syntax tree, its nodes found without recursion; those that are only marks (`Load`, `Add`) are left out.

    Attributes:
        module: the root.
        nodes: every node, level by level from the root.
        parent: the node around each.
        children: the nodes directly within each, in the order of the text.
        depth: how deep the nodes are nested.
    """

    def __init__(self, module: ast.Module) -> None:
        self.module = module
        self.nodes: list[ast.AST] = []
        self.parent: dict[ast.AST, ast.AST] = {}
        self.children: dict[ast.AST, list[ast.AST]] = {}
        self.depth = 0
        self._by_kind: dict[type[ast.AST], list[Any]] = {}
        level: list[ast.AST] = [module]
        while level:
            self.depth += 1
            self.nodes.extend(level)
            below: list[ast.AST] = []
            for node in level:
                self._by_kind.setdefault(type(node), []).append(node)
                inside = _inside(node)
                self.children[node] = inside
                for child in inside:
                    self.parent[child] = node
                below.extend(inside)
            level = below

    @property
    def kinds(self) -> list[type[ast.AST]]:
        """The classes of nodes that there are."""
        return list(self._by_kind)

    def of(self, kind: type[Node]) -> list[Node]:
        """The nodes of one class.

        Args:
            kind: the class, itself and not one that it derives from.
        """
        return self._by_kind.get(kind, [])

    def within(self, node: ast.AST) -> Iterator[ast.AST]:
        """A node, and every node within it.

        Args:
            node: a node of this tree.
        """
        todo = [node]
        while todo:
            one = todo.pop()
            yield one
            todo.extend(reversed(self.children[one]))


# Fields that hold marks, texts or numbers.
_PLAIN = {"arg", "asname", "attr", "conversion", "ctx", "id", "is_async", "kind", "level", "module", "op", "ops"}


@cache
def _fields(kind: Any) -> tuple[str, ...]:
    """The fields of a class of nodes that can hold nodes that are more than a mark."""
    return () if kind in (ast.Name, ast.Constant) else tuple(f for f in kind._fields if f not in _PLAIN)


def _inside(node: ast.AST) -> list[ast.AST]:
    found: list[ast.AST] = []
    for field in _fields(cast(Hashable, type(node))):
        value = getattr(node, field, None)
        if isinstance(value, list):
            found.extend(item for item in value if isinstance(item, ast.AST))
        elif isinstance(value, ast.AST):
            found.append(value)
    return found
