"""`api.*`: every name, method, keyword and number of arguments that a scene uses exists in the installed Manim.

An invented name is given with its line and the real one. What a value is, is inferred (`validation.api.infer`);
where that is unknown, only what nothing a scene handles has is wrong.
"""

import ast
import builtins
import re
import types
from collections.abc import Iterable, Iterator

from ..problem import Problem
from ..scene_file import SceneFile
from ..text.imports import ALLOWED
from ..text.outline import Outline
from ..text.report import LIMIT, error, short
from . import signatures
from .infer import Class, Inference, Kind, Method, Module, Thing, Value
from .signatures import Accepts
from .suggest import Table, hint
from .surface import Surface, surface

RULES = {
    "api.name": "every name is one of the file, of Python, or of the installed Manim, NumPy or math",
    "api.method": "every method and attribute exists in the class that it is used on",
    "api.keyword": "every call gives what the callable takes: its keywords, and its number of arguments",
}

_PYTHON = frozenset(dir(builtins)) | {"__file__", "__annotations__", "__builtins__", "__class__"}
_GUARDS = {"AttributeError", "NameError", "Exception", "BaseException", "ImportError", "TypeError"}


def problems(scene: SceneFile, outline: Outline) -> Iterator[Problem]:
    """What breaks the rules of this module.

    Args:
        scene: the file.
        outline: its parts.
    """
    yield from _Reader(scene, outline, surface()).read()


