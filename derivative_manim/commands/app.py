"""`derivative-manim app`."""

import argparse
import sys
from dataclasses import replace

from derivative_manim.errors import DerivativeManimError

_EXTRA = ("fastapi", "gradio", "jinja2", "manim", "mpmath", "numpy", "starlette", "sympy", "uvicorn")
REFUSED = 2


def run(arguments: argparse.Namespace) -> int:
    """Serve the page until Ctrl-C. Returns 0; 2 where it cannot."""
    try:
        from derivative_manim.app.limits import Limits
        from derivative_manim.app.server import serve
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _EXTRA:
            raise
        sys.stderr.write(f"derivative-manim: the app needs {error.name}: pip install 'derivative-manim[app]'\n")
        return REFUSED
    limits = Limits()
    if arguments.jobs is not None:
        limits = replace(limits, at_once=arguments.jobs)
    try:
        serve(arguments.host, arguments.port, limits)
    except DerivativeManimError as error:
        sys.stderr.write(f"derivative-manim: {error}\n")
        return REFUSED
    return 0
