"""What the installed Manim offers: names, attributes and return types, by introspection.

Manim is imported on the first use and looked through once for a process. What cannot be read off for sure is given as
unknown (None), and what is unknown is never called wrong.
"""

import dis
import importlib
import importlib.util
import inspect
import sys
import types
from collections.abc import Iterator
from functools import cache, cached_property
from typing import Any

import numpy as np

KNOWN_MODULES = ("manim", "numpy", "math")
"""The modules whose members are looked at; of others nothing is said."""

# Values of other kinds that a scene handles; their attributes are known names wherever the type is not.
_OTHER_VALUES: tuple[Any, ...] = (
    "", 0, 0.0, 0j, [], {}, (), set(), frozenset(), range(0), slice(0), b"", abs, len, "".join,
    np.zeros(1), np.float64(0), np.sin, np.poly1d([1]), np.random.default_rng(0), np.polynomial.Polynomial([1]),
    lambda: None, ValueError(), property(), zip(), enumerate(""),
)  # fmt: skip


class Surface:
    """The installed Manim."""

    def __init__(self) -> None:
        manim = vars(importlib.import_module("manim"))
        self.star: dict[str, Any] = {name: manim[name] for name in public("manim")}  # `from manim import *`
        self.mobject: type[Any] = self.star["Mobject"]
        self.animation: type[Any] = self.star["Animation"]
        self.scene: type[Any] = self.star["Scene"]

    @cached_property
    def classes(self) -> list[type]:
        """Every class of Manim that a scene can name, and those that they derive from."""
        named = [v for v in self.star.values() if isinstance(v, type) and v.__module__.startswith("manim")]
        return list(dict.fromkeys(base for cls in named for base in cls.__mro__ if base is not object))

    @cached_property
    def own_pool(self) -> frozenset[str]:
        """The attributes of Manim's classes: what to look through for the name that was meant."""
        return frozenset().union(*map(attributes, self.classes))

    @cached_property
    def pool(self) -> frozenset[str]:
        """Every attribute of anything that a scene handles."""
        values = [v for v in self.star.values() if not isinstance(v, type | types.ModuleType)]
        return self.own_pool.union(*map(dir, (*values, *_OTHER_VALUES)))

    @cached_property
    def private(self) -> frozenset[str]:
        """The attributes that begin with an underscore, those with two also as their classes write them."""
        names = {name for name in self.pool if name.startswith("_")}
        return frozenset(names | {name[name.index("__", 1) :] for name in names if "__" in name[1:]})

    @cached_property
    def methods(self) -> frozenset[str]:
        """The name of every method of Manim's mobjects, animations, scenes and cameras."""
        roots = (self.mobject, self.animation, self.scene, self.star["Camera"])
        kinds = (types.FunctionType, classmethod, staticmethod)
        family = (cls for cls in self.classes if issubclass(cls, roots))
        return frozenset(name for cls in family for name, value in vars(cls).items() if isinstance(value, kinds))

    @cached_property
    def animation_keywords(self) -> frozenset[str]:
        """What `Scene.play(...)` and `.animate(...)` may set on an animation: what its constructors take by name.

        Manim sets any keyword as an attribute without a word; one that no animation reads does nothing.
        """
        makers = [vars(cls).get("__init__") for cls in self.classes if issubclass(cls, self.animation)]
        names = {name for maker in makers if maker for name in inspect.signature(maker).parameters}
        return frozenset(names | {"subcaption", "subcaption_duration", "subcaption_offset"})

    def family(self, cls: type, *, exact: bool) -> list[type]:
        """A class of Manim and, unless an object is exactly of it, those that derive from it."""
        return [cls, *(other for other in self.classes if other is not cls and not exact and issubclass(other, cls))]

    def returned(self, function: object) -> Any:
        """The class of Manim that a function says it returns, "Self", or None if it says nothing definite."""
        note = getattr(function, "__annotations__", {}).get("return")
        if isinstance(note, str):
            note = note.removesuffix(" | None").strip("'\" ").removeprefix("typing.")
            note = note if note == "Self" else self.star.get(note)
        return note if note == "Self" or getattr(note, "__module__", "").startswith("manim") else None


@cache
def surface() -> Surface:
    """The installed Manim, looked through once for a process."""
    return Surface()


@cache
def attributes(cls: type) -> frozenset[str]:
    """The attributes that an object of a class may have: of its class and bases, and those that their code sets."""
    return frozenset(dir(cls)).union(*map(_set_by, cls.__mro__))


@cache
def _set_by(cls: type) -> frozenset[str]:
    names = set(vars(cls).get("__annotations__", ()))
    for value in vars(cls).values() if cls.__module__.startswith("manim") else ():
        for part in (value, *(getattr(value, name, None) for name in ("__func__", "fget", "fset"))):
            function = inspect.unwrap(part) if isinstance(part, types.FunctionType) else None
            names.update(stored_attributes(function.__code__) if function else ())
    return frozenset(names)


def stored_attributes(code: types.CodeType) -> Iterator[str]:
    """The names of the attributes that a function sets on any object (`self.x = ...`), read off its bytecode."""
    for instruction in dis.get_instructions(code):
        if instruction.opname == "STORE_ATTR":
            yield instruction.argval
        elif isinstance(instruction.argval, types.CodeType):
            yield from stored_attributes(instruction.argval)


@cache
def loaded(module: str) -> types.ModuleType | None:
    """A module that is loaded already, or that importing Manim or NumPy loads; None if there is none of that name."""
    first, *rest = module.split(".")
    found: object = importlib.import_module(first) if first in KNOWN_MODULES else sys.modules.get(first)
    for part in rest:
        found = vars(found).get(part) if isinstance(found, types.ModuleType) else None
    return found if isinstance(found, types.ModuleType) else None


@cache
def public(module: str) -> frozenset[str]:
    """The names that `from module import *` brings."""
    names = vars(loaded(module)) if loaded(module) else {}
    return frozenset(names.get("__all__", [name for name in names if not name.startswith("_")]))


@cache
def exists(module: str) -> bool:
    """Whether a module is there, as far as can be told without loading it."""
    around, _, _ = module.rpartition(".")
    holder = loaded(around) if around else None
    if holder is None:  # Not loaded: what it holds is not known.
        return not around or exists(around)
    return hasattr(holder, "__path__") and importlib.util.find_spec(module) is not None
