"""Problems as people and as programs read them: text, JSON, SARIF."""

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TextIO

from ..problem import Problem, Severity
from .sarif import as_sarif

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


def formatted(form: str, problems: Sequence[Problem], checked: Sequence[str]) -> str:
    """Give the problems of the files that were checked as a program reads them: in one of FORMATS, but for `text`."""
    return as_json(problems, checked) if form == "json" else as_sarif(problems)


def as_json(problems: Sequence[Problem], checked: Sequence[str]) -> str:
    """Give a JSON object: `checked`, `errors`, `warnings`, and `problems` with every field of each."""
    rows = [
        {
            "check": problem.check,
            "severity": problem.severity,
            **asdict(problem.where),
            "message": problem.message,
            "hint": problem.hint,
        }
        for problem in problems
    ]
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    counts = {"checked": list(checked), "errors": errors, "warnings": len(rows) - errors}
    return json.dumps({**counts, "problems": rows}, indent=1, ensure_ascii=False) + "\n"


@contextmanager
def opened(output: Path | None) -> Iterator[TextIO]:
    """Open where a report goes: standard output (None), or a file that is there whole or not at all."""
    if output is None:
        yield sys.stdout
    elif output.exists() and not output.is_file():  # a device or a pipe has nothing to be renamed
        with output.open("w", encoding="utf-8", errors="backslashreplace") as stream:
            yield stream
    else:
        part = output.with_name(f".{output.name}.{os.getpid()}")
        try:
            with part.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as stream:
                yield stream
            part.replace(output)
        finally:
            part.unlink(missing_ok=True)
