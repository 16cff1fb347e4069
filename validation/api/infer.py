"""What an expression surely is, without running it: a class of Manim, an object of one, a method, another value.

It follows assignments, constructors, methods that say what they return, `.animate`, and what a class of the file keeps
on `self`. A name with values of several kinds is unknown, and so is what a function of the file returns; about the
unknown little is said.
"""

import ast
import types
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

from ..outline import Binding, Outline, Scope
from .surface import KNOWN_MODULES, loaded, surface

_MOST = 8  # a name with more values than this counts as unknown
_DEEPEST = 60  # assignments that refer to assignments are followed so many steps


@dataclass(frozen=True)
class Thing:
    """A class of Manim or an object of one."""

    cls: type
    what: Literal["class", "object", "builder"]  # the builder: what the object's `.animate` gives
    exact: bool  # an object is of just that class, not of one that derives from it
    name: str  # of the class; another one for a class of the file that derives from it
    own: bool = False  # it is a class of the file


@dataclass(frozen=True)
class Method:
    """A method of an object, not called yet."""

    of: Thing
    name: str


@dataclass(frozen=True, eq=False)
class Value:
    """Any other value of Manim, NumPy or math: a module, a function, a colour, a number."""

    value: Any


Kind = Thing | Method | Value | None
"""What an expression is; None if that is unknown."""


class Inference:
    """What the expressions of one file are."""

    def __init__(self, outline: Outline) -> None:
        self.outline = outline
        self.star: dict[str, Any] = surface().star if "manim" in outline.stars else {}
        # Every attribute that the file itself gives to something.
        self.own = {name for scope in outline.scopes.values() if scope.is_class for name in scope.bindings}
        self._kept: dict[str, list[ast.expr | None]] = {}
        for node in outline.of(ast.Attribute):
            if not isinstance(node.ctx, ast.Load):
                self.own.add(node.attr)
                on_self = isinstance(node.value, ast.Name) and node.value.id == "self"
                self._kept.setdefault(node.attr, []).append(outline.values.get(node) if on_self else None)
        self._known: dict[ast.AST, Kind] = {}
        self._depth = 0

    def of(self, node: ast.AST | None) -> Kind:
        """What an expression is."""
        if node is None or self._depth > _DEEPEST:
            return None
        if node not in self._known:
            self._known[node] = None  # What refers to itself is unknown.
            self._depth += 1
            self._known[node] = self._of(node)
            self._depth -= 1
        return self._known[node]

    def _of(self, node: ast.AST) -> Kind:
        match node:
            case ast.Name(id=name):
                scope, bindings = self.outline.resolve(name, node) or (None, [])
                if scope is None:
                    return _kind(self.star.get(name))
                return _agreed(self._binding(one, scope) for one in bindings) if len(bindings) <= _MOST else None
            case ast.Attribute(value=value, attr=name):
                return self._attribute(self.of(value), name)
            case ast.Call(func=func):
                return self._result(self.of(func))
        return None

    def _binding(self, binding: Binding, scope: Scope) -> Kind:
        match binding:
            case Binding(source=(module, name)):
                holder = loaded(module) if module.split(".")[0] in KNOWN_MODULES else None
                return _kind(holder if name is None or holder is None else vars(holder).get(name))
            case Binding(node=ast.ClassDef(bases=[base], keywords=[], decorator_list=[], name=name)):
                kind = self.of(base)
                if isinstance(kind, Thing) and kind.what == "class":
                    return replace(kind, name=name, own=True)
            case Binding(node=ast.arg() as parameter) if scope.parent and scope.parent.is_class:
                match scope.node:
                    case ast.FunctionDef(args=ast.arguments(args=[first, *_]), decorator_list=[]) if first is parameter:
                        return self._result(self._binding(Binding(scope.parent.node), scope.parent))
            case Binding(value=ast.expr() as value):
                return self.of(value)
        return None

    def _attribute(self, kind: Kind, name: str) -> Kind:
        match kind:
            case Value(types.ModuleType() as module):
                return _kind(vars(module).get(name))
            case Thing(what="builder"):
                return Method(kind, name)
            case Thing(what="object", own=own) if name in self.own:
                return _agreed(map(self.of, self._kept.get(name, ()))) if own else None
            case Thing(what="object", cls=cls):
                if name == "animate" and issubclass(cls, surface().mobject):
                    return replace(kind, what="builder")
                return Method(kind, name) if callable(getattr(cls, name, None)) else None
        return None

    def _result(self, kind: Kind) -> Kind:
        """What a call of it gives."""
        match kind:
            case Thing(what="class", cls=cls, own=own):
                # Any animation can be another one: mobjects may override what stands for them.
                return replace(kind, what="object", exact=own or not issubclass(cls, surface().animation))
            case (Thing(what="builder") as builder) | Method(of=Thing(what="builder") as builder):
                return builder
            case Method(of=thing, name=name):
                note = surface().returned(getattr(thing.cls, name, None))
                return thing if note == "Self" else _object(note)
            case Value(value):
                return _object(surface().returned(value))
        return None


def _object(cls: object) -> Kind:
    return Thing(cls, "object", exact=False, name=cls.__name__) if isinstance(cls, type) else None


def _kind(value: object) -> Kind:
    if isinstance(value, type) and value.__module__.startswith("manim."):
        return Thing(value, "class", exact=True, name=value.__name__)
    return None if value is None else Value(value)


def _agreed(kinds: Iterable[Kind]) -> Kind:
    """The one kind that all are; None if they differ."""
    found = list(kinds)
    return found[0] if found and all(kind == found[0] for kind in found) else None
