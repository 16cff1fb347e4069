r"""`ast.calls` and `ast.latex`: a scene does what a lesson needs, so that its process can be believed.

The scene is untrusted. Names, builtins, members of Manim and of NumPy, and kinds of statement are allowed one by one;
attributes are denied by kind (double underscores, names that begin with an underscore and are not the file's own, what
leads to files, frames or the renderer), since an object's attributes cannot be listed without running it. Whatever a
name is bound to counts only where the binding surely holds: Python looks a name of the module or of a class up again
among the builtins (`if 0: eval = None` leaves `eval` in force).

Not covered, and left to the sandbox: time and memory; a class hidden in a list or handed to a function, whose data
attributes are then set (methods cannot be replaced even so, see `ast.shadow`); TeX that is put together at run time.
"""

import ast
import builtins
import re
import string
from collections.abc import Iterator

from ..api.scopes import Scope
from ..api.surface import Surface, surface
from ..problem import Problem
from ..scene_file import SceneFile
from . import allowed
from .imports import ALLOWED
from .outline import Outline
from .report import error, short

RULES = {
    "ast.calls": "nothing is called, reached or changed that a lesson has no need of",
    "ast.latex": "no text holds a TeX command that reads or writes files or runs programs",
}

_STATEMENTS: tuple[type[ast.AST], ...] = (
    ast.AnnAssign, ast.Assert, ast.Assign, ast.AugAssign, ast.Break, ast.ClassDef, ast.Continue, ast.Delete, ast.Expr,
    ast.For, ast.FunctionDef, ast.Global, ast.If, ast.Import, ast.ImportFrom, ast.Nonlocal, ast.Pass, ast.Raise,
    ast.Return, ast.Try, ast.While, ast.With,
)  # fmt: skip
_EXPRESSIONS: tuple[type[ast.AST], ...] = (
    ast.Attribute, ast.BinOp, ast.BoolOp, ast.Call, ast.Compare, ast.Constant, ast.Dict, ast.DictComp,
    ast.FormattedValue, ast.GeneratorExp, ast.IfExp, ast.JoinedStr, ast.Lambda, ast.List, ast.ListComp, ast.Name,
    ast.NamedExpr, ast.Set, ast.SetComp, ast.Slice, ast.Starred, ast.Subscript, ast.Tuple, ast.UnaryOp,
)  # fmt: skip
_ALLOWED = frozenset((*_STATEMENTS, *_EXPRESSIONS))
_NEEDLESS = "a lesson has no need of it"

_TEXTS = {"__name__", "__version__"}
"""Attributes with double underscores that are plain texts."""

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
    yield from _Guard(scene, outline, surface()).read()


