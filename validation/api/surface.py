"""What the installed Manim offers: names, attributes, keywords and return types, by introspection.

Manim is imported on the first use and looked through once for a process. What cannot be read off for sure is given as
unknown (None), and what is unknown is never called wrong.
"""

import dis
import importlib
import inspect
import math
import pkgutil
import types
from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from typing import Any

import numpy as np

_STORE_ATTR = dis.opmap["STORE_ATTR"]
_EXTENDED_ARG = dis.opmap["EXTENDED_ARG"]

# Values of other kinds that a scene handles; their attributes are known names wherever the type is not.
_OTHER_VALUES: tuple[Any, ...] = (
    "", 0, 0.0, 0j, [], {}, (), set(), frozenset(), range(0), slice(0), b"", abs, len, "".join,
    np.zeros(1), np.float64(0), np.sin, np.poly1d([1]), np.random.default_rng(0), np.polynomial.Polynomial([1]),
    lambda: None, ValueError(), property(), zip(), enumerate(""),
)  # fmt: skip


def stored_attributes(code: types.CodeType) -> Iterator[str]:
    """The names of the attributes that a function sets on any object (`self.x = ...`), read off its bytecode.

    Args:
        code: the function's code; functions within it are read too.
    """
    argument = 0
    raw = code.co_code
    for position in range(0, len(raw), 2):
        operation = raw[position]
        argument = argument << 8 | raw[position + 1]
        if operation == _EXTENDED_ARG:
            continue
        if operation == _STORE_ATTR:
            yield code.co_names[argument]
        argument = 0
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from stored_attributes(constant)


def _functions(value: object) -> Iterator[types.FunctionType]:
    """The plain functions behind a member of a class."""
    if isinstance(value, staticmethod | classmethod):
        value = value.__func__
    if isinstance(value, property):
        for part in (value.fget, value.fset):
            yield from _functions(part)
    elif isinstance(value, types.FunctionType):
        yield value
        inner = inspect.unwrap(value)
        if inner is not value and isinstance(inner, types.FunctionType):
            yield inner


def public(namespace: Mapping[str, Any]) -> dict[str, Any]:
    """The names that `import *` takes from a module.

    Args:
        namespace: the module's dictionary.
    """
    listed = namespace.get("__all__")
    if isinstance(listed, list | tuple):
        return {name: namespace[name] for name in listed if name in namespace}
    return {name: value for name, value in namespace.items() if not name.startswith("_")}


