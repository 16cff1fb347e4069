"""`api.*`: every name, method, keyword and number of arguments that a scene uses exists in the installed Manim.

An invented name is given with its line and the real one. What a value is, is inferred (`infer`); where that is unknown,
only what nothing a scene handles has is wrong.
"""

import ast
import builtins
import re
import types
from collections.abc import Iterable, Iterator

from ..outline import Outline
from ..problem import Problem, Severity, Where, short
from ..scene_file import SceneFile
from . import signatures
from .infer import Class, Inference, Kind, Method, Thing, Value
from .signatures import Accepts
from .suggest import Table, hint
from .surface import KNOWN_MODULES, attributes, exists, loaded, names_of, surface

RULES = {
    "api.name": "every name is one of the file, of Python, or of the installed Manim, NumPy or math",
    "api.method": "every method and attribute exists in the class that it is used on",
    "api.keyword": "every call gives what the callable takes: its keywords, and its number of arguments",
}

_PYTHON = frozenset(dir(builtins)) | {"__file__", "__annotations__", "__builtins__", "__class__"}
_GUARDS = {"AttributeError", "NameError", "Exception", "BaseException", "ImportError", "TypeError"}
_MOST_HINTS = 60
"""So many real names are looked up for one file: it takes time, and nobody reads more."""


def problems(scene: SceneFile, outline: Outline, severity: Severity) -> Iterator[Problem]:
    """What breaks the rules of this module.

    Args:
        scene: the file.
        outline: its parts.
        severity: how much it matters.
    """
    reader = _Reader(scene, outline, severity)
    for node in outline.of(ast.Name, ast.ImportFrom, ast.Import, ast.Attribute, ast.Call):
        if node not in reader.guarded:
            yield from reader.read(node)