class _Reader:
    def __init__(self, scene: SceneFile, outline: Outline, manim: Surface) -> None:
        self.scene = scene
        self.outline = outline
        self.surface = manim
        self.inference = Inference(outline, manim)
        self.own_names = self._own_attribute_names()
        self.hints_left = 3 * LIMIT
        self.guarded = self._guarded() | self._notes()

    def _own_attribute_names(self) -> frozenset[str]:
        """Every attribute that the file itself gives to something."""
        found: set[str] = set()
        tree = self.outline.tree
        found.update(node.attr for node in tree.of(ast.Attribute) if not isinstance(node.ctx, ast.Load))
        for cls in tree.of(ast.ClassDef):
            found |= set(self.outline.scopes.opened[cls].bindings)
        for call in tree.of(ast.Call):
            if isinstance(call.func, ast.Attribute) and call.func.attr == "set":
                found.update(k.arg for k in call.keywords if k.arg)
        return frozenset(found)

    def _guarded(self) -> set[ast.AST]:
        """What stands in a `try` that expects a name or an attribute to be missing."""
        found: set[ast.AST] = set()
        tree = self.outline.tree
        for node in tree.of(ast.Try):
            types = [handler.type for handler in node.handlers]
            caught = {n.id for t in types if t for n in tree.within(t) if isinstance(n, ast.Name)}
            if caught & _GUARDS or None in types:
                found.update(inner for statement in node.body for inner in tree.within(statement))
        return found

    def _hint(self, table: Table, name: str, known: Iterable[str]) -> str:
        """The real name; none after the first few problems, which are all that anybody reads, since it takes time."""
        self.hints_left -= 1
        return hint(table, name, known) if self.hints_left >= 0 else ""

    def _notes(self) -> set[ast.AST]:
        """The annotations, where `from __future__ import annotations` keeps them from being evaluated."""
        if not any(module == "__future__" for module, _ in self.outline.imports.statements):
            return set()
        fields = ("annotation", "returns")
        notes = [getattr(node, field, None) for node in self.outline.tree.nodes for field in fields]
        return {inner for note in notes if isinstance(note, ast.AST) for inner in self.outline.tree.within(note)}

    def read(self) -> Iterator[Problem]:
        tree = self.outline.tree
        for name in tree.of(ast.Name):
            if isinstance(name.ctx, ast.Load) and name not in self.guarded:
                yield from self._name(name)
        for taken in tree.of(ast.ImportFrom):
            if taken not in self.guarded:
                yield from self._import(taken)
        for plain in tree.of(ast.Import):
            for alias in plain.names if plain not in self.guarded else ():
                yield from self._no_module(plain, alias.name)
        for attribute in tree.of(ast.Attribute):
            if isinstance(attribute.ctx, ast.Load) and attribute not in self.guarded:
                yield from self._attribute(attribute)
        for call in tree.of(ast.Call):
            if call not in self.guarded:
                yield from self._call(call)

    # Names

    def _name(self, node: ast.Name) -> Iterator[Problem]:
        scope = self.outline.scopes.of.get(node)
        imports = self.outline.imports
        if scope is None or self.outline.scopes.resolve(node.id, scope) or node.id in _PYTHON:
            return
        if node.id in self.inference.star or imports.stars - {"manim"} or (scope.kind == "class" and "__" in node.id):
            return
        if node.id in self.surface.star:
            message = f"`{short(node.id)}` is Manim's, but the file does not import it"
            yield error(self.scene, "api.name", node, message, "begin with `from manim import *`")
            return
        message = f"`{short(node.id)}` is a name neither of the file, nor of Python, nor of Manim"
        yield error(self.scene, "api.name", node, message, self._name_hint(node.id))

    def _name_hint(self, name: str) -> str:
        own = [n for n in self.outline.scopes.module.bindings if len(n) > 3]
        return self._hint("names", name, [*self.surface.star, *own] if len(name) > 2 else [])

    def _import(self, node: ast.ImportFrom) -> Iterator[Problem]:
        name = node.module or ""
        top = name.split(".")[0]
        if node.level or top not in ALLOWED:
            return
        yield from self._no_module(node, name)
        module = self.surface.module(name)
        if module is None:
            return
        for alias in node.names:
            if alias.name != "*" and alias.name not in self.surface.names_of(module):
                message = f"`{short(name)}` has no `{short(alias.name)}` to import"
                yield error(self.scene, "api.name", node, message, self._module_hint(module, alias.name))

    def _no_module(self, node: ast.AST, name: str) -> Iterator[Problem]:
        top = name.split(".")[0]
        if top in ALLOWED and not self.surface.exists(name):
            message = f"there is no module `{short(name)}`"
            yield error(self.scene, "api.name", node, message, f"import from `{top}`")

    def _module_hint(self, module: types.ModuleType, name: str) -> str:
        top = module.__name__.split(".")[0]
        tables: dict[str, Table] = {"numpy": "numpy", "math": "math"}
        known = [n for n in self.surface.names_of(module) if not n.startswith("_")]
        return self._hint(tables.get(top, "names"), name, known)

    # Attributes

    def _attribute(self, node: ast.Attribute) -> Iterator[Problem]:
        if node.attr in self.own_names or node.attr.startswith("__"):
            return
        kinds = self.inference.of(node.value)
        if len(kinds) == 1 and isinstance(kinds[0], Module):
            yield from self._member(node, kinds[0].module)
        elif kinds:
            if all(self._lacks(kind, node.attr) for kind in kinds):
                yield self._no_attribute(node, kinds[0])
        elif not self.outline.imports.foreign and not self._anywhere(node.attr):
            message = f"nothing in Manim, NumPy or Python has a method or attribute `{short(node.attr)}`"
            found = self._hint("methods", node.attr, self.surface.own_pool)
            yield error(self.scene, "api.method", node, message, found)

    def _member(self, node: ast.Attribute, module: types.ModuleType) -> Iterator[Problem]:
        if node.attr in self.surface.names_of(module) or self._imported(module, node.attr):
            return
        message = f"`{short(module.__name__)}` has no `{short(node.attr)}`"
        instead = self._module_hint(module, node.attr)
        if re.fullmatch(r"use `\w+`", instead) and isinstance(node.value, ast.Name):
            instead = instead.replace("use `", f"use `{short(node.value.id)}.")
        yield error(self.scene, "api.name", node, message, instead)

    def _imported(self, module: types.ModuleType, name: str) -> bool:
        """Whether the file imports a submodule that is not loaded here, so that its name is there at run time."""
        full = f"{module.__name__}.{name}"
        return any(m == full or m.startswith(f"{full}.") for m, _ in self.outline.imports.statements)

    def _anywhere(self, name: str) -> bool:
        return name in self.surface.pool or self._dynamic(self.surface.mobject, name, exact=False)

    def _dynamic(self, cls: type, name: str, *, exact: bool) -> bool:
        """Whether `Mobject.__getattr__` makes sense of `get_x` or `set_x`: where `x` is an attribute, not a method."""
        prefix, rest = name[:4], name[4:]
        if prefix not in ("get_", "set_") or not issubclass(cls, self.surface.mobject):
            return False
        return rest in self.own_names or self.surface.data_attribute(cls, rest, exact=exact)

    def _lacks(self, kind: Kind, name: str) -> bool:
        """Whether a value surely has no such attribute."""
        match kind:
            case Thing(classes=classes, exact=exact):
                if not exact and self.outline.imports.foreign:
                    return False  # It may be of a class that another module derives.
                known = self.surface.attributes if exact else self.surface.attributes_below
                return not any(name in known(cls) or self._dynamic(cls, name, exact=exact) for cls in classes)
            case Class(classes=classes):
                return all(name not in dir(cls) and name not in dir(type(cls)) for cls in classes)
            case Value(value):
                return name not in dir(value)
        return False

    def _no_attribute(self, node: ast.Attribute, kind: Kind) -> Problem:
        message = f"{_called(kind)} has no method or attribute `{short(node.attr)}`"
        return error(self.scene, "api.method", node, message, self._method_hint(kind, node.attr))

    def _method_hint(self, kind: Kind, name: str) -> str:
        owner = self._owner(kind, name)
        if owner:
            return f"it belongs to `{owner}`"
        if isinstance(kind, Thing | Class):
            known = frozenset().union(*(self.surface.attributes(cls) for cls in kind.classes))
            return self._hint("methods", name, [n for n in known if not n.startswith("_")])
        known = frozenset(dir(kind.value)) if isinstance(kind, Value) else frozenset()
        return self._hint("methods", name, [n for n in known if not n.startswith("_")])

    def _owner(self, kind: Kind, name: str) -> str:
        """The class of the same family (scenes, mobjects, animations) that has such a method; empty if none has."""
        classes = kind.classes if isinstance(kind, Thing | Class) else ()
        for root in (self.surface.scene, self.surface.mobject, self.surface.animation):
            if classes and all(issubclass(cls, root) for cls in classes):
                owners = [c for c in self.surface.classes if issubclass(c, root) and name in vars(c)]
                return next((c.__name__ for c in owners if self.surface.star.get(c.__name__) is c), "")
        return ""

    # Calls

    def _call(self, node: ast.Call) -> Iterator[Problem]:
        kinds = self.inference.of(node.func)
        if not kinds:
            yield from self._unknown_call(node)
            return
        if all(self._plays(kind) for kind in kinds):
            yield from self._played(node)
        candidates: list[tuple[str, list[tuple[str, str]], Accepts | None]] = []
        for kind in kinds:
            wrong = list(self._wrong(kind, node))
            if not wrong:
                return
            candidates.extend(wrong)
        name, faults, accepts = candidates[0]
        for fault, detail in faults:
            if all((fault, detail) in other for _, other, _ in candidates):
                yield self._fault(node, name, fault, detail, accepts)

    def _wrong(self, kind: Kind, node: ast.Call) -> "Iterator[tuple[str, list[tuple[str, str]], Accepts | None]]":
        """What is wrong for each callable that a kind can stand for; nothing if for one of them nothing is."""
        if (isinstance(kind, Thing) and kind.built) or self._plays(kind):
            taken = self.surface.animation_keywords | {"subcaption", "subcaption_duration", "subcaption_offset"}
            unknown = [k.arg for k in node.keywords if k.arg and k.arg not in taken and k.arg not in self.own_names]
            if unknown:
                yield "`play`" if isinstance(kind, Method) else "`animate`", [("unknown", k) for k in unknown], None
            return
        found: list[tuple[str, list[tuple[str, str]], Accepts | None]] = []
        for name, accepts in self._callables(kind):
            faults = list(signatures.faults(accepts, node)) if accepts else []
            if not faults:
                return
            found.append((name, faults, accepts))
        yield from found

    def _plays(self, kind: Kind) -> bool:
        return (
            isinstance(kind, Method)
            and kind.name == "play"
            and self.inference.own_member(kind.of.own, "play") is None
            and all(issubclass(cls, self.surface.scene) for cls in kind.of.classes)
        )

    def _played(self, node: ast.Call) -> Iterator[Problem]:
        """Mobjects and their methods, which old Manim animated, given to `play` in place of animations."""
        for argument in node.args:
            kinds = self.inference.of(argument)
            things = [kind.of if isinstance(kind, Method) else kind for kind in kinds]
            mobjects = [t for t in things if isinstance(t, Thing) and not t.built and self._is_mobject(t)]
            if not kinds or len(mobjects) < len(things):
                continue
            what, advice = "an object that is no animation", "use `Create(...)`, or `self.add(...)`"
            if isinstance(kinds[0], Method):
                what = f"the method `{short(kinds[0].name)}`, not an animation"
                advice = f"use `.animate.{short(kinds[0].name)}(...)`"
            yield error(self.scene, "api.keyword", argument, f"`play` is given {what}", advice)

    def _is_mobject(self, thing: Thing) -> bool:
        return all(issubclass(cls, self.surface.mobject) for cls in thing.classes)

    def _callables(self, kind: Kind) -> "Iterator[tuple[str, Accepts | None]]":
        match kind:
            case Class(classes=(cls,), own=own):
                if own is None or self.inference.own_member(own, "__init__") is None:
                    yield f"`{own.name if own else cls.__name__}`", signatures.constructor(cls)
                else:
                    yield "", None
            case Value(value) if isinstance(value, types.FunctionType) and not hasattr(value, "__wrapped__"):
                yield f"`{value.__name__}`", signatures.function(value)
            case Method(of=thing, name=name) if self.inference.own_member(thing.own, name) is None:
                for cls in thing.classes:
                    below = [] if thing.exact else self.surface.subclasses(cls)
                    for one in (cls, *below):
                        if hasattr(one, name):
                            yield f"`{one.__name__}.{name}`", signatures.method(one, name)
            case _:
                yield "", None

    def _unknown_call(self, node: ast.Call) -> Iterator[Problem]:
        """A keyword that no method of this name takes, whatever the object is."""
        if not (isinstance(node.func, ast.Attribute) and node.keywords) or self.outline.imports.foreign:
            return
        name = node.func.attr
        owners = [cls for cls in self.surface.classes if name in vars(cls)]
        if name in self.own_names or not owners or name in self.surface.elsewhere:
            return
        taken = [signatures.method(cls, name) for cls in owners]
        keywords: set[str] = set()
        for accepts in taken:
            if accepts is None or accepts.keywords is None:
                return
            keywords |= accepts.keywords
        if name == "play":
            keywords |= self.surface.animation_keywords
        for keyword in node.keywords:
            if keyword.arg and keyword.arg not in keywords:
                yield self._fault(node, f"`{name}`", "unknown", keyword.arg, taken[0])

    def _fault(self, node: ast.Call, name: str, fault: str, detail: str, accepts: Accepts | None) -> Problem:
        detail = short(detail)
        line = node.lineno
        text = advice = ""
        match fault:
            case "unknown":
                line = next((k.value.lineno for k in node.keywords if k.arg == detail), line)
                known = self.surface.animation_keywords if accepts is None else accepts.keywords or frozenset()
                public = [k for k in known if not k.startswith("_")]
                text = f"{name} takes no keyword `{detail}`"
                advice = self._hint("keywords", detail, public)
            case "many":
                text = f"{name} takes at most {detail} positional arguments, not {len(node.args)}"
                advice = "give the others by name" if accepts and accepts.keywords else ""
            case "twice":
                text = f"{name} is given `{detail}` both by place and by name"
                advice = "keep one of them"
            case "missing":
                text = f"{name} is not given its argument `{detail}`"
                advice = f"add `{detail}`"
        return error(self.scene, "api.keyword", line, text, advice)


def _called(kind: Kind) -> str:
    match kind:
        case Thing(classes=classes, own=own) | Class(classes=classes, own=own):
            return f"`{short(own.name)}`" if own else f"`{classes[0].__name__}`"
        case Value(value):
            return f"a `{type(value).__name__}`"
    return "it"
