"""derivative-manim: 537 Manim scenes, each a complete animated lesson on the derivative of one function.

Importing this package is cheap (no datasets, torch, manim or sympy) and makes one name known to `datasets`:

    import derivative_manim
    from datasets import load_dataset

    scenes = load_dataset("derivative-manim")

The two imports may stand in either order. `derivative_manim.load_dataset()` gives the same without the name.
"""

import importlib
from typing import Any

import wrapt

from derivative_manim._version import __version__
from derivative_manim.errors import (
    DerivativeManimError,
    LessonError,
    OptionError,
    RenderError,
    ToolError,
)
from derivative_manim.loader import load_dataset, redirect
from derivative_manim.paths import checkout_root
from derivative_manim.reading import ReadingError, read

__all__ = [
    "DerivativeManimError",
    "LessonError",
    "OptionError",
    "ReadingError",
    "RenderError",
    "ToolError",
    "__version__",
    "animate",
    "animate_many",
    "load_dataset",
    "read",
]

# `datasets.inspect` has taken its own copy of the function by then, so both modules need it. The hooks run
# at once if datasets is imported already, and otherwise when it is: neither imports it.
for _module in ("datasets.load", "datasets.inspect"):
    wrapt.register_post_import_hook(redirect, _module)
del _module

# In the wheel the validator is a part of this package, `derivative_manim.validation`. In a checkout it lies beside the
# package, and is found there under the same name.
if (_checkout := checkout_root()) is not None:
    __path__.append(str(_checkout))
del _checkout

# Made when they are first asked for: they need NumPy, and what reads the dataset does not.
_LAZY = {"animate": "animating.animate", "animate_many": "animating.many"}


def __getattr__(name: str) -> Any:
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_LAZY[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_LAZY})
