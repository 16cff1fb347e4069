"""Problems for programs."""

import json
from collections.abc import Sequence
from dataclasses import asdict

from ..problem import Problem, Severity


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


def as_github(problems: Sequence[Problem]) -> str:
    """Give workflow commands that GitHub shows beside the lines of a change."""
    lines = []
    for problem in problems:
        place = f"file={_property(problem.where.path)}"
        if problem.where.line is not None:
            place += f",line={problem.where.line}"
        hint = f" ({problem.hint})" if problem.hint else ""
        title = _property(problem.check)
        lines.append(f"::{problem.severity} {place},title={title}::{_data(problem.message + hint)}")
    return "".join(f"{line}\n" for line in lines)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
