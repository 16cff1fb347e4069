"""Problems as people and as programs read them: text, JSON, SARIF."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import asdict
from pathlib import Path, PurePath
from typing import Any, TextIO
from urllib.parse import quote

from ..cache import replacing
from ..problem import Problem, Severity

FORMATS = ("text", "json", "sarif")
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

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


def as_sarif(problems: Sequence[Problem]) -> str:
    """Give SARIF 2.1.0, which code hosts and editors show beside the lines.

    It has one run: a result for each problem, a rule for each check that found one.
    """
    checks = sorted({problem.check for problem in problems})
    driver = {"name": "derivative-manim validation", "rules": [{"id": check} for check in checks]}
    results = [_result(problem, checks.index(problem.check)) for problem in problems]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1) + "\n"


def _result(problem: Problem, number: int) -> dict[str, Any]:
    path = PurePath(problem.where.path)
    place: dict[str, Any] = {"artifactLocation": {"uri": path.as_uri() if path.is_absolute() else quote(str(path))}}
    if problem.where.line is not None:
        place["region"] = {"startLine": max(1, problem.where.line)}
    return {
        "ruleId": problem.check,
        "ruleIndex": number,
        "level": str(problem.severity),
        "message": {"text": f"{problem.message}. {problem.hint}" if problem.hint else problem.message},
        "locations": [{"physicalLocation": place}],
    }


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
