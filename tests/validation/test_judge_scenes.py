"""Scenes written by hand, each asked for x**2*sin(x): no dishonest one is usable, every fair one is, without a fault.

`scenes/by_hand.jsonl` has the first scene whole, the others as what they change of it: [from line, to line, text].
"""

import json
from pathlib import Path

import pytest

pytest.importorskip("manim")

from validation.judge import Sample, judge_all
from validation.problem import Severity
from validation.sandbox import SandboxUnavailable, require
from validation.verdict import Verdict

try:
    require()
except SandboxUnavailable as error:
    pytest.skip(str(error), allow_module_level=True)

pytestmark = pytest.mark.slow

ROWS = [json.loads(row) for row in (Path(__file__).parent / "scenes" / "by_hand.jsonl").read_text().splitlines()]


def scenes(kind: str) -> dict[str, str]:
    """The scenes of a kind, by name."""
    base = ROWS[0]["edits"][0][2].splitlines(keepends=True)
    found = {}
    for row in ROWS:
        lines = list(base)
        for start, end, text in reversed(row["edits"]):
            lines[start:end] = [text]
        if row["kind"] == kind:
            found[row["name"]] = "".join(lines)
    return found


FAIR, DISHONEST = scenes("fair"), scenes("dishonest")


@pytest.fixture(scope="module")
def verdicts() -> dict[str, Verdict]:
    """All of them at once."""
    return judge_all({name: Sample(text, "x**2*sin(x)") for name, text in (FAIR | DISHONEST).items()})


@pytest.mark.parametrize("name", DISHONEST)
def test_what_a_viewer_would_call_wrong_is_not_usable(name: str, verdicts: dict[str, Verdict]) -> None:
    assert not verdicts[name].usable


@pytest.mark.parametrize("name", FAIR)
def test_an_honest_scene_is_usable_whatever_its_style(name: str, verdicts: dict[str, Verdict]) -> None:
    errors = [str(problem) for problem in verdicts[name].problems if problem.severity is Severity.ERROR]
    assert errors == []
    assert verdicts[name].usable
