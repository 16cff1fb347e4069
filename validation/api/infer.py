"""What an expression surely is, without running it: a class, an object, a module, a function, or unknown.

It follows assignments, constructors, methods that return their object, `.animate`, `.copy()`, annotations (the file's
and Manim's) and the returns of the file's own functions. A name with several values has all of them; one value that is
not followed makes it unknown, and about the unknown nothing is said.
"""

import ast
import types
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from ..outline import Binding, FunctionNode, Outline, Scope, pairs
from .surface import KNOWN_MODULES, attributes, loaded, surface

_MOST = 8
"""A name with more values than this counts as unknown."""

_DEEPEST = 60
"""Assignments that refer to assignments are followed so many steps, to stay within Python's recursion limit."""


@dataclass(frozen=True)
class Thing:
    """An object of one of Manim's classes or of a class of the file.

    Attributes:
        classes: the classes of Manim (or of Python) that it is made of; several for a class of the file with several.
        exact: whether it is of just that class, and not of one that derives from it.
        own: the class of the file, if it is of one.
        built: whether it is the builder that `.animate` gives for such an object.
    """

    classes: tuple[type, ...]
    exact: bool = True
    own: ast.ClassDef | None = None
    built: bool = False


@dataclass(frozen=True)
class Class:
    """A class of Manim, or one of the file with the classes that it derives from."""

    classes: tuple[type, ...]
    own: ast.ClassDef | None = None


@dataclass(frozen=True, eq=False)
class Value:
    """Any other value of Manim, NumPy or math: a module, a function, a colour, a number."""

    value: Any


@dataclass(frozen=True)
class Function:
    """A function or a lambda of the file."""

    node: FunctionNode


@dataclass(frozen=True)
class Method:
    """A method of an object, not called yet."""

    of: Thing
    name: str


Kind = Thing | Class | Value | Function | Method
Kinds = tuple[Kind, ...]
"""Everything that an expression can be; empty if that is unknown."""


