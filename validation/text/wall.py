r"""`ast.imports`, `ast.calls`, `ast.latex`: nothing reaches into the process that runs the scene and reports on it.

The scene is untrusted. Builtins, members of modules and kinds of statement are allowed one by one; attributes are
denied by kind (double underscores, names that begin with an underscore and are not the file's own, what leads to
files, frames or the renderer), since an object's attributes cannot be listed without running it. A name of the file's
own counts only where the binding surely holds: Python looks a name of the module or of a class up again among the
builtins (`if 0: eval = None` leaves `eval` in force).

Not covered, and left to the run and to the sandbox: time and memory; methods of Manim's that a class of the file
overrides; a class hidden in a list or handed to a function, whose data is then set; TeX put together at run time.
"""

import ast
import builtins
import math
import re
from collections.abc import Iterator
from typing import Any

from ..api.suggest import renames
from ..api.surface import KNOWN_MODULES, loaded, public, surface
from ..outline import Binding, Outline, Source
from ..problem import Problem, Severity, Where, short
from ..scene_file import SceneFile
from . import allowed
from .allowed import WORDS

RULES = {
    "ast.imports": "only Manim, NumPy and what calculates in Python's library is imported; in a lesson of the dataset "
    "manim, numpy and math, and `*` only from manim",
    "ast.calls": "nothing is called, reached or changed that leads to files, to programs, or to whom runs the scene",
    "ast.latex": "no text holds a TeX command that reads or writes files or runs programs",
}

_ODD = ["AsyncFor", "AsyncFunctionDef", "AsyncWith", "Await", "TemplateStr", "TryStar", "TypeAlias"]

_REACHING = re.compile(r"\{[^{}:!]*[.\[]")
"""A field of a format text that names an attribute or an item."""

_TUPLE_METHODS = {"_asdict", "_fields", "_replace"}  # Of a named tuple.

# What TeX itself offers to reach files and programs; `^^` writes any character by its number, so any of these.
_TEX = re.compile(
    r"\\(?:input|include|InputIfFileExists|IfFileExists|openin|openout|closein|closeout|read|readline|write|immediate"
    r"|special|directlua|latelua|csname|catcode|includegraphics"
    r"|lstinputlisting|verbatiminput|newread|newwrite|ShellEscape|pdffiledump|primitive)(?![A-Za-z])|\^\^"
)


def problems(scene: SceneFile, outline: Outline, *, template: bool) -> Iterator[Problem]:
    """What breaks the rules of this module; `template`: it is held to what the dataset's lessons import."""
    wall = _Wall(scene.path, outline, template=template)
    if not any(module.split(".")[0] == "manim" for module in outline.imports):
        yield wall.problem("ast.imports", None, "Manim is not imported", "begin with `from manim import *`")
    for node in outline.nodes:
        yield from wall.read(node)
    yield from wall.machinery()


