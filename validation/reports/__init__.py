"""Problems as people and as programs read them: text, JSON, SARIF."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import TextIO

from ..cache import replacing
from ..problem import Problem, Severity
from .sarif import as_sarif

__all__ = ["FORMATS", "ROW_WORDS", "as_json", "as_sarif", "opened"]

FORMATS = ("text", "json", "sarif")

ROW_WORDS = {
    "valid_syntax": "valid syntax",
    "manim_import": "imports Manim",
    "scene_class": "has a scene class",
    "named_class": "the class is DerivativeVisualization",
    "eight_phases": "the eight phases",
    "template": "template organisation",
    "executes": "executes",
    "right_function": "right function",
    "right_derivative": "right derivative",
    "animation": "produces an animation",
    "usable": "usable",
}
"""The rows of a verdict, in the words of the study's table."""


def as_json(problems: Sequence[Problem], checked: Sequence[str]) -> str:
    """Give a JSON object: `checked`, `errors`, `warnings`, and `problems` with every field of each."""
    rows = [asdict(problem) for problem in problems]
    for row in rows:
        row |= row.pop("where")
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    counts = {"checked": list(checked), "errors": errors, "warnings": len(rows) - errors}
    return json.dumps({**counts, "problems": rows}, indent=1, ensure_ascii=False) + "\n"


@contextmanager
def opened(output: Path | None) -> Iterator[TextIO]:
    """Open where a report goes: standard output (None), or a file that is there whole or not at all."""
    if output is None:
        yield sys.stdout
        return
    device = output.exists() and not output.is_file()  # or a pipe: nothing to be renamed
    place = nullcontext(output) if device else replacing(output)
    with place as part, part.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as stream:
        yield stream