class _Guard:
    def __init__(self, scene: SceneFile, outline: Outline, manim: Surface) -> None:
        self.scene = scene
        self.outline = outline
        self.surface = manim
        self.parent = outline.tree.parent
        self.own = self._own_names()
        self.methods = {s.name for cls in outline.classes for s in cls.body if isinstance(s, ast.FunctionDef)}
        self.deleted = {n.id for n in outline.tree.of(ast.Name) if isinstance(n.ctx, ast.Del)}
        # `from manim import *` after a definition takes the name back.
        stars = [n.lineno for n in outline.tree.of(ast.ImportFrom) if n.names[0].name == "*"]
        self.last_star = max(stars, default=0)
        self.sure: dict[str, tuple[int, int] | None] = {}

    def _own_names(self) -> set[str]:
        """The names that the file itself gives to methods and attributes, and nothing of Manim's has."""
        attributes = self.outline.tree.of(ast.Attribute)
        stored = {n.attr for n in attributes if isinstance(n.ctx, ast.Store)}
        for cls in self.outline.classes:
            stored |= set(self.outline.scopes.opened[cls].bindings)
        return stored - self.surface.pool

    def _error(self, at: ast.AST, message: str, hint: str = _NEEDLESS) -> Problem:
        return error(self.scene, "ast.calls", at, message, hint)

    def read(self) -> Iterator[Problem]:
        tree = self.outline.tree
        for kind in tree.kinds:
            if issubclass(kind, ast.stmt | ast.expr) and kind not in _ALLOWED:
                for node in tree.of(kind):
                    yield self._error(node, f"there is a statement or expression of the kind `{kind.__name__}`")
            elif issubclass(kind, ast.stmt):
                for statement in tree.of(kind):
                    yield from self._statement(statement)
        for name in tree.of(ast.Name):
            yield from self._name(name)
        for attribute in tree.of(ast.Attribute):
            yield from self._attribute(attribute)
        for call in tree.of(ast.Call):
            yield from self._call(call)
        for taken in tree.of(ast.ImportFrom):
            yield from self._import(taken)
        for constant in tree.of(ast.Constant):
            if isinstance(constant.value, str):
                yield from self._text(constant, constant.value)
        for parameter in tree.of(ast.arg):
            if parameter.arg.startswith("__"):
                yield self._error(parameter, f"`{short(parameter.arg)}` is a name of Python's own machinery")

    # Names

    def _sure_from(self, name: str) -> tuple[int, int] | None:
        """Where the module surely binds a name, unless something may take the binding away again."""
        if name not in self.sure:
            places = [
                (binding.node.lineno, binding.node.col_offset)
                for binding in self.outline.scopes.module.bindings.get(name, [])
                if isinstance(binding.node, ast.stmt | ast.expr)
                and self._at_top(binding.node)
                and binding.node.lineno > self.last_star
            ]
            self.sure[name] = None if name in self.deleted or not places else min(places)
        return self.sure[name]

    def _at_top(self, node: ast.AST) -> bool:
        """Whether a statement, or the target of one, stands at the top level of the file."""
        while isinstance(self.parent.get(node), ast.expr):
            node = self.parent[node]
        statement = node if isinstance(node, ast.stmt) else self.parent.get(node)
        simple = ast.Assign | ast.AnnAssign | ast.FunctionDef | ast.ClassDef | ast.Import | ast.ImportFrom
        return isinstance(statement, simple) and self.parent.get(statement) is self.outline.tree.module

    def _bound(self, node: ast.Name, scope: Scope) -> bool:
        """Whether a name, where it is used, is surely one of the file and never Python's or Manim's."""
        resolved = self.outline.scopes.resolve(node.id, scope)
        if resolved is None:
            return False
        holder, bindings = resolved
        if holder.kind in ("function", "comprehension"):
            return True
        place = self._sure_from(node.id) if holder.kind == "module" else None
        imported = all(binding.kind == "import" for binding in bindings)
        return place is not None and not imported and place < (node.lineno, node.col_offset)

    def _name(self, node: ast.Name) -> Iterator[Problem]:
        name = node.id
        if name.startswith("__") and name != "__name__":
            yield self._error(node, f"`{short(name)}` is a name of Python's own machinery")
        if not isinstance(node.ctx, ast.Load):
            return
        scope = self.outline.scopes.of.get(node)
        if scope is None or self._bound(node, scope):
            return
        module = self._module(node)
        if module is not None:
            around = self.parent.get(node)
            if not (isinstance(around, ast.Attribute) and around.value is node):
                yield self._error(node, f"the module `{short(module)}` is handed on as a value", "name a member of it")
        elif name in self.outline.imports.members and self.outline.scopes.resolve(name, scope):
            return  # Judged where it is imported.
        elif name in self.surface.star and "manim" in self.outline.imports.stars:
            if name == "config":
                yield from self._config(node)
            elif not allowed.of_manim(self.surface.star[name]):
                yield self._error(node, f"`{short(name)}`, which comes with `from manim import *`, is used")
        elif name in _BUILTINS and name not in allowed.BUILTINS:
            yield self._error(node, f"`{short(name)}` is used")

    def _config(self, node: ast.Name | ast.Attribute) -> Iterator[Problem]:
        """`config` may be asked for the size of the frame, and not changed."""
        around = self.parent.get(node)
        key: str | None = None
        if isinstance(around, ast.Attribute) and around.value is node and isinstance(around.ctx, ast.Load):
            key = around.attr
        elif isinstance(around, ast.Subscript) and around.value is node and isinstance(around.ctx, ast.Load):
            key = str(around.slice.value) if isinstance(around.slice, ast.Constant) else None
        if key not in allowed.CONFIG_READ:
            hint = "a lesson may read the size of the frame, `config.frame_width`, and change nothing"
            yield self._error(node, "Manim's `config` is used", hint)

    # Modules

    def _module(self, node: ast.AST) -> str | None:
        """The dotted name of the module that an expression is, or None."""
        imports = self.outline.imports
        if isinstance(node, ast.Name):
            scope = self.outline.scopes.of.get(node)
            resolved = self.outline.scopes.resolve(node.id, scope) if scope else None
            if resolved is None:
                star = "manim" in imports.stars
                value = self.surface.star.get(node.id) if star else None
                return self.surface.module_name(value)
            if node.id in imports.modules and any(binding.kind == "import" for binding in resolved[1]):
                return imports.modules[node.id]
            if node.id in imports.members and any(binding.kind == "import" for binding in resolved[1]):
                full = ".".join(imports.members[node.id])
                return full if self.surface.module(full) else None
        if isinstance(node, ast.Attribute):
            around = self._module(node.value)
            full = f"{around}.{node.attr}" if around else ""
            return full if full and self.surface.module(full) else None
        return None

    def _member(self, node: ast.AST, module: str, name: str) -> Iterator[Problem]:
        """Whether a member of a module is allowed; members that do not exist are another rule's."""
        top = module.split(".")[0]
        if (top == "math" and not name.startswith("_")) or top not in ALLOWED:
            return  # Another module than the three is a problem of its own, `ast.imports`.
        full = f"{module}.{name}"
        if self._is_module(full):
            around = self.parent.get(node)
            if not self._open_module(full):
                yield self._error(node, f"the module `{short(full)}` is reached")
            elif isinstance(node, ast.Attribute) and not (isinstance(around, ast.Attribute) and around.value is node):
                yield self._error(node, f"the module `{short(full)}` is handed on as a value", "name a member of it")
            return
        if top == "numpy" and allowed.of_numpy(module, name):
            return
        holder = self.surface.module(module)
        if top == "manim" and holder is not None:
            if full == "manim.config" and isinstance(node, ast.Attribute):
                yield from self._config(node)
                return
            if allowed.of_manim(vars(holder).get(name)):
                return
        if holder is None or name in self.surface.names_of(holder):
            yield self._error(node, f"`{short(full)}` is used")

    def _is_module(self, full: str) -> bool:
        """Whether a dotted name is a module, loaded already or by the file."""
        around, _, name = full.rpartition(".")
        holder = self.surface.module(around)
        listed = holder is not None and name in self.surface.submodules(holder)
        by_file = any(m == full or m.startswith(f"{full}.") for m, _ in self.outline.imports.statements)
        return by_file or self.surface.module(full) is not None or listed

    def _open_module(self, full: str) -> bool:
        """Whether a lesson may name members of a module; they are judged one by one."""
        found = self.surface.module(full)
        if full.split(".")[0] == "numpy":
            return full == "numpy" or full in allowed.NUMPY_PARTS
        return found is not None and found.__name__.split(".")[0] in ("manim", "math")

    def _import(self, node: ast.ImportFrom) -> Iterator[Problem]:
        module = node.module or ""
        if module.split(".")[0] not in ALLOWED or node.level:
            return
        if not self._open_module(module):
            yield self._error(node, f"the module `{short(module)}` is imported")
            return
        for alias in node.names:
            if f"{module}.{alias.name}" == "manim.config":
                yield self._error(node, "Manim's `config` is imported", "use `from manim import *`")
            elif alias.name != "*" and f"{module}.{alias.name}" != "manim.np":
                yield from self._member(node, module, alias.name)

    def _in_class(self, node: ast.AST) -> bool:
        while isinstance(around := self.parent.get(node), ast.If | ast.Try | ast.For | ast.While | ast.With):
            node = around
        return isinstance(around, ast.ClassDef)

    # Attributes

    def _attribute(self, node: ast.Attribute) -> Iterator[Problem]:
        name = node.attr
        harmless = self._plain_init(node) or (name in _TEXTS and isinstance(node.ctx, ast.Load))
        if "__" in name and not harmless:
            yield self._error(node, f"`{short(name)}` is an attribute of Python's own machinery")
            return
        if name.startswith("_") and name not in self.own and not harmless:
            yield self._error(node, f"`{short(name)}` is an attribute that another class keeps to itself")
            return
        bare = name.removeprefix("get_").removeprefix("set_")  # Mobject makes both out of any attribute.
        of_self = isinstance(node.value, ast.Name) and node.value.id == "self" and name in self.methods
        if (name in allowed.ATTRIBUTES or bare in allowed.ATTRIBUTES) and not of_self:
            yield self._error(node, f"`.{short(name)}` is reached")
            return
        if isinstance(node.ctx, ast.Del):
            yield self._error(node, f"the attribute `{short(name)}` is deleted")
            return
        module = self._module(node.value)
        if module is not None:
            if isinstance(node.ctx, ast.Store):
                yield self._error(node, f"`{short(name)}` of the module `{short(module)}` is changed")
            else:
                yield from self._member(node, module, name)
        elif isinstance(node.ctx, ast.Store) and self._of_class(node.value):
            yield self._error(node, f"`{short(name)}` of a class of Manim is changed", "change an object of it")
        elif name == "format":
            yield from self._format(node)

    def _plain_init(self, node: ast.Attribute) -> bool:
        """`super().__init__(...)` and `Base.__init__(self, ...)`."""
        call = self.parent.get(node)
        of_super = isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Name)
        plain = isinstance(node.value, ast.Name) or of_super
        return node.attr == "__init__" and plain and isinstance(call, ast.Call) and call.func is node

    def _of_class(self, node: ast.AST) -> bool:
        """Whether an expression is one of Manim's classes by its name, directly or by one assignment."""
        if isinstance(node, ast.Attribute):
            module = self._module(node.value)
            holder = self.surface.module(module) if module else None
            return holder is not None and isinstance(vars(holder).get(node.attr), type)
        if not isinstance(node, ast.Name):
            return False
        scope = self.outline.scopes.of.get(node)
        resolved = self.outline.scopes.resolve(node.id, scope) if scope else None
        if resolved is None:
            return isinstance(self.surface.star.get(node.id), type)
        if node.id in self.outline.imports.members:
            module, member = self.outline.imports.members[node.id]
            holder = self.surface.module(module)
            return holder is not None and isinstance(vars(holder).get(member), type)
        values = [b.value for b in resolved[1] if b.kind == "assign" and isinstance(b.value, ast.Name)]
        return any(isinstance(self.surface.star.get(v.id), type) for v in values if v is not node)

    def _format(self, node: ast.Attribute) -> Iterator[Problem]:
        """`"{0.__class__}".format(x)` reaches attributes by a text."""
        if not (isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)):
            hint = 'use an f-string, as f"{x:.2f}"'
            yield self._error(node, "`.format` is called on a text that is not written out", hint)
            return
        if any("." in name or "[" in name for name in _fields(node.value.value)):
            yield self._error(node, "`.format` reaches into what it shows", 'use an f-string, as f"{x:.2f}"')

    # Calls, texts, statements

    def _call(self, node: ast.Call) -> Iterator[Problem]:
        for keyword in node.keywords:
            if keyword.arg in allowed.KEYWORDS or "__" in (keyword.arg or ""):
                yield self._error(keyword.value, f"the keyword `{short(keyword.arg or '')}` is given")
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name == "Code" and (node.args or any(k.arg is None for k in node.keywords)):
            yield self._error(node, "`Code` is made from a file", "give it `code_string`")
        elif name == "TexTemplate" and (node.args or {k.arg for k in node.keywords} - {"preamble", "documentclass"}):
            yield self._error(node, "`TexTemplate` is given more than a preamble")
        elif name == "set" and any(k.arg is None for k in node.keywords) and isinstance(node.func, ast.Attribute):
            yield self._error(node, "`.set` is given attributes whose names are not written out")

    def _text(self, node: ast.Constant, text: str) -> Iterator[Problem]:
        found = _TEX.search(text)
        if found and not isinstance(self.parent.get(node), ast.Expr):
            message = f"a text holds the TeX command `{short(found[0])}`"
            yield error(self.scene, "ast.latex", node, message, "a formula has no need of it")

    def _statement(self, node: ast.stmt) -> Iterator[Problem]:
        match node:
            case (
                ast.FunctionDef(name=name, decorator_list=decorators)
                | ast.ClassDef(name=name, decorator_list=decorators)
            ):
                if decorators and not all(_plain_decorator(d) for d in decorators):
                    yield self._error(node, f"`{short(name)}` is decorated")
                if name.startswith("__") and name != "__init__":
                    yield self._error(node, f"`{short(name)}` is a name of Python's own machinery")
                if isinstance(node, ast.ClassDef):
                    yield from self._class(node)
            case ast.Global(names=names):
                yield self._error(node, f"`global {short(', '.join(names))}` is declared")
            case ast.With(items=items):
                if not all(self._errstate(item.context_expr) for item in items):
                    yield self._error(node, "there is a `with` block")
            case ast.While(test=test):
                endless = isinstance(test, ast.Constant) and bool(test.value)
                if endless and not any(
                    isinstance(n, ast.Break | ast.Return | ast.Raise) for n in self.outline.tree.within(node)
                ):
                    yield self._error(node, "there is a loop without an end", "use `for`")
            case ast.Try():
                yield from self._try(node)
            case ast.Import(names=names):
                for alias in names:
                    if alias.name.split(".")[0] in ALLOWED and not self._open_module(alias.name):
                        yield self._error(node, f"the module `{short(alias.name)}` is imported")
        if isinstance(node, ast.Import | ast.ImportFrom) and self._in_class(node):
            yield self._error(node, "an import stands in a class, where it makes an attribute", "move it to the top")

    def _errstate(self, node: ast.expr) -> bool:
        callee = node.func if isinstance(node, ast.Call) else None
        return isinstance(callee, ast.Attribute) and callee.attr == "errstate" and self._module(callee.value) == "numpy"

    def _class(self, node: ast.ClassDef) -> Iterator[Problem]:
        if node.keywords:
            yield self._error(node, f"the class `{short(node.name)}` is given a metaclass or keywords")
        for base in node.bases:
            if not isinstance(base, ast.Name | ast.Attribute):
                yield self._error(base, f"the class `{short(node.name)}` derives from what a call or operation gives")

    def _try(self, node: ast.Try) -> Iterator[Problem]:
        hint = "name the error of the calculation, as `except ZeroDivisionError:`"
        for handler in node.handlers:
            caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
            for one in caught:
                if not isinstance(one, ast.Name) or one.id not in allowed.CATCHABLE:
                    what = short(ast.unparse(one)) if one else "everything"
                    yield self._error(handler, f"`except` catches {what}", hint)
        leaving = (n for s in node.finalbody for n in self.outline.tree.within(s))
        if any(isinstance(n, ast.Return | ast.Break | ast.Continue) for n in leaving):
            yield self._error(node, "`finally` is left by `return`, `break` or `continue`, which swallows every error")


_BUILTINS = frozenset(dir(builtins))


def _fields(text: str, deeper: int = 2) -> Iterator[str]:
    """The fields of a format text, and of the specifications within it, as deep as Python follows them."""
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError:  # No format text: it fails when it is used.
        return
    for _, name, specification, _ in parts:
        yield name or ""
        if specification and deeper:
            yield from _fields(specification, deeper - 1)


def _plain_decorator(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in ("staticmethod", "classmethod", "property")
