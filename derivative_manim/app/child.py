"""The program that makes one lesson for the server, in a folder and a process of its own (see `sandbox.py`).

    python -m derivative_manim.app.child < request.json

The request is {"text", "output", "limits", "options"}. What it tells comes as lines of JSON on standard output:
{"phase", "done", "text"} while it goes on; at its end {"made", "name"}, or {"error", "kind", "place"}.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import traceback
from typing import Any

from derivative_manim.animating.types import Progress
from derivative_manim.errors import DerivativeManimError


def main() -> int:
    """Make the lesson that standard input asks for."""
    given = json.loads(sys.stdin.buffer.read())
    for kind, most in given["limits"].items():
        resource.setrlimit(getattr(resource, kind), (most, most))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that all that was started is ended
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints is none of our lines

    def tell(**what: Any) -> None:
        channel.write(json.dumps(what) + "\n")
        channel.flush()

    def progress(step: Progress) -> None:
        tell(phase=step.phase, done=step.done, text=step.text)

    from derivative_manim.animating.animate import animate
    from derivative_manim.animating.results import default_folder

    try:
        made = animate(given["text"], output=given["output"], progress=progress, **given["options"])
    except DerivativeManimError as error:
        tell(error=str(error), kind=type(error).__name__, place=getattr(error, "place", None))
        return 1
    except (BrokenPipeError, KeyboardInterrupt):
        return 1
    except Exception:  # the server says that something broke down, and its log says what
        traceback.print_exc()
        return 1
    tell(made=made.as_dict(), name=default_folder(made.function))
    return 0


if __name__ == "__main__":
    sys.exit(main())
