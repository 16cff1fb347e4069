"""`derivative-manim build`: hands over to `derivative_manim.generation.build`."""

import argparse

from derivative_manim.errors import DerivativeManimError

_EXTRA = ("jinja2", "numpy", "sympy")


def run(arguments: argparse.Namespace) -> int:
    """Build, or say what has to be installed for it.

    Raises:
        DerivativeManimError: the extra `generation` is not installed.
    """
    try:
        from derivative_manim.generation import build

        status: int = build.run(arguments)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _EXTRA:
            raise
        raise DerivativeManimError(f"building needs {error.name}: pip install 'derivative-manim[generation]'") from None
    return status
