"""`api.*`: every name, method, keyword and number of arguments that a scene uses exists in the installed Manim.

An invented name is given with its line and the real one. What a value is, is inferred (`infer`); where that is unknown,
only what nothing a scene handles has is wrong.
"""

import ast
import builtins
import re
import types
from collections.abc import Iterable, Iterator
from inspect import Signature

from ..outline import Outline
from ..problem import Problem, Severity, Where, short
from ..scene_file import SceneFile
from . import signatures
from .infer import Inference, Kind, Method, Thing, Value
from .suggest import hint
from .surface import KNOWN_MODULES, attributes, exists, loaded, surface

RULES = {
    "api.name": "every name is one of the file, of Python, or of the installed Manim, NumPy or math",
    "api.method": "every method and attribute exists in the class that it is used on",
    "api.keyword": "every call gives what the callable takes: its keywords, and its number of arguments",
}

_PYTHON = frozenset(dir(builtins)) | {"__file__", "__annotations__", "__builtins__", "__class__"}
_MOST_HINTS = 60  # for one file: to look up the real name takes time, and nobody reads more


def problems(scene: SceneFile, outline: Outline, severity: Severity) -> Iterator[Problem]:
    """What breaks the rules of this module."""
    reader = _Reader(scene, outline, severity)
    for node in outline.of(ast.Name, ast.ImportFrom, ast.Import, ast.Attribute, ast.Call):
        yield from reader.read(node)


