r"""`ast.calls` and `ast.latex`: nothing in the text reaches into the process that runs the scene and reports on it.

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
import re
from collections.abc import Iterator

from ..api.surface import loaded, surface
from ..outline import Binding, Outline, Scope
from ..problem import Problem, Severity, Where, short
from ..scene_file import SceneFile
from . import allowed

RULES = {
    "ast.calls": "nothing is called, reached or changed that leads to files, to programs, or to whom runs the scene",
    "ast.latex": "no text holds a TeX command that reads or writes files or runs programs",
}

_ODD = tuple(
    vars(ast)[name]
    for name in ("AsyncFor", "AsyncFunctionDef", "AsyncWith", "Await", "TemplateStr", "TryStar", "TypeAlias")
    if name in vars(ast)
)
_Source = tuple[str, str | None]
"""A module, and the name of a member of it; None for the module itself."""

_REACHING = re.compile(r"\{[^{}:!]*[.\[]")
"""A field of a format text that names an attribute or an item."""

_OBJECT_TEXTS = {"__name__", "__doc__", "__version__"}
_TUPLE_METHODS = {"_asdict", "_fields", "_replace"}  # Of a named tuple.

# What TeX itself offers to reach files and programs; `^^` writes any character by its number, so any of these.
_TEX = re.compile(
    r"\\(?:input|include|InputIfFileExists|IfFileExists|openin|openout|closein|closeout|read|readline|write|immediate"
    r"|special|directlua|latelua|csname|catcode|includegraphics"
    r"|lstinputlisting|verbatiminput|newread|newwrite|ShellEscape|pdffiledump|primitive)(?![A-Za-z])|\^\^"
)


def problems(scene: SceneFile, outline: Outline) -> Iterator[Problem]:
    """What breaks the rules of this module.

    Args:
        scene: the file.
        outline: its parts.
    """
    wall = _Wall(scene.path, outline)
    for node in outline.nodes:
        yield from wall.read(node)
    yield from wall.bindings()


class _Wall:
    def __init__(self, path: str, outline: Outline) -> None:
        self.path = path
        self.outline = outline
        self.parent = outline.parent
        manim = surface()
        self.methods = manim.methods
        names = (node for node in outline.of(ast.Name) if isinstance(node.ctx, ast.Load))
        self.handled = {node.id for node in names if getattr(self.parent[node], "func", None) is not node}
        self.imported_modules = {module for module, _ in outline.imports}
        self._known: dict[tuple[Scope, str], tuple[list[_Source], int | None]] = {}
        stored = {n.attr for n in outline.of(ast.Attribute) if isinstance(n.ctx, ast.Store)}
        defined = {name for scope in outline.scopes.values() if scope.is_class for name in scope.bindings}
        self.own = (stored | defined) - manim.private

    def refused(self, at: ast.AST, message: str, hint: str = "a lesson has no need of it") -> Problem:
        return Problem("ast.calls", Severity.ERROR, Where(self.path, getattr(at, "lineno", None)), message, hint)

    def read(self, node: ast.AST) -> Iterator[Problem]:
        match node:
            case ast.Name(ctx=ast.Load()):
                yield from self.name(node)
            case ast.Attribute():
                yield from self.attribute(node)
            case ast.Call():
                yield from self.call(node)
            case ast.Constant(value=str(text)):
                yield from self.text(node, text)
            case ast.Import() | ast.ImportFrom():
                yield from self.imported(node)
            case ast.ClassDef():
                yield from self.class_(node)
            case ast.MatchClass(cls=cls, kwd_attrs=names):
                for name in names:
                    yield from self._attribute(node, cls, name, stored=False)
            case ast.Try(finalbody=body):
                kinds = {type(inner) for statement in body for inner in ast.walk(statement)}
                if kinds & {ast.Return, ast.Break, ast.Continue}:
                    yield self.refused(node, "`finally` is left by a jump, which swallows every error")
            case _ if isinstance(node, _ODD):
                yield self.refused(node, f"there is a statement or expression of the kind `{type(node).__name__}`")

    # Names and modules

    def sources(self, node: ast.AST) -> list[_Source]:
        """The modules, or members of modules, that a name or attribute may stand for; empty if it is the file's own."""
        if isinstance(node, ast.Attribute):
            modules = [module for module, name in self.sources(node.value) if name is None]
            return [_source(module, node.attr) for module in modules]
        if not isinstance(node, ast.Name):
            return []
        found = self.outline.resolve(node.id, node)
        sources, surely = self._bound(node.id, *found) if found else ([], None)
        if surely is None or node.lineno <= surely:
            stars = [_source(star, node.id) for star in self.outline.stars if node.id in allowed.public(star)]
            sources = sources + stars + ([("builtins", node.id)] if hasattr(builtins, node.id) else [])
        return sources

    def _bound(self, name: str, scope: Scope, bindings: list[Binding]) -> tuple[list[_Source], int | None]:
        """What is imported under a name, and the line from which it surely is the file's, never Python's or Manim's."""
        if (scope, name) not in self._known:
            imported = [_source(*binding.source) for binding in bindings if binding.kind == "import"]
            surely = None if scope.is_class else 0
            if scope is self.outline.top:
                deleted = any(isinstance(getattr(binding.node, "ctx", None), ast.Del) for binding in bindings)
                last = max(self.outline.stars.values(), default=0)  # A later `import *` takes the name back.
                lines = [line for binding in bindings if (line := self._top_line(binding.node)) > last]
                surely = None if deleted else min(lines, default=None)
            self._known[scope, name] = imported, surely
        return self._known[scope, name]

    def _top_line(self, node: ast.AST) -> int:
        """The line of a binding, if it is a plain statement of the module that is surely carried out; else 0."""
        while isinstance(self.parent[node], ast.Tuple | ast.List | ast.Starred):
            node = self.parent[node]
        statement = node if isinstance(node, ast.stmt) else self.parent[node]
        plain = ast.Assign | ast.AnnAssign | ast.FunctionDef | ast.ClassDef | ast.Import | ast.ImportFrom
        if not isinstance(statement, plain) or self.parent[statement] is not self.outline.module:
            return 0
        return 0 if isinstance(statement, ast.AnnAssign) and statement.value is None else statement.lineno

    def name(self, node: ast.Name) -> Iterator[Problem]:
        if node.id.startswith("__"):
            yield self.refused(node, f"`{short(node.id)}` is a name of Python's own machinery")
            return
        for module, name in self.sources(node):
            yield from self._use(node, module, name)

    def _use(self, node: ast.Name | ast.Attribute, module: str, name: str | None) -> Iterator[Problem]:
        """A module, or a member of one, where it is used."""
        around = self.parent[node]
        if name is None:
            if not (isinstance(around, ast.Attribute) and around.value is node):
                yield self.refused(node, f"the module `{short(module)}` is handed on as a value", "name a member of it")
            return
        full = short(name if module == "builtins" else f"{module}.{name}")
        if full == "manim.config":
            yield from self._config(node, around)
        elif module == "builtins" and name in ("getattr", "setattr"):
            called = around.args[:2] if isinstance(around, ast.Call) and around.func is node else []
            if [type(argument) is ast.Starred for argument in called] != [False, False] or _literal(called[1]) is None:
                yield self.refused(node, f"`{name}` is used with a name that is not written out")
        elif module == "builtins" and name == "type":
            asked = self.parent.get(around)
            plain = isinstance(asked, ast.Compare) or (isinstance(asked, ast.Attribute) and asked.attr == "__name__")
            if not (plain and isinstance(around, ast.Call) and around.func is node and len(around.args) == 1):
                yield self.refused(node, "`type` is used", "compare with `isinstance`")
        elif module == "builtins":
            if name not in allowed.BUILTINS:
                yield self.refused(node, f"`{full}` is used")
        elif not allowed.importable(module):
            if module not in self.imported_modules:  # Else it is a problem of its own, `ast.imports`.
                yield self.refused(node, f"`{full}` is reached")
        elif not allowed.member(module, name):
            yield self.refused(node, f"`{full}` is used")
        elif name in allowed.DECORATORS and module in allowed.STANDARD and not self._decorates(node):
            yield self.refused(node, f"`{full}` is used otherwise than above a definition")

    def _decorates(self, node: ast.AST) -> bool:
        call = self.parent[node]
        if isinstance(call, ast.Call) and call.func is node:
            if len(call.args) > 1 or any(k.arg in (None, "assigned", "updated") for k in call.keywords):
                return False
            node = call
        return node in getattr(self.parent[node], "decorator_list", ())

    def _config(self, node: ast.Name | ast.Attribute, around: ast.AST) -> Iterator[Problem]:
        """`config` may be asked for the size of the frame, and be given another look."""
        key: object = None
        if isinstance(around, ast.Attribute):
            key = around.attr
        elif isinstance(around, ast.Subscript) and isinstance(around.slice, ast.Constant):
            key = around.slice.value
        reads = isinstance(getattr(around, "ctx", None), ast.Load)
        if key not in (allowed.CONFIG_READ if reads else allowed.CONFIG_LOOKS):
            yield self.refused(node, "Manim's `config` is used", "a lesson may read the frame's size and set its looks")

    def imported(self, node: ast.Import | ast.ImportFrom) -> Iterator[Problem]:
        if self.outline.scope_of[node].is_class:
            yield self.refused(node, "an import stands in a class, where it makes an attribute", "move it to the top")
        if isinstance(node, ast.ImportFrom) and allowed.importable(node.module or "") and not node.level:
            for alias in node.names:
                source, name = _source(node.module or "", alias.name)
                listed = allowed.importable(source) if name is None else allowed.member(source, name)
                if not (listed or alias.name == "*" or f"{source}.{name}" == "manim.config"):
                    yield self.refused(node, f"`{short(f'{source}.{alias.name}')}` is imported")

    def bindings(self) -> Iterator[Problem]:
        """Names with double underscores that the file gives a meaning."""
        for scope in self.outline.scopes.values():
            for name, bindings in scope.bindings.items():
                method = scope.is_class and bindings[0].kind == "def" and name.strip("_") in allowed.METHODS
                private = not name.endswith("__") and (scope.is_class or name in self.own)
                fine = method or private or (scope is self.outline.top and name in allowed.TEXTS)
                if name.startswith("__") and not fine:
                    yield self.refused(bindings[0].node, f"`{short(name)}` is a name of Python's own machinery")

    # Attributes

    def attribute(self, node: ast.Attribute) -> Iterator[Problem]:
        sources = self.sources(node)
        if sources and not isinstance(node.ctx, ast.Load):
            yield self.refused(node, f"`{short(ast.unparse(node))}`, of a module, is changed")
            return
        yield from self._attribute(node, node.value, node.attr, stored=isinstance(node.ctx, ast.Store))
        for module, name in sources:
            yield from self._use(node, module, name)
        if isinstance(node.ctx, ast.Del):
            yield self.refused(node, f"the attribute `{short(node.attr)}` is deleted")

    def _attribute(self, node: ast.AST, value: ast.AST, name: str, *, stored: bool) -> Iterator[Problem]:
        """An attribute, however it is named: by a dot, by `getattr`, or in a pattern."""
        bare = name.removeprefix("get_").removeprefix("set_")  # Mobject makes both out of any attribute.
        if name.startswith("__") and name.endswith("__"):
            if stored or not (self._plain_text(value, name) or self._plain_init(node, value, name)):
                yield self.refused(node, f"`{short(name)}` is an attribute of Python's own machinery")
        elif name.startswith("_") and name not in self.own | _TUPLE_METHODS:
            yield self.refused(node, f"`{short(name)}` is an attribute that another class keeps to itself")
        elif {name, bare} & allowed.ATTRIBUTES:
            yield self.refused(node, f"`.{short(name)}` is reached")
        elif (stored and self._replaces(value, name)) or self._sets_method(name):
            yield self.refused(node, f"`{short(name)}`, of Manim's, is replaced", "choose another name")
        elif name == "format":
            yield from self._format(node, value)
        elif name == "set" and getattr(self.parent.get(node), "func", None) is not node:
            yield self.refused(node, "the method `set` is handed on as a value")

    def _plain_text(self, value: ast.AST, name: str) -> bool:
        """`f.__name__`, `type(x).__name__`, `self.__class__.__name__`: of a definition or class, not of a method."""
        if name == "__class__":
            around = self.parent.get(self.parent[value])
            return isinstance(around, ast.Attribute) and around.attr == "__name__"
        if isinstance(value, ast.Attribute) and value.attr != "__class__":
            return name != "__name__" and name in _OBJECT_TEXTS
        return name in _OBJECT_TEXTS

    def _plain_init(self, node: ast.AST, value: ast.AST, name: str) -> bool:
        """`super().__init__(...)` and `Base.__init__(self, ...)`."""
        call = self.parent.get(node)
        of_super = isinstance(value, ast.Call) and isinstance(value.func, ast.Name)
        plain = isinstance(value, ast.Name) or of_super
        return name in ("__init__", "__post_init__") and plain and isinstance(call, ast.Call) and call.func is node

    def _sets_method(self, name: str) -> bool:
        """Whether Mobject takes `mobject.set_scale(...)` as an assignment to a method."""
        return name.startswith("set_") and name not in self.methods and name[4:] in self.methods

    def _replaces(self, value: ast.AST, name: str) -> bool:
        """Whether an assignment gives a method of Manim's, or an attribute of one of its classes, another meaning."""
        found = self.outline.resolve(value.id, value) if isinstance(value, ast.Name) else None
        aliases = [binding.value for binding in (found[1] if found else ()) if binding.kind == "assign"]
        sources = [source for one in (value, *aliases) if one for source in self.sources(one)]
        for module, member in sources:
            holder = loaded(module)
            if member and isinstance(getattr(holder or builtins, member, None), type):
                return True
        return name in self.methods and not self._of_its_own(value, name)

    def _of_its_own(self, value: ast.AST, name: str) -> bool:
        """Whether an object is the `self` of a class whose bases have no such method, and which is only called."""
        function = self.outline.scope_of[value].node
        cls = self.parent.get(function)
        if not (
            isinstance(function, ast.FunctionDef) and isinstance(cls, ast.ClassDef) and not function.decorator_list
        ):
            return False
        if not (isinstance(value, ast.Name) and [value.id] == [a.arg for a in function.args.args[:1]]):
            return False
        if cls.name in self.handled:
            return False  # `Other.method(dot)` makes anything the `self`.
        bases = [source for base in cls.bases for source in self.sources(base)]
        known = [getattr(loaded(module), member or "", None) for module, member in bases]
        return len(known) == len(cls.bases) and not any(callable(getattr(one, name, None)) for one in known)

    def _format(self, node: ast.AST, value: ast.AST) -> Iterator[Problem]:
        """`"{0.__class__}".format(x)` reaches attributes by a text."""
        texts: list[ast.AST | None] = [value]
        if isinstance(value, ast.Name) and (found := self.outline.resolve(value.id, value)):
            texts = [binding.value if binding.kind == "assign" else None for binding in found[1]]
        for text in map(_literal, texts):
            if text is None:
                hint = 'use an f-string, as f"{x:.2f}"'
                yield self.refused(node, "`.format` is called on a text that is not written out", hint)
            elif _REACHING.search(text):
                yield self.refused(node, "`.format` reaches into what it shows", 'use an f-string, as f"{x:.2f}"')

    # Calls, classes, texts

    def call(self, node: ast.Call) -> Iterator[Problem]:
        given = {keyword.arg: keyword.value for keyword in node.keywords}
        for name in given:
            makes_class = name == "type" and "enum" in self.imported_modules
            if name and (name in allowed.KEYWORDS or "__" in name or makes_class):
                yield self.refused(node, f"the keyword `{short(name)}` is given")
        if "camera_class" in given:
            cameras = self.sources(given["camera_class"])
            if not cameras or any(name not in allowed.CAMERAS for _, name in cameras):
                yield self.refused(node, "`camera_class` is not one of Manim's cameras")
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name == "Code" and (node.args or None in given):
            yield self.refused(node, "`Code` is made from a file", "give it `code_string`")
        elif name == "TexTemplate" and (node.args or given.keys() - {"preamble", "documentclass"}):
            yield self.refused(node, "`TexTemplate` is given more than a preamble")
        elif name in ("getattr", "setattr") and len(node.args) > 1 and isinstance(node.args[1], ast.Constant):
            yield from self._attribute(node, node.args[0], str(node.args[1].value), stored=name == "setattr")
        elif isinstance(node.func, ast.Attribute) and name == "set" and (None in given or given.keys() & self.methods):
            yield self.refused(node, "`.set` is given attributes that are methods or whose names are not written out")

    def class_(self, node: ast.ClassDef) -> Iterator[Problem]:
        if node.keywords:
            yield self.refused(node, f"the class `{short(node.name)}` is given a metaclass or keywords")
        for base in node.bases:
            if not self._is_base(base.value if isinstance(base, ast.Subscript) else base):
                yield self.refused(base, f"the class `{short(node.name)}` derives from what a lesson has no need of")

    def _is_base(self, base: ast.expr) -> bool:
        """Whether a class may derive from it: a class of the file, of Manim's, an exception, and a few of Python's."""
        sources = self.sources(base)
        if not sources:
            found = self.outline.resolve(base.id, base) if isinstance(base, ast.Name) else None
            invented = found is None and isinstance(base, ast.Name)
            return invented or (found is not None and all(binding.kind == "class" for binding in found[1]))
        for module, name in sources:
            value = getattr(builtins if module == "builtins" else loaded(module), name or "", None)
            drawn = allowed.top(module) == "manim" and name not in allowed.CAMERAS
            plain = value is object or (isinstance(value, type) and issubclass(value, Exception))
            if not (drawn or plain or (module in allowed.STANDARD and name in allowed.BASES)):
                return False
        return True

    def text(self, node: ast.Constant, text: str) -> Iterator[Problem]:
        found = _TEX.search(text)
        if found and not isinstance(self.parent.get(node), ast.Expr):
            message = f"a text holds the TeX command `{short(found[0])}`"
            where = Where(self.path, node.lineno)
            yield Problem("ast.latex", Severity.ERROR, where, message, "a formula has no need of it")


def _source(module: str, name: str | None) -> tuple[str, str | None]:
    """A member of a module, which may be a module itself."""
    found = loaded(module) if name is None else loaded(f"{module}.{name}")
    return (found.__name__, None) if found is not None else (module, name)


def _literal(node: ast.AST | None) -> str | None:
    """The text, if a text is written out there."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