class Surface:
    """The installed Manim."""

    def __init__(self) -> None:
        manim = importlib.import_module("manim")
        self.star: dict[str, Any] = public(vars(manim))
        self.mobject: type[Any] = self.star["Mobject"]
        self.animation: type[Any] = self.star["Animation"]
        self.scene: type[Any] = self.star["Scene"]
        self._own: dict[type, frozenset[str]] = {}
        self._attributes: dict[type, frozenset[str]] = {}
        self._below: dict[type, frozenset[str]] = {}
        self._subclasses: dict[type, list[type]] = {}

    @cached_property
    def classes(self) -> list[type]:
        """Every class of Manim that a scene can name, and those that they derive from."""
        named = {v: None for v in self.star.values() if isinstance(v, type) and v.__module__.startswith("manim")}
        return list(dict.fromkeys(base for cls in named for base in cls.__mro__ if base is not object))

    @cached_property
    def pool(self) -> frozenset[str]:
        """Every attribute of anything that a scene handles."""
        found: set[str] = set()
        for cls in self.classes:
            found |= self.attributes(cls)
        for other in (*_OTHER_VALUES, *(v for v in self.star.values() if not isinstance(v, type | types.ModuleType))):
            found.update(dir(other))
        return frozenset(found)

    @cached_property
    def elsewhere(self) -> frozenset[str]:
        """Every attribute of what a scene handles beside Manim's objects."""
        return frozenset(name for other in _OTHER_VALUES for name in dir(other))

    @cached_property
    def own_pool(self) -> frozenset[str]:
        """The public attributes of Manim's classes: what to look through for the name that was meant."""
        return frozenset(n for cls in self.classes for n in self.attributes(cls) if not n.startswith("_"))

    @cached_property
    def methods(self) -> frozenset[str]:
        """The name of every method of Manim's mobjects, animations and scenes."""
        roots = (self.mobject, self.animation, self.scene)
        found: set[str] = set()
        for cls in self.classes:
            if issubclass(cls, roots):
                found.update(name for name, value in vars(cls).items() if self.is_method(value))
        return frozenset(found)

    @cached_property
    def animation_keywords(self) -> frozenset[str]:
        """What `Scene.play(...)` and `.animate(...)` may set on an animation: what its constructors take by name.

        Manim sets any keyword as an attribute without a word; one that no animation reads does nothing.
        """
        makers = [vars(cls).get("__init__") for cls in self.classes if issubclass(cls, self.animation)]
        return frozenset(name for maker in makers if maker for name in inspect.signature(maker).parameters)

    @staticmethod
    def module_name(value: object) -> str | None:
        """The dotted name of a module; None if the value is none.

        Args:
            value: anything.
        """
        return value.__name__ if isinstance(value, types.ModuleType) else None

    @staticmethod
    def is_method(value: object) -> bool:
        """Whether a member of a class is a method.

        Args:
            value: what the class's dictionary holds.
        """
        return isinstance(value, types.FunctionType | classmethod | staticmethod)

    def _own_attributes(self, cls: type) -> frozenset[str]:
        if cls not in self._own:
            names = set(vars(cls)) | set(vars(cls).get("__annotations__", ()))
            if cls.__module__.startswith("manim"):
                for value in vars(cls).values():
                    for function in _functions(value):
                        names.update(stored_attributes(function.__code__))
            self._own[cls] = frozenset(names)
        return self._own[cls]

    def attributes(self, cls: type) -> frozenset[str]:
        """The attributes that an instance of a class may have: of its class and bases, and those that their code sets.

        Args:
            cls: any class.
        """
        if cls not in self._attributes:
            names = set(dir(cls))
            for base in cls.__mro__:
                names |= self._own_attributes(base)
            self._attributes[cls] = frozenset(names)
        return self._attributes[cls]

    def attributes_below(self, cls: type) -> frozenset[str]:
        """The attributes that an instance of a class or of one that derives from it may have.

        Args:
            cls: any class.
        """
        if cls not in self._below:
            self._below[cls] = frozenset().union(*(self.attributes(c) for c in (cls, *self.subclasses(cls))))
        return self._below[cls]

    def subclasses(self, cls: type) -> list[type]:
        """The classes of Manim that derive from one.

        Args:
            cls: any class.
        """
        if cls not in self._subclasses:
            self._subclasses[cls] = [other for other in self.classes if other is not cls and issubclass(other, cls)]
        return self._subclasses[cls]

    def data_attribute(self, cls: type, name: str, *, exact: bool) -> bool:
        """Whether a class has an attribute of this name that is no method.

        Args:
            cls: any class.
            name: the name.
            exact: whether the classes that derive from it are left out.
        """
        family = [cls] if exact else [cls, *self.subclasses(cls)]
        return any(name in self.attributes(one) for one in family) and not any(
            callable(vars(base).get(name)) for one in family for base in one.__mro__
        )

    def annotated(self, function: object, receiver: Any = None) -> Any:
        """The class that a function says it returns, `receiver` for `Self`, or None if it says nothing definite.

        Args:
            function: a function or method.
            receiver: what stands for the object of a method.
        """
        note = getattr(function, "__annotations__", {}).get("return")
        if not isinstance(note, str):
            return note if isinstance(note, type) and note.__module__.startswith("manim") else None
        note = note.removesuffix(" | None").strip("'\" ")
        if note in ("Self", "typing.Self"):
            return receiver
        named = self.star.get(note)
        return named if isinstance(named, type) and named.__module__.startswith("manim") else None

    def module(self, dotted: str) -> types.ModuleType | None:
        """A module of Manim, NumPy or math that is loaded already; None if there is none of that name.

        Args:
            dotted: its full name.
        """
        found: object
        top, *rest = dotted.split(".")
        found = {"manim": importlib.import_module("manim"), "numpy": np, "math": math}.get(top)
        for part in rest:
            found = vars(found).get(part) if isinstance(found, types.ModuleType) else None
        return found if isinstance(found, types.ModuleType) else None

    def exists(self, dotted: str) -> bool:
        """Whether a module of the three is installed, as far as can be told without loading it.

        Args:
            dotted: its full name.
        """
        top, *rest = dotted.split(".")
        for part in rest:
            around = self.module(top)
            if around is None:  # Not loaded: what it holds is not known.
                return True
            if part not in self.submodules(around):
                return False
            top = f"{top}.{part}"
        return True

    def names_of(self, module: types.ModuleType) -> frozenset[str]:
        """The names that a module has; `dir`, not `hasattr`, which would load what NumPy loads on demand.

        Args:
            module: the module.
        """
        return _names_of(module)

    def submodules(self, package: types.ModuleType) -> frozenset[str]:
        """The modules in a package's folder, which it may load on demand.

        Args:
            package: the package; any other module has none.
        """
        return _submodules(package)


@cache
def _names_of(module: types.ModuleType) -> frozenset[str]:
    on_demand = _submodules(module) if module.__name__ == "numpy" else frozenset()
    return frozenset(dir(module)) | on_demand


@cache
def _submodules(package: types.ModuleType) -> frozenset[str]:
    return frozenset(found.name for found in pkgutil.iter_modules(getattr(package, "__path__", [])))


@cache
def surface() -> Surface:
    """The installed Manim, looked through once for a process."""
    return Surface()