class _Reader:
    def __init__(self, scene: SceneFile, outline: Outline, severity: Severity) -> None:
        self.scene = scene
        self.outline = outline
        self.severity = severity
        self.surface = surface()
        self.inference = Inference(outline)
        tops = {module.split(".")[0] for module, _ in outline.imports}
        self.foreign = bool(tops - {*KNOWN_MODULES, "__future__"})
        # Every attribute that the file itself gives to something.
        self.own_names = {node.attr for node in outline.of(ast.Attribute) if not isinstance(node.ctx, ast.Load)}
        for scope in outline.scopes.values():
            self.own_names |= scope.bindings.keys() if scope.is_class else set()
        for call in outline.of(ast.Call):
            if isinstance(call.func, ast.Attribute) and call.func.attr == "set":
                self.own_names |= {k.arg for k in call.keywords if k.arg}
        # `play` and `animate` hand their keywords to animations, which take any without a word.
        self._plays_with = Accepts(self.surface.animation_keywords | self.own_names, None, (), (), frozenset())
        self.guarded = self._guarded()
        self.hints = 0

    def _guarded(self) -> set[ast.AST]:
        """What stands in a `try` that expects a name to be missing, and annotations that are never evaluated."""
        roots: list[ast.AST] = []
        for node in self.outline.of(ast.Try):
            types = [handler.type for handler in node.handlers]
            caught = {n.id for t in types if t for n in ast.walk(t) if isinstance(n, ast.Name)}
            roots += node.body if caught & _GUARDS or None in types else []
        if any(module == "__future__" for module, _ in self.outline.imports):
            roots += [node.annotation for node in self.outline.of(ast.arg) if node.annotation]
            roots += [node.annotation for node in self.outline.of(ast.AnnAssign)]
            roots += [node.returns for node in self.outline.of(ast.FunctionDef) if node.returns]
        return {inner for root in roots for inner in ast.walk(root)}

    def problem(self, rule: str, at: ast.AST, message: str, advice: str = "") -> Problem:
        # Of an attribute or a call that goes over several lines, Python's error names the line of the attribute.
        at = at.func if isinstance(at, ast.Call) else at
        line = getattr(at, "end_lineno" if isinstance(at, ast.Attribute) else "lineno", None)
        return Problem(rule, self.severity, Where(self.scene.path, line), message, advice)

    def hint(self, table: Table, name: str, known: Iterable[str]) -> str:
        self.hints += 1
        return hint(table, name, (k for k in known if not k.startswith("_"))) if self.hints <= _MOST_HINTS else ""

    def read(self, node: ast.AST) -> Iterator[Problem]:
        match node:
            case ast.Name(ctx=ast.Load()):
                yield from self.name(node)
            case ast.Attribute(ctx=ast.Load()):
                yield from self.attribute(node)
            case ast.Call():
                yield from self.call(node)
            case ast.ImportFrom():
                yield from self.taken(node)
            case ast.Import():
                for alias in node.names:
                    yield from self._no_module(node, alias.name)

    # Names

    def name(self, node: ast.Name) -> Iterator[Problem]:
        name = node.id
        in_class = "__" in name and self.outline.scope_of[node].is_class
        if name in _PYTHON or name in self.inference.star or in_class or self.outline.stars.keys() - {"manim"}:
            return
        if self.outline.resolve(name, node):
            return
        if name in self.surface.star:
            message = f"`{short(name)}` is Manim's, but the file does not import it"
            yield self.problem("api.name", node, message, "begin with `from manim import *`")
            return
        own = [n for n in self.outline.top.bindings if len(n) > 3]
        advice = self.hint("names", name, [*self.surface.star, *own]) if len(name) > 2 else ""
        message = f"`{short(name)}` is a name neither of the file, nor of Python, nor of Manim"
        yield self.problem("api.name", node, message, advice)

    def taken(self, node: ast.ImportFrom) -> Iterator[Problem]:
        name = node.module or ""
        if node.level or name.split(".")[0] not in KNOWN_MODULES:
            return
        yield from self._no_module(node, name)
        module = loaded(name)
        for alias in node.names if module else ():
            if alias.name != "*" and module and alias.name not in names_of(module):
                message = f"`{short(name)}` has no `{short(alias.name)}` to import"
                yield self.problem("api.name", node, message, self._module_hint(module, alias.name))

    def _no_module(self, node: ast.AST, name: str) -> Iterator[Problem]:
        top = name.split(".")[0]
        if top in KNOWN_MODULES and not exists(name):
            yield self.problem("api.name", node, f"there is no module `{short(name)}`", f"import from `{top}`")

    def _module_hint(self, module: types.ModuleType, name: str) -> str:
        tables: dict[str, Table] = {"numpy": "numpy", "math": "math"}
        return self.hint(tables.get(module.__name__.split(".")[0], "names"), name, names_of(module))

    # Attributes

    def attribute(self, node: ast.Attribute) -> Iterator[Problem]:
        if node.attr in self.own_names or node.attr.startswith("__"):
            return
        kinds = self.inference.of(node.value)
        if kinds and all(self._lacks(kind, node.attr) for kind in kinds):
            if isinstance(kinds[0], Value) and isinstance(kinds[0].value, types.ModuleType):
                module = kinds[0].value
                advice = self._module_hint(module, node.attr)
                if re.fullmatch(r"use `\w+`", advice) and isinstance(node.value, ast.Name):
                    advice = advice.replace("use `", f"use `{short(node.value.id)}.")
                message = f"`{short(module.__name__)}` has no `{short(node.attr)}`"
                yield self.problem("api.name", node, message, advice)
                return
            message = f"{_called(kinds[0])} has no method or attribute `{short(node.attr)}`"
            yield self.problem("api.method", node, message, self._method_hint(kinds[0], node.attr))
        elif not (kinds or self.foreign or self._anywhere(node.attr)):
            message = f"nothing in Manim, NumPy or Python has a method or attribute `{short(node.attr)}`"
            advice = self.hint("methods", node.attr, self.surface.own_pool)
            yield self.problem("api.method", node, message, advice)

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
                if not exact and self.foreign:
                    return False  # It may be of a class that another module derives.
                families = [self.surface.family(cls, exact=exact) for cls in classes]
                known = any(name in attributes(one) for family in families for one in family)
                return not known and not any(self._dynamic(cls, name, exact=exact) for cls in classes)
            case Class(classes=classes):
                return all(name not in dir(cls) and name not in dir(type(cls)) for cls in classes)
            case Value(types.ModuleType() as module):
                full = f"{module.__name__}.{name}"
                imported = any(m == full or m.startswith(f"{full}.") for m, _ in self.outline.imports)
                return not (imported or name in names_of(module) or exists(full))
            case Value(value):
                return name not in dir(value)
        return False

    def _method_hint(self, kind: Kind, name: str) -> str:
        if not isinstance(kind, Thing | Class):
            return self.hint("methods", name, dir(kind.value) if isinstance(kind, Value) else ())
        for root in (self.surface.scene, self.surface.mobject, self.surface.animation):
            if all(issubclass(cls, root) for cls in kind.classes):
                for owner in self.surface.classes:
                    if issubclass(owner, root) and name in vars(owner) and owner.__name__ in self.surface.star:
                        return f"it belongs to `{owner.__name__}`"
        return self.hint("methods", name, frozenset().union(*map(attributes, kind.classes)))

    # Calls

    def call(self, node: ast.Call) -> Iterator[Problem]:
        kinds = self.inference.of(node.func)
        if kinds and all(self._plays(kind) for kind in kinds):
            yield from self._played(node)
        takers = [taker for kind in kinds for taker in self._takers(kind)]
        known = [(name, accepts) for name, accepts in takers if accepts]
        if not known or len(known) < len(takers):
            return
        shared = set.intersection(*(set(signatures.faults(accepts, node)) for _, accepts in known))
        name, accepts = known[0]
        for fault in signatures.faults(accepts, node) if shared else ():
            if fault in shared:
                yield self._fault(node, name, fault, accepts)

    def _takers(self, kind: Kind) -> Iterator[tuple[str, Accepts | None]]:
        """What a call of such a value may come to, by name, with what it takes; None if that is not known."""
        own_member = self.inference.own_member
        match kind:
            case Thing(built=True):
                yield "`animate`", self._plays_with
            case Method() if self._plays(kind):
                yield "`play`", self._plays_with
            case Class(classes=(cls,), own=own) if own is None or own_member(own, "__init__") is None:
                yield f"`{short(own.name if own else cls.__name__)}`", signatures.constructor(cls)
            case Value(value) if isinstance(value, types.FunctionType) and not hasattr(value, "__wrapped__"):
                yield f"`{value.__name__}`", signatures.function(value)
            case Method(of=thing, name=name) if own_member(thing.own, name) is None:
                for cls in thing.classes:
                    for one in self.surface.family(cls, exact=thing.exact):
                        if hasattr(one, name):
                            yield f"`{one.__name__}.{short(name)}`", signatures.method(one, name)
            case _:
                yield "", None

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
            if not kinds or not all(self._is_mobject(thing) for thing in things):
                continue
            what, advice = "an object that is no animation", "use `Create(...)`, or `self.add(...)`"
            if isinstance(kinds[0], Method):
                what = f"the method `{short(kinds[0].name)}`, not an animation"
                advice = f"use `.animate.{short(kinds[0].name)}(...)`"
            yield self.problem("api.keyword", node, f"`play` is given {what}", advice)

    def _is_mobject(self, kind: Kind) -> bool:
        if not isinstance(kind, Thing) or kind.built:
            return False
        return all(issubclass(cls, self.surface.mobject) for cls in kind.classes)

    def _fault(self, node: ast.Call, name: str, fault: tuple[str, str], accepts: Accepts) -> Problem:
        kind, detail = fault
        shown = short(detail)
        match kind:
            case "unknown":
                advice = self.hint("keywords", detail, accepts.keywords or ())
                return self.problem("api.keyword", node, f"{name} takes no keyword `{shown}`", advice)
            case "many":
                text = f"{name} takes at most {shown} positional arguments, not {len(node.args)}"
                return self.problem("api.keyword", node, text, "give the others by name" if accepts.keywords else "")
            case "twice":
                text = f"{name} is given `{shown}` both by place and by name"
                return self.problem("api.keyword", node, text, "keep one of them")
        return self.problem("api.keyword", node, f"{name} is not given its argument `{shown}`", f"add `{shown}`")


def _called(kind: Kind) -> str:
    match kind:
        case Thing(classes=classes, own=own) | Class(classes=classes, own=own):
            return f"`{short(own.name if own else classes[0].__name__)}`"
        case Value(value):
            return f"a `{type(value).__name__}`"
    return "it"
