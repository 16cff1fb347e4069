"""What a scene may import and use, by the lists of `allowed.toml`."""

import builtins
import enum
import importlib
import importlib.util
import numbers
import tomllib
import types
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from ..api.surface import loaded, public
from ..outline import Source

_TABLES: dict[str, Any] = tomllib.loads(Path(__file__).with_name("allowed.toml").read_text(encoding="utf-8"))
MEMBERS: dict[str, frozenset[str]] = {name: frozenset(words.split()) for name, words in _TABLES.pop("members").items()}
"""Of modules that a scene may take some members from, these."""
WORDS: dict[str, frozenset[str]] = {name: frozenset(words.split()) for name, words in _TABLES.items()}
"""The other lists by name."""

for _module in (*MEMBERS, *WORDS["standard"], "numpy.typing"):
    if not _module.startswith("scipy"):  # slow to load, and seldom used
        importlib.import_module(_module)


def source(module: str, name: str | None) -> Source:
    """A module or a member of one; a member may be a module itself, and goes by its own name then."""
    whole = module if name is None else f"{module}.{name}"
    found = loaded(whole)
    if found is not None:
        return found.__name__, None
    return (whole, None) if whole in MEMBERS else (module, name)


def importable(module: str) -> bool:
    """Whether a scene may import a module, or take members from it; those are judged one by one."""
    if module.split(".")[0] == "manim":
        return loaded(module) is not None and "._" not in module
    return module in WORDS["numpy"] | WORDS["standard"] | MEMBERS.keys()


@cache
def member(module: str, name: str) -> bool:
    """Whether a scene may use this member of a module that it may import.

    Of Manim and NumPy, one that does not exist does no harm.
    """
    holder = loaded(module)
    if module == "builtins":
        value = getattr(builtins, name)
        return name in WORDS["builtins"] or (isinstance(value, type) and issubclass(value, Exception))
    if module in MEMBERS:
        return name in MEMBERS[module]
    if holder is None or (module == "numpy" and importlib.util.find_spec(f"numpy.{name}")):
        return False  # NumPy loads some of its modules when they are named.
    if name not in dir(holder):
        return True
    if module.split(".")[0] == "manim":
        return _of_manim(vars(holder).get(name))
    return name in public(module) - (WORDS["not_numpy"] if module in WORDS["numpy"] else set())


def _of_manim(value: Any) -> bool:
    module, name = getattr(value, "__module__", None) or "", getattr(value, "__name__", "")
    if isinstance(value, type | types.FunctionType) or hasattr(value, "__wrapped__"):
        inside = module.startswith(tuple(WORDS["manim"])) and not module.startswith(tuple(WORDS["not_manim"]))
        drawn = inside and not name.startswith("_") and name not in WORDS["not_members_of_manim"]
        return drawn or name in WORDS["members_of_manim"] | WORDS["cameras"]
    plain = (numbers.Number, str, np.ndarray, enum.Enum, tuple, types.UnionType, types.GenericAlias)
    return isinstance(value, plain) or type(value).__module__ == "typing" or type(value).__name__ == "ManimColor"
