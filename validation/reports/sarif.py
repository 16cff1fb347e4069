"""Problems in SARIF 2.1.0, which code hosts and editors show beside the lines: `--format sarif`."""

import json
from collections.abc import Sequence
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from ..problem import Problem

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def as_sarif(problems: Sequence[Problem]) -> str:
    """Give one run: a result for each problem, a rule for each check that found one."""
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