class _Reader:
    def __init__(self, scene: SceneFile, outline: Outline, severity: Severity) -> None:
        self.scene = scene
        self.outline = outline
        self.severity = severity
        self.surface = surface()
        self.inference = Inference(outline)
        # Objects of other modules' classes may have any attribute, and classes of Manim's may be derived there.
        self.foreign = bool({module.split(".")[0] for module in outline.imports} - {*KNOWN_MODULES, "__future__"})
        by_set = [c for c in outline.of(ast.Call) if isinstance(c.func, ast.Attribute) and c.func.attr == "set"]
        self.own = self.inference.own | {k.arg for call in by_set for k in call.keywords if k.arg}
        # `play` and `animate` hand their keywords to animations, which take any without a word.
        self.plays_with = signatures.anything(self.surface.animation_keywords | self.own)
        self.hints = 0

    def problem(self, rule: str, at: ast.AST, message: str, advice: str = "") -> Problem:
        # Of an attribute or a call that goes over several lines, Python's error names the line of the attribute.
        at = at.func if isinstance(at, ast.Call) else at
        line = getattr(at, "end_lineno" if isinstance(at, ast.Attribute) else "lineno", None)
        return Problem(rule, self.severity, Where(self.scene.path, line), message, advice)

    def hint(self, table: str, name: str, known: Iterable[str]) -> str:
        self.hints += 1
        return hint(table, name, known) if self.hints <= _MOST_HINTS else ""

    def read(self, node: ast.AST) -> Iterator[Problem]:
        match node:
            case ast.Name(ctx=ast.Load()):
                yield from self.name(node)
            case ast.Attribute(ctx=ast.Load()):
                yield from self.attribute(node)
            case ast.Call():
                yield from self.call(node)
            case ast.ImportFrom(module=str(name), level=0):
                yield from self._no_module(node, name)
                module = loaded(name) if name.split(".")[0] in KNOWN_MODULES else None
                for alias in node.names if module else ():
                    if module and alias.name != "*" and self._lacks(Value(module), alias.name):
                        message = f"`{short(name)}` has no `{short(alias.name)}` to import"
                        advice = self.hint(name.split(".")[0], alias.name, dir(module))
                        yield self.problem("api.name", node, message, advice)
            case ast.Import():
                for alias in node.names:
                    yield from self._no_module(node, alias.name)

    # Names

    def name(self, node: ast.Name) -> Iterator[Problem]:
        name = node.id
        in_class = "__" in name and self.outline.scope_of[node].is_class
        known = name in _PYTHON or name in self.inference.star or self.outline.resolve(name, node)
        if known or in_class or self.outline.stars.keys() - {"manim"}:
            return
        if name in self.surface.star:
            message = f"`{short(name)}` is Manim's, but the file does not import it"
            yield self.problem("api.name", node, message, "begin with `from manim import *`")
            return
        own = [n for scope in self.outline.scope_of[node].chain() for n in scope.bindings if len(n) > 3]
        advice = self.hint("manim", name, [*self.surface.star, *own]) if len(name) > 2 else ""
        message = f"`{short(name)}` is a name neither of the file, nor of Python, nor of Manim"
        yield self.problem("api.name", node, message, advice)

    def _no_module(self, node: ast.AST, name: str) -> Iterator[Problem]:
        top = name.split(".")[0]
        if top in KNOWN_MODULES and not exists(name):
            yield self.problem("api.name", node, f"there is no module `{short(name)}`", f"import from `{top}`")

    # Attributes

    def attribute(self, node: ast.Attribute) -> Iterator[Problem]:
        name = node.attr
        if name in self.own or name.startswith("__"):
            return
        match kind := self.inference.of(node.value):
            case None:
                if not (self.foreign or name in self.surface.pool or self._has(self.surface.mobject, name)):
                    message = f"nothing in Manim, NumPy or Python has a method or attribute `{short(name)}`"
                    yield self.problem("api.method", node, message, self.hint("methods", name, self.surface.own_pool))
            case Value(types.ModuleType() as module) if self._lacks(kind, name):
                advice = self.hint(module.__name__.split(".")[0], name, dir(module))
                if re.fullmatch(r"use `\w+`", advice) and isinstance(node.value, ast.Name):
                    advice = advice.replace("use `", f"use `{short(node.value.id)}.")
                yield self.problem("api.name", node, f"`{short(module.__name__)}` has no `{short(name)}`", advice)
            case Value(value) if self._lacks(kind, name):
                message = f"a `{type(value).__name__}` has no method or attribute `{short(name)}`"
                yield self.problem("api.method", node, message, self.hint("methods", name, dir(value)))
            case Thing() if self._lacks(kind, name):
                message = f"`{short(kind.name)}` has no method or attribute `{short(name)}`"
                yield self.problem("api.method", node, message, self._method_hint(kind.cls, name))

    def _has(self, cls: type, name: str, *, exact: bool = False) -> bool:
        """Whether an object may have an attribute: one of its classes, or that is asked for as `get_x` or `set_x`.

        `Mobject.__getattr__` makes sense of these where `x` is an attribute, not a method.
        """
        family = self.surface.family(cls, exact=exact)
        prefix, rest = name[:4], name[4:]
        asked = prefix in ("get_", "set_") and issubclass(cls, self.surface.mobject)
        kept = (rest in attributes(one) and not callable(getattr(one, rest, None)) for one in family)
        return any(name in attributes(one) for one in family) or (asked and (rest in self.own or any(kept)))

    def _lacks(self, kind: Kind, name: str) -> bool:
        """Whether a value surely has no such attribute."""
        match kind:
            case Thing(what="object" | "builder", cls=cls, exact=exact):
                if not exact and self.foreign:
                    return False  # It may be of a class that another module derives.
                return not self._has(cls, name, exact=exact)
            case Value(types.ModuleType() as module):
                full = f"{module.__name__}.{name}"
                imported = any(m == full or m.startswith(f"{full}.") for m in self.outline.imports)
                return not (imported or name in dir(module) or exists(full))
            case Thing(cls=value) | Value(value):
                return name not in dir(value) and name not in dir(type(value))
        return False

    def _method_hint(self, cls: type, name: str) -> str:
        for root in (self.surface.scene, self.surface.mobject, self.surface.animation):
            for owner in self.surface.classes if issubclass(cls, root) else ():
                if issubclass(owner, root) and name in vars(owner) and owner.__name__ in self.surface.star:
                    return f"it belongs to `{owner.__name__}`"
        return self.hint("methods", name, attributes(cls))

    # Calls

    def call(self, node: ast.Call) -> Iterator[Problem]:
        kind = self.inference.of(node.func)
        name, takes = self._taker(kind)
        if name == "play":
            for argument in node.args:
                yield from self._played(node, self.inference.of(argument))
        if takes is None:
            return
        for keyword in signatures.unknown(takes, node):
            message = f"`{short(name)}` takes no keyword `{short(keyword)}`"
            yield self.problem("api.keyword", node, message, self.hint("keywords", keyword, signatures.by_name(takes)))
        if said := signatures.fault(takes, node):
            message = f"a call of `{short(name)}` does not fit: {said}"
            yield self.problem("api.keyword", node, message, "look up its arguments")

    def _taker(self, kind: Kind) -> tuple[str, Signature | None]:
        """What a call comes to, by name, and what that takes; None if it is not known."""
        match kind:
            case Thing(what="builder"):
                return "animate", self.plays_with
            case Thing(what="class", cls=cls, own=False):
                return cls.__name__, signatures.constructor(cls)
            case Method(of=Thing(what="object", cls=cls, exact=exact), name=name) if name not in self.own:
                if name == "play" and issubclass(cls, self.surface.scene):
                    return "play", self.plays_with
                if len({getattr(one, name, None) for one in self.surface.family(cls, exact=exact)}) == 1:
                    return f"{cls.__name__}.{name}", signatures.method(cls, name)
            case Value(types.FunctionType() as function) if not hasattr(function, "__wrapped__"):
                return function.__name__, signatures.function(function)
        return "", None

    def _played(self, node: ast.Call, given: Kind) -> Iterator[Problem]:
        """Mobjects and their methods, which old Manim animated, given to `play` in place of animations."""
        match given:
            case Thing(what="object", cls=cls) if issubclass(cls, self.surface.mobject):
                message = "`play` is given an object that is no animation"
                yield self.problem("api.keyword", node, message, "use `Create(...)`, or `self.add(...)`")
            case Method(of=Thing(what="object", cls=cls), name=name) if issubclass(cls, self.surface.mobject):
                message = f"`play` is given the method `{short(name)}`, not an animation"
                yield self.problem("api.keyword", node, message, f"use `.animate.{short(name)}(...)`")