class _Wall:
    def __init__(self, path: str, outline: Outline, *, template: bool) -> None:
        self.template = template
        self.path = path
        self.outline = outline
        self.parent = outline.parent
        self.methods = surface().methods
        self.certain = {name: self._certain_from(bindings) for name, bindings in outline.top.bindings.items()}
        names = (node for node in outline.of(ast.Name) if isinstance(node.ctx, ast.Load))
        self.handled = {node.id for node in names if getattr(self.parent[node], "func", None) is not node}
        stored = {n.attr for n in outline.of(ast.Attribute) if isinstance(n.ctx, ast.Store)}
        defined = {name for scope in outline.scopes.values() if scope.is_class for name in scope.bindings}
        self.own = (stored | defined) - surface().private

    def problem(self, rule: str, at: ast.AST | None, message: str, hint: str) -> Problem:
        return Problem(rule, Severity.ERROR, Where(self.path, getattr(at, "lineno", 1)), message, hint)

    def refused(self, at: ast.AST, message: str, hint: str = "a lesson has no need of it") -> Problem:
        return self.problem("ast.calls", at, message, hint)

    def read(self, node: ast.AST) -> Iterator[Problem]:
        match node:
            case ast.Name(id=name, ctx=ast.Load()):
                if name.startswith("__"):
                    yield self.refused(node, f"`{short(name)}` is a name of Python's own machinery")
                else:
                    yield from self.used(node)
            case ast.Attribute():
                yield from self.attribute(node)
            case ast.Call():
                yield from self.call(node)
            case ast.Constant(value=str(text)) if not isinstance(self.parent[node], ast.Expr):
                if found := _TEX.search(text):
                    message = f"a text holds the TeX command `{short(found[0])}`"
                    yield self.problem("ast.latex", node, message, "a formula has no need of it")
            case ast.Import() | ast.ImportFrom():
                for message, hint in self.imported(node):
                    yield self.problem("ast.imports", node, message, hint)
            case ast.ClassDef():
                yield from self.class_(node)
            case ast.MatchClass(cls=cls, kwd_attrs=names):
                for name in names:
                    yield from self.reached(node, cls, name, stored=False)
            case ast.Try(finalbody=body):
                kinds = {type(inner) for statement in body for inner in ast.walk(statement)}
                if kinds & {ast.Return, ast.Break, ast.Continue}:
                    yield self.refused(node, "`finally` is left by a jump, which swallows every error")
            case _ if type(node).__name__ in _ODD:
                yield self.refused(node, f"there is a statement or expression of the kind `{type(node).__name__}`")

    # Imports

    def imported(self, node: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, str]]:
        if self.outline.scope_of[node].is_class:
            yield "an import stands in a class, as an attribute of it", "move it to the top"
        modules = [alias.name for alias in node.names]
        if isinstance(node, ast.ImportFrom):
            modules = ["." * node.level + (node.module or "")]
            yield from self._taken(modules[0], node.names) if allowed.importable(modules[0]) else ()
        for name in modules:
            top = name.split(".")[0]
            if not allowed.importable(name) or (self.template and top not in KNOWN_MODULES):
                instead = renames()["modules"].get(top)
                hint = f"import `{instead}`" if instead else "a lesson needs manim, numpy and math only"
                yield f"the module `{short(name)}` is imported", hint

    def _taken(self, module: str, names: list[ast.alias]) -> Iterator[tuple[str, str]]:
        for alias in names:
            source, name = allowed.source(module, alias.name)
            listed = allowed.importable(source) if name is None else allowed.member(source, name)
            if alias.name == "*":
                if self.template and module != "manim":
                    yield f"`*` is imported from `{short(module)}`", "name what is used"
            elif not listed and f"{source}.{name}" != "manim.config":
                yield f"`{short(f'{source}.{alias.name}')}` is imported", "a lesson has no need of it"

    # Names and modules

    def _certain_from(self, bindings: list[Binding]) -> float:
        """The line after which a name of the module is the file's: a plain statement binds it for good."""
        module, last_star = self.outline.module, max(self.outline.stars.values(), default=0)
        if any(isinstance(getattr(b.node, "ctx", None), ast.Del) for b in bindings):
            return math.inf
        statements = (self.parent[b.node] if b.value else b.node for b in bindings if not b.source)
        plain = (ast.Assign, ast.AnnAssign, ast.FunctionDef, ast.ClassDef)
        lines = [s.lineno for s in statements if isinstance(s, plain) and self.parent[s] is module]
        return min((line for line in lines if line > last_star), default=math.inf)

    def sources(self, node: ast.AST) -> list[Source]:
        """The modules, or members of modules, that a name or attribute may stand for; empty if it is the file's own."""
        if isinstance(node, ast.Attribute):
            return [allowed.source(module, node.attr) for module, name in self.sources(node.value) if name is None]
        if not isinstance(node, ast.Name):
            return []
        name, top = node.id, self.outline.top
        scope, bindings = self.outline.resolve(name, node) or (top, [])
        found = [allowed.source(*binding.source) for binding in bindings if binding.source]
        if scope.is_class or (scope is top and node.lineno <= self.certain.get(name, math.inf)):
            found += [allowed.source(star, name) for star in self.outline.stars if name in public(star)]
            found += [("builtins", name)] if hasattr(builtins, name) else []
        return found

    def objects(self, node: ast.AST) -> list[Any]:
        """The members of modules that a name or attribute may stand for."""
        return [getattr(loaded(module), name or "", None) for module, name in self.sources(node)]

    def used(self, node: ast.Name | ast.Attribute) -> Iterator[Problem]:
        """A module, or a member of one, where it is used."""
        around = self.parent[node]
        for module, name in self.sources(node):
            full = short(name or "" if module == "builtins" else f"{module}.{name}")
            if name is None:
                if not (isinstance(around, ast.Attribute) and around.value is node):
                    yield self.refused(node, f"the module `{short(module)}` is handed on as a value", "name its member")
            elif full == "manim.config":
                yield from self._config(node, around)
            elif full in ("getattr", "hasattr", "setattr", "type"):
                yield from self._reflection(node, around, full)
            elif module != "builtins" and not allowed.importable(module):
                if module not in self.outline.imports:  # Else it is a problem of its own, `ast.imports`.
                    yield self.refused(node, f"`{full}` is reached")
            elif not allowed.member(module, name):
                yield self.refused(node, f"`{full}` is used")
            elif name in WORDS["decorators"] and module in allowed.MEMBERS and not self._decorates(node):
                yield self.refused(node, f"`{full}` is used otherwise than above a definition")

    def _reflection(self, node: ast.AST, around: ast.AST, name: str) -> Iterator[Problem]:
        """`getattr` and its like are read as the attribute that they name; `type` only tells classes apart."""
        asked = self.parent.get(around)
        called = around if isinstance(around, ast.Call) and around.func is node else None
        match called, name:
            case ast.Call(args=[_, ast.Constant(value=str(attr))]), "hasattr" if attr.strip("_") in WORDS["methods"]:
                pass  # `__len__`, `__iter__`, ...: what a value can do
            case ast.Call(args=[value, ast.Constant(value=str(attr)), *_]), _ if name != "type" and not isinstance(
                value, ast.Starred
            ):
                yield from self.reached(around, value, attr, stored=name == "setattr")
            case ast.Call(args=[ast.Name() as value, attr, *_]), "getattr" | "hasattr" if not self.sources(
                value
            ) and _begins(attr):
                pass  # the file's own `show_title`, `show_axes`, ...: no name that is refused begins so
            case ast.Call(args=[_], keywords=[]), "type" if (
                isinstance(asked, ast.Compare) or getattr(asked, "attr", "") == "__name__"
            ):
                pass
            case _:
                yield self.refused(node, f"`{name}` is used", "name the attribute; compare with `isinstance`")

    def _decorates(self, node: ast.AST) -> bool:
        call = self.parent[node]
        if isinstance(call, ast.Call) and call.func is node:
            if len(call.args) > 1 or {k.arg for k in call.keywords} & {None, "assigned", "updated"}:
                return False
            node = call
        return node in getattr(self.parent[node], "decorator_list", ())

    def _config(self, node: ast.AST, around: ast.AST) -> Iterator[Problem]:
        """`config` may be asked for the size of the frame, and be given another look."""
        match around:
            case ast.Attribute(attr=key, ctx=ctx) | ast.Subscript(slice=ast.Constant(value=key), ctx=ctx):
                if key in WORDS["looks"] or (key in WORDS["measures"] and isinstance(ctx, ast.Load)):
                    return
        yield self.refused(node, "Manim's `config` is used", "a lesson may read the frame's size and set its looks")

    def machinery(self) -> Iterator[Problem]:
        """Names with double underscores that the file gives a meaning."""
        for scope in self.outline.scopes.values():
            for name, bindings in scope.bindings.items():
                method = isinstance(bindings[0].node, ast.FunctionDef) and name.strip("_") in WORDS["methods"]
                private = not name.endswith("__") and (scope.is_class or name in self.own)
                of_class = scope.is_class and (method or name == "__slots__")
                fine = of_class or private or (scope is self.outline.top and name in WORDS["texts"])
                if name.startswith("__") and not fine:
                    yield self.refused(bindings[0].node, f"`{short(name)}` is a name of Python's own machinery")

    # Attributes

    def attribute(self, node: ast.Attribute) -> Iterator[Problem]:
        if self.sources(node) and not isinstance(node.ctx, ast.Load):
            yield self.refused(node, f"`{short(ast.unparse(node))}`, of a module, is changed")
            return
        yield from self.reached(node, node.value, node.attr, stored=isinstance(node.ctx, ast.Store))
        yield from self.used(node)
        if isinstance(node.ctx, ast.Del):
            yield self.refused(node, f"the attribute `{short(node.attr)}` is deleted")

    def reached(self, node: ast.AST, value: ast.AST, name: str, *, stored: bool) -> Iterator[Problem]:
        """An attribute, however it is named: by a dot, by `getattr`, or in a pattern."""
        bare = name.removeprefix("get_").removeprefix("set_")  # Mobject makes both out of any attribute.
        sets_method = name.startswith("set_") and name not in self.methods and name[4:] in self.methods
        if name.startswith("__") and name.endswith("__"):
            if stored or not self._harmless(node, value, name):
                yield self.refused(node, f"`{short(name)}` is an attribute of Python's own machinery")
        elif name.startswith("_") and name not in self.own | _TUPLE_METHODS:
            yield self.refused(node, f"`{short(name)}` is an attribute that another class keeps to itself")
        elif {name, bare} & WORDS["not_attributes"]:
            yield self.refused(node, f"`.{short(name)}` is reached")
        elif sets_method or (stored and self._replaces(value, name)):
            yield self.refused(node, f"`{short(name)}`, of Manim's, is replaced", "choose another name")
        elif name == "format" and not self._is_plain_format(value):
            yield self.refused(node, "`.format` may reach into what it shows", 'use an f-string, as f"{x:.2f}"')
        elif name == "set" and getattr(self.parent.get(node), "func", None) is not node:
            yield self.refused(node, "the method `set` is handed on as a value")

    def _harmless(self, node: ast.AST, value: ast.AST, name: str) -> bool:
        """Names of definitions and classes, though not of methods; a call of the constructor of a class above."""
        around = self.parent[node]
        if name in ("__init__", "__post_init__"):
            plain = isinstance(value, ast.Name) or (isinstance(value, ast.Call) and isinstance(value.func, ast.Name))
            return plain and isinstance(around, ast.Call) and around.func is node
        if name == "__class__":
            return getattr(around, "attr", "") == "__name__"
        of_class = getattr(value, "attr", "__class__") == "__class__"
        return name in ("__doc__", "__version__") or (name == "__name__" and of_class)

    def _replaces(self, value: ast.AST, name: str) -> bool:
        """Whether an assignment gives a method of Manim's, or an attribute of one of its classes, another meaning."""
        aliases = [binding.value for binding in self._bindings(value) if binding.value]
        if any(isinstance(one, type) for alias in (value, *aliases) for one in self.objects(alias)):
            return True
        return name in self.methods and not self._of_its_own(value, name)

    def _bindings(self, node: ast.AST) -> list[Binding]:
        found = self.outline.resolve(node.id, node) if isinstance(node, ast.Name) else None
        return found[1] if found else []

    def _of_its_own(self, value: ast.AST, name: str) -> bool:
        """Whether an object is the `self` of a class whose bases have no such method, and which is only called."""
        function = self.outline.scope_of[value].node
        match function, self.parent.get(function):
            case (
                ast.FunctionDef(args=ast.arguments(posonlyargs=[], args=[first, *_]), decorator_list=[]),
                ast.ClassDef() as cls,
            ):
                # `Other.method(dot)` makes anything the `self` of a class that is not only called.
                only_it = [binding.node for binding in self._bindings(value)] == [first]
                bases = [self.objects(base) for base in cls.bases]
                has_it = any(callable(getattr(one, name, None)) for base in bases for one in base)
                return only_it and cls.name not in self.handled and all(bases) and not has_it
        return False

    def _is_plain_format(self, value: ast.AST) -> bool:
        """`"{0.__class__}".format(x)` reaches attributes by a text."""
        texts: list[ast.AST | None] = [binding.value for binding in self._bindings(value)]
        literals = [t.value for t in texts or [value] if isinstance(t, ast.Constant) and isinstance(t.value, str)]
        return len(literals) == len(texts or [value]) and not any(map(_REACHING.search, literals))

    # Calls and classes

    def call(self, node: ast.Call) -> Iterator[Problem]:
        given = {keyword.arg: keyword.value for keyword in node.keywords}
        for name in given:
            makes_class = name == "type" and "enum" in self.outline.imports
            if name and (name in WORDS["not_keywords"] or "__" in name or makes_class):
                yield self.refused(node, f"the keyword `{short(name)}` is given")
        if "camera_class" in given:
            cameras = self.sources(given["camera_class"])
            if not cameras or any(name not in WORDS["cameras"] for _, name in cameras):
                yield self.refused(node, "`camera_class` is not one of Manim's cameras")
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name in ("Code", "TexTemplate") and (node.args or None in given):
            yield self.refused(node, f"`{name}` may be made from a file", "name each of its arguments")
        elif name == "set" and isinstance(node.func, ast.Attribute) and (None in given or given.keys() & self.methods):
            yield self.refused(node, "`.set` is given attributes that are methods or whose names are not written out")

    def class_(self, node: ast.ClassDef) -> Iterator[Problem]:
        if node.keywords:
            yield self.refused(node, f"the class `{short(node.name)}` is given a metaclass or keywords")
        values = [inner.value for inner in node.body if isinstance(inner, ast.Assign | ast.Expr)]
        only_values = len(values) == len(node.body) and all(isinstance(value, ast.Constant) for value in values)
        for base in node.bases:
            if not self._is_base(base.value if isinstance(base, ast.Subscript) else base, only_values):
                yield self.refused(base, f"the class `{short(node.name)}` derives from what a lesson has no need of")

    def _is_base(self, base: ast.expr, only_values: bool) -> bool:
        """Whether a class may derive from it: a class of the file, of Manim's, an exception, and a few of Python's.

        One that has values only, as an enumeration, may be one of texts or numbers; a text with methods could lie.
        """
        sources = self.sources(base)
        for (module, name), value in zip(sources, self.objects(base), strict=True):
            drawn = module.split(".")[0] == "manim" and name not in WORDS["cameras"]
            plain = value is object or (only_values and value in (str, int))
            plain |= isinstance(value, type) and issubclass(value, Exception)
            if not (drawn or plain or (module in allowed.MEMBERS and name in WORDS["bases"])):
                return False
        own = isinstance(base, ast.Name) and all(isinstance(b.node, ast.ClassDef) for b in self._bindings(base))
        return bool(sources) or own


def _begins(name: ast.expr) -> bool:
    """Whether a name that is put together, as `f"show_{phase}"`, begins as no name does that is refused."""
    match name:
        case (
            ast.JoinedStr(values=[ast.Constant(value=str(start)), *_])
            | ast.BinOp(left=ast.Constant(value=str(start)), op=ast.Add())
        ):
            free = re.fullmatch("(?![gs]et_)[a-z][a-z0-9]*_", start)
            return bool(free) and not any(word.startswith(start) for word in WORDS["not_attributes"])
    return False