class Inference:
    """What the expressions of one file are."""

    def __init__(self, outline: Outline) -> None:
        self.outline = outline
        self.surface = surface()
        self._known: dict[ast.AST, Kinds] = {}
        self._open: set[ast.AST] = set()

    @property
    def star(self) -> dict[str, Any]:
        """The names that `from manim import *` brings, if the file has it."""
        return self.surface.star if "manim" in self.outline.stars else {}

    def of(self, node: ast.AST) -> Kinds:
        """What an expression can be."""
        if node in self._known:
            return self._known[node]
        if node in self._open or len(self._open) > _DEEPEST:
            return ()
        self._open.add(node)
        try:
            found = self._of(node)
        finally:
            self._open.discard(node)
        if found or not self._open:  # What is unknown half way round a circle may be known from elsewhere.
            self._known[node] = found
        return found

    def _of(self, node: ast.AST) -> Kinds:
        match node:
            case ast.Name(id=name):
                found = self.outline.resolve(name, node)
                if found is None:
                    return _value(self.star.get(name))
                scope, bindings = found
                return _union(self._binding(binding, scope) for binding in bindings) if len(bindings) <= _MOST else ()
            case ast.Attribute(value=value, attr=name):
                return _union(self._attribute(kind, name) for kind in self.of(value))
            case ast.Call(func=func):
                return _union(self._call(kind, node) for kind in self.of(func))
            case ast.IfExp(body=body, orelse=orelse):
                return _union(map(self.of, (body, orelse)))
            case ast.NamedExpr(value=value):
                return self.of(value)
            case ast.Lambda():
                return (Function(node),)
            case ast.ClassDef():
                return self._own_class(node)
        return ()

    # Names

    def _binding(self, binding: Binding, scope: Scope) -> Kinds:
        node = binding.node
        match binding.kind:
            case "import":
                module, name = binding.source
                holder = loaded(module) if module.split(".")[0] in KNOWN_MODULES else None
                return _value(holder if name is None or holder is None else vars(holder).get(name))
            case "class":
                return self.of(node)
            case "def" if isinstance(node, ast.FunctionDef):
                return (Function(node),)
            case "assign" if binding.value is not None:
                return self.of(binding.value)
            case "parameter":
                cls = scope.parent.node if scope.parent else None
                function = scope.node
                if isinstance(cls, ast.ClassDef) and isinstance(function, ast.FunctionDef):
                    first = [*function.args.posonlyargs, *function.args.args][:1]
                    if first == [node] and not function.decorator_list:
                        return self._instances(self.of(cls))
                if isinstance(binding.value, ast.Name | ast.Attribute):
                    return self._instances(self.of(binding.value), exact=False)
        return ()

    def _instances(self, kinds: Kinds, *, exact: bool = True) -> Kinds:
        found: list[Kind] = []
        for kind in kinds:
            if not isinstance(kind, Class) or not all(_is_manims(cls) for cls in kind.classes):
                return ()
            # Any animation can be another one: mobjects may override what stands for them.
            sure = exact and not any(issubclass(cls, self.surface.animation) for cls in kind.classes)
            found.append(Thing(kind.classes, sure or kind.own is not None, kind.own))
        return tuple(found)

    def _own_class(self, node: ast.ClassDef) -> Kinds:
        """A class of the file; unknown unless all that it derives from is Manim's."""
        if node.keywords or node.decorator_list:
            return ()
        kinds = [self.of(base) for base in node.bases]
        if not kinds or any(len(kind) != 1 or not isinstance(kind[0], Class) for kind in kinds):
            return ()
        classes = tuple(dict.fromkeys(c for (kind,) in kinds if isinstance(kind, Class) for c in kind.classes))
        return (Class(classes, node),) if all(map(_is_manims, classes)) else ()

    # Attributes

    def _attribute(self, kind: Kind, name: str) -> Kinds:
        match kind:
            case Value(types.ModuleType() as module):
                return _value(vars(module).get(name))
            case Thing(built=True):
                return (Method(kind, name),)
            case Thing(classes=classes, own=own):
                member = self.own_member(own, name)
                if member is not None:
                    return (Method(kind, name),) if isinstance(member, ast.FunctionDef) else ()
                if name == "animate" and all(issubclass(cls, self.surface.mobject) for cls in classes):
                    return (replace(kind, built=True),)
                if any(_function(cls, name) for cls in classes):
                    return (Method(kind, name),)
                if name in ("x_axis", "y_axis", "z_axis"):
                    return (Thing((self.surface.star["NumberLine"],), exact=False),)
                if own is not None and not any(name in attributes(cls) for cls in classes):
                    return _union(self.of(value) if value else () for value in self._stored.get(name, ()))
        return ()

    @cached_property
    def _stored(self) -> "dict[str, list[ast.expr | None]]":
        """The values of each attribute that the file sets, None for one that is not followed."""
        found: dict[str, list[ast.expr | None]] = {}
        followed: set[ast.AST] = set()
        assigned = [(target, node.value) for node in self.outline.of(ast.Assign) for target in node.targets]
        with_note = [(node.target, node.value) for node in self.outline.of(ast.AnnAssign)]
        for target, whole in (*assigned, *with_note):
            for one, value in pairs(target, whole):
                if isinstance(one, ast.Attribute):
                    on_self = isinstance(one.value, ast.Name) and one.value.id == "self"
                    found.setdefault(one.attr, []).append(value if on_self else None)
                    followed.add(one)
        for node in self.outline.of(ast.Attribute):
            if isinstance(node.ctx, ast.Store) and node not in followed:
                found.setdefault(node.attr, []).append(None)
        return {name: values if len(values) <= _MOST else [None] for name, values in found.items()}

    def own_member(self, cls: ast.ClassDef | None, name: str) -> ast.AST | None:
        """What a class of the file, or one of the file that it derives from, defines under a name; None if nothing."""
        todo = [cls] if cls else []
        for node in todo:
            bindings = self.outline.scopes[node].bindings.get(name)
            if bindings:
                function = bindings[0].node
                plain = isinstance(function, ast.FunctionDef) and len(bindings) == 1 and not function.decorator_list
                return function if plain else node
            parents = [kind.own for base in node.bases for kind in self.of(base) if isinstance(kind, Class)]
            todo += [own for own in parents if own is not None and own not in todo]
        return None

    # Calls

    def _call(self, kind: Kind, call: ast.Call) -> Kinds:
        match kind:
            case Class():
                return self._instances((kind,))
            case Function(node):
                return self._returned(node)
            case Thing(built=True):
                return (kind,)
            case Method(of=thing) if thing.built:
                return (thing,)
            case Method(of=thing, name=name):
                own = self.own_member(thing.own, name)
                if isinstance(own, ast.FunctionDef):
                    return self._returned(own)
                method = next((m for cls in thing.classes if (m := _function(cls, name))), None)
                result = self.surface.annotated(method, thing) if method else None
            case Value(value) if value is self.surface.star["always_redraw"] and call.args:
                made = self.of(call.args[0])
                return _union(self._returned(one.node) if isinstance(one, Function) else () for one in made)
            case Value(value):
                result = self.surface.annotated(value)
        if isinstance(result, Thing):
            return (result,)
        return (Thing((result,), exact=False),) if isinstance(result, type) else ()

    def _returned(self, function: FunctionNode) -> Kinds:
        """What a function of the file returns: what its annotation says, or what its `return` statements give."""
        if isinstance(function, ast.Lambda):
            return self.of(function.body)
        if isinstance(function, ast.AsyncFunctionDef) or function.decorator_list:
            return ()
        if isinstance(function.returns, ast.Name | ast.Attribute):
            return self._instances(self.of(function.returns), exact=False)
        values: list[ast.expr | None] = []
        todo: list[ast.AST] = list(function.body)
        for node in todo:
            if isinstance(node, ast.Return | ast.Yield | ast.YieldFrom):
                values.append(node.value if isinstance(node, ast.Return) else None)
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
                todo.extend(ast.iter_child_nodes(node))
        return _union(self.of(value) if value else () for value in values)


def _union(parts: Iterable[Kinds]) -> Kinds:
    """All of several possibilities; unknown if one of them is, or if they are too many."""
    found: dict[Kind, None] = {}
    for kinds in parts:
        if not kinds or len(found) > _MOST:
            return ()
        found.update(dict.fromkeys(kinds))
    return tuple(found)


def _value(value: object) -> Kinds:
    if value is None:
        return ()
    return (Class((value,)),) if isinstance(value, type) else (Value(value),)


def _function(cls: type, name: str) -> types.FunctionType | None:
    member = next((vars(base)[name] for base in cls.__mro__ if name in vars(base)), None)
    member = member.__func__ if isinstance(member, classmethod | staticmethod) else member
    return member if isinstance(member, types.FunctionType) else None


def _is_manims(cls: type) -> bool:
    return cls.__module__.startswith("manim.")
