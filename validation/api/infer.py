"""What an expression surely is, without running it: a class, an object, a module, a function, or unknown.

It follows assignments, constructors, methods that return their object, `.animate`, `.copy()`, annotations (the file's
and Manim's) and the returns of the file's own functions. A name with several values has all of them; one value that is
not followed makes it unknown, and about the unknown nothing is said.
"""

import ast
import types
from dataclasses import dataclass
from typing import Any

from ..text.outline import Outline
from .scopes import Binding, FunctionNode, Scope
from .surface import Surface

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


@dataclass(frozen=True)
class Module:
    """A module."""

    module: types.ModuleType


@dataclass(frozen=True, eq=False)
class Value:
    """Any other value of Manim, NumPy or math: a function, a colour, a number."""

    value: Any


@dataclass(frozen=True)
class Function:
    """A function or a lambda of the file."""

    node: FunctionNode


@dataclass(frozen=True, eq=False)
class Method:
    """A method of an object, not called yet."""

    of: Thing
    name: str


Kind = Thing | Class | Module | Value | Function | Method
Kinds = tuple[Kind, ...]
"""Everything that an expression can be; empty if that is unknown."""

UNKNOWN: Kinds = ()


class Inference:
    """What the expressions of one file are.

    Attributes:
        outline: the file.
        surface: the installed Manim.
    """

    def __init__(self, outline: Outline, surface: Surface) -> None:
        self.outline = outline
        self.surface = surface
        self._known: dict[ast.AST, Kinds] = {}
        self._open: set[ast.AST] = set()
        self._calls: list[ast.ClassDef] = []
        self._self_values: dict[str, list[ast.expr | None]] | None = None

    @property
    def star(self) -> dict[str, Any]:
        """The names that `from manim import *` brings, if the file has it."""
        return self.surface.star if "manim" in self.outline.imports.stars else {}

    def of(self, node: ast.AST) -> Kinds:
        """What an expression can be.

        Args:
            node: the expression.
        """
        if node in self._known:
            return self._known[node]
        if node in self._open or len(self._open) > _DEEPEST:
            return UNKNOWN
        self._open.add(node)
        try:
            found = self._of(node)
        finally:
            self._open.discard(node)
        if not self._open:
            # What was found half way round a circle may be less than all of it: only whole answers are kept.
            self._known[node] = found
        elif found:
            self._known[node] = found
        return found

    def _of(self, node: ast.AST) -> Kinds:
        match node:
            case ast.Name():
                return self._name(node)
            case ast.Attribute():
                return self._each(self.of(node.value), lambda kind: self._attribute(kind, node.attr))
            case ast.Call():
                return self._each(self.of(node.func), lambda kind: self._call(kind, node))
            case ast.IfExp():
                return self._union([node.body, node.orelse])
            case ast.NamedExpr():
                return self.of(node.value)
            case ast.Lambda():
                return (Function(node),)
        return UNKNOWN

    def _each(self, kinds: Kinds, follow: Any) -> Kinds:
        found: dict[Kind, None] = {}
        for kind in kinds:
            results: Kinds = follow(kind)
            if not results:
                return UNKNOWN
            found.update(dict.fromkeys(results))
        return tuple(found) if len(found) <= _MOST else UNKNOWN

    def _union(self, nodes: "list[ast.expr] | list[ast.AST]") -> Kinds:
        found: dict[Kind, None] = {}
        for node in nodes:
            kinds = self.of(node)
            if not kinds:
                return UNKNOWN
            found.update(dict.fromkeys(kinds))
        return tuple(found) if len(found) <= _MOST else UNKNOWN

    # Names

    def _name(self, node: ast.Name) -> Kinds:
        scope = self.outline.scopes.of.get(node)
        if scope is None:
            return UNKNOWN
        resolved = self.outline.scopes.resolve(node.id, scope)
        if resolved is None:
            return self._value(self.star[node.id]) if node.id in self.star else UNKNOWN
        holder, bindings = resolved
        if len(bindings) > _MOST:
            return UNKNOWN
        found: dict[Kind, None] = {}
        for binding in bindings:
            kinds = self._binding(node.id, binding, holder)
            if not kinds:
                return UNKNOWN
            found.update(dict.fromkeys(kinds))
        return tuple(found)

    def _binding(self, name: str, binding: Binding, holder: Scope) -> Kinds:
        imports = self.outline.imports
        match binding.kind:
            case "import" if name in imports.modules:
                module = self.surface.module(imports.modules[name])
                return (Module(module),) if module else UNKNOWN
            case "import" if name in imports.members:
                source = self.surface.module(imports.members[name][0])
                return self._value(vars(source).get(imports.members[name][1])) if source else UNKNOWN
            case "class" if isinstance(binding.node, ast.ClassDef):
                return self._own_class(binding.node)
            case "def" if isinstance(binding.node, ast.FunctionDef):
                return (Function(binding.node),)
            case "assign" if binding.value is not None:
                return self.of(binding.value)
            case "parameter":
                return self._parameter(name, binding, holder)
        return UNKNOWN

    def _parameter(self, name: str, binding: Binding, holder: Scope) -> Kinds:
        """`self`, or a parameter annotated with a class."""
        function = holder.node
        around = holder.parent
        if (
            isinstance(function, ast.FunctionDef)
            and not function.decorator_list
            and around is not None
            and isinstance(around.node, ast.ClassDef)
            and (first := [*function.args.posonlyargs, *function.args.args])
            and first[0].arg == name
        ):
            return self._instance(self._own_class(around.node))
        if isinstance(binding.value, ast.Name | ast.Attribute):
            return self._instance(self.of(binding.value), exact=False)
        return UNKNOWN

    def _instance(self, kinds: Kinds, exact: bool = True) -> Kinds:
        found: list[Kind] = []
        for kind in kinds:
            if not isinstance(kind, Class) or any(not _manim(cls) for cls in kind.classes):
                return UNKNOWN
            # Any animation can be another one: mobjects may override what stands for them.
            sure = exact and not any(issubclass(cls, self.surface.animation) for cls in kind.classes)
            found.append(Thing(kind.classes, sure or kind.own is not None, kind.own))
        return tuple(found)

    def _own_class(self, node: ast.ClassDef) -> Kinds:
        """A class of the file; unknown unless all that it derives from is Manim's."""
        if node.keywords or node.decorator_list or not node.bases or node in self._calls or len(self._calls) > 20:
            return UNKNOWN
        self._calls.append(node)
        try:
            classes: dict[type, None] = {}
            for base in node.bases:
                kinds = self.of(base)
                if len(kinds) != 1 or not isinstance(kinds[0], Class):
                    return UNKNOWN
                classes.update(dict.fromkeys(kinds[0].classes))
        finally:
            self._calls.pop()
        return (Class(tuple(classes), node),) if all(_manim(cls) for cls in classes) else UNKNOWN

    def _value(self, value: object) -> Kinds:
        if value is None:
            return UNKNOWN
        if isinstance(value, types.ModuleType):
            return (Module(value),)
        if isinstance(value, type):
            return (Class((value,)),)
        return (Value(value),)

    # Attributes

    def _attribute(self, kind: Kind, name: str) -> Kinds:
        match kind:
            case Module(module):
                return self._value(vars(module).get(name))
            case Thing(built=True):
                return (Method(kind, name),)
            case Thing():
                return self._thing_attribute(kind, name)
        return UNKNOWN

    def _thing_attribute(self, thing: Thing, name: str) -> Kinds:
        own = self.own_member(thing.own, name)
        if own is not None:
            return (Method(thing, name),) if isinstance(own, ast.FunctionDef) else UNKNOWN
        mobject = all(issubclass(cls, self.surface.mobject) for cls in thing.classes)
        if name == "animate" and mobject:
            return (Thing(thing.classes, thing.exact, thing.own, built=True),)
        if any(self._method_object(cls, name) for cls in thing.classes):
            return (Method(thing, name),)
        if name in ("x_axis", "y_axis", "z_axis") and "NumberLine" in self.surface.star:
            return (Thing((self.surface.star["NumberLine"],), exact=False),)
        if thing.own is not None:
            values = self._stored_on_self().get(name, [None])
            if name not in self._manim_attributes(thing):
                return self._union([v for v in values if v is not None]) if None not in values else UNKNOWN
        return UNKNOWN

    def _manim_attributes(self, thing: Thing) -> frozenset[str]:
        return frozenset().union(*(self.surface.attributes(cls) for cls in thing.classes))

    def _stored_on_self(self) -> "dict[str, list[ast.expr | None]]":
        """The values of each attribute that the file sets, None for one that is not followed."""
        if self._self_values is None:
            found: dict[str, list[ast.expr | None]] = {}
            followed: set[ast.expr] = set()
            tree = self.outline.tree
            assigned = [(target, node.value) for node in tree.of(ast.Assign) for target in node.targets]
            assigned_with_note = [(node.target, node.value) for node in tree.of(ast.AnnAssign)]
            for target, whole in (*assigned, *assigned_with_note):
                for one, value in _pairs(target, whole):
                    if isinstance(one, ast.Attribute):
                        on_self = isinstance(one.value, ast.Name) and one.value.id == "self"
                        found.setdefault(one.attr, []).append(value if on_self else None)
                        followed.add(one)
            for node in tree.of(ast.Attribute):
                if isinstance(node.ctx, ast.Store) and node not in followed:
                    found.setdefault(node.attr, []).append(None)
            self._self_values = found
        return self._self_values

    def own_member(self, cls: ast.ClassDef | None, name: str) -> ast.AST | None:
        """What a class of the file, or one of the file that it derives from, defines under a name; None if nothing.

        Args:
            cls: the class.
            name: the name.
        """
        seen: set[ast.ClassDef] = set()
        todo = [cls] if cls else []
        while todo:
            node = todo.pop()
            if node in seen:
                continue
            seen.add(node)
            bindings = self.outline.scopes.opened[node].bindings.get(name)
            if bindings:
                function = bindings[0].node
                plain = isinstance(function, ast.FunctionDef) and len(bindings) == 1 and not function.decorator_list
                return function if plain else node
            for base in node.bases:
                todo.extend(k.own for k in self.of(base) if isinstance(k, Class) and k.own is not None)
        return None

    def _method_object(self, cls: type, name: str) -> types.FunctionType | None:
        for base in cls.__mro__:
            if name in vars(base):
                found = vars(base)[name]
                found = found.__func__ if isinstance(found, classmethod | staticmethod) else found
                return found if isinstance(found, types.FunctionType) else None
        return None

    # Calls

    def _call(self, kind: Kind, call: ast.Call) -> Kinds:
        match kind:
            case Class():
                return self._instance((kind,))
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
                return self._method_result(thing, name)
            case Value(value) if value is self.surface.star.get("always_redraw") and call.args:
                made = self.of(call.args[0])
                return self._each(made, lambda k: self._returned(k.node) if isinstance(k, Function) else UNKNOWN)
            case Value(value):
                cls = self.surface.annotated(value)
                return (Thing((cls,), exact=False),) if isinstance(cls, type) else UNKNOWN
        return UNKNOWN

    def _method_result(self, thing: Thing, name: str) -> Kinds:
        found = next((m for cls in thing.classes if (m := self._method_object(cls, name))), None)
        result = self.surface.annotated(found, thing) if found else None
        if isinstance(result, Thing):
            return (result,)
        return (Thing((result,), exact=False),) if isinstance(result, type) else UNKNOWN

    def _returned(self, function: FunctionNode) -> Kinds:
        """What a function of the file returns: what its annotation says, or what its `return` statements give."""
        if isinstance(function, ast.Lambda):
            return self.of(function.body)
        if isinstance(function, ast.AsyncFunctionDef) or function.decorator_list:
            return UNKNOWN
        if isinstance(function.returns, ast.Name | ast.Attribute):
            return self._instance(self.of(function.returns), exact=False)
        values: list[ast.expr] = []
        todo: list[ast.AST] = list(function.body)
        while todo:
            node = todo.pop()
            if isinstance(node, ast.Yield | ast.YieldFrom):
                return UNKNOWN
            if isinstance(node, ast.Return):
                if node.value is None:
                    return UNKNOWN
                values.append(node.value)
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
                todo.extend(self.outline.tree.children[node])
        return self._union(values)


def _manim(cls: type) -> bool:
    return cls.__module__.startswith("manim.")


def _pairs(target: ast.expr, value: ast.expr | None) -> "list[tuple[ast.expr, ast.expr | None]]":
    """A target with the value it gets, taken apart where both are tuples of one length."""
    if not isinstance(target, ast.Tuple | ast.List):
        return [(target, value)]
    parts: list[ast.expr] | list[None] = [None] * len(target.elts)
    plain = isinstance(value, ast.Tuple | ast.List) and len(value.elts) == len(target.elts)
    if plain and isinstance(value, ast.Tuple | ast.List) and not any(isinstance(e, ast.Starred) for e in value.elts):
        parts = value.elts
    return [pair for one, part in zip(target.elts, parts, strict=True) for pair in _pairs(one, part)]
