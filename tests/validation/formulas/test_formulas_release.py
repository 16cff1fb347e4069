"""The release's own scenes: a sample of every level has no problem, and damage to them is caught."""

import copy
import json
import random
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from validation.mathematics import check
from validation.problem import Problem
from validation.scene_file import SceneFile

ROOT = Path(__file__).resolve().parents[3]


def _records() -> list[dict[str, Any]]:
    with (ROOT / "metadata" / "examples.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


SAMPLE = _records()[7::36]
RULES_TO_CONFUSE = (
    "Product rule:",
    "Quotient rule:",
    "Chain rule:",
    "Sum rule:",
    "Constant rule:",
    "Sine:",
    "Logarithm:",
)


def _source(record: dict[str, Any]) -> str:
    return (ROOT / record["path"]).read_text(encoding="utf-8")


def _damaged_step(record: dict[str, Any], index: int, new: str) -> list[Problem]:
    """The problems when a step says something else, in the scene and in the record alike."""
    old = record["steps"][index]["latex"]
    damaged = copy.deepcopy(record)
    damaged["steps"][index]["latex"] = new
    return check(SceneFile(record["path"], _source(record).replace(f'r"{old}"', f'r"{new}"')), damaged)


@pytest.mark.parametrize("record", SAMPLE, ids=lambda r: r["id"])
def test_scene_has_no_problem(record: dict[str, Any]) -> None:
    assert [str(p) for p in check(SceneFile(record["path"], _source(record)), record)] == []


@pytest.mark.parametrize("record", SAMPLE[::2], ids=lambda r: r["id"])
def test_another_number_in_any_line_is_caught(record: dict[str, Any]) -> None:
    for index, step in enumerate(record["steps"]):
        numbers = list(re.finditer(r"(?<![\[\d.])\d+(?!ex)(?![\d.])", step["latex"]))
        if numbers:
            place = random.Random(record["id"]).choice(numbers)
            new = step["latex"][: place.start()] + str(int(place[0]) + 1) + step["latex"][place.end() :]
            found = {p.check for p in _damaged_step(record, index, new)}
            assert found & {"mathematics.line", "mathematics.rule"}, new


@pytest.mark.parametrize("record", SAMPLE[1::2], ids=lambda r: r["id"])
def test_steps_in_another_order_are_caught(record: dict[str, Any]) -> None:
    lines = [f'    r"{s["latex"]}",\n' for s in record["steps"]]
    for first, second in pairwise(lines):
        swapped = _source(record).replace(first + second, second + first)
        assert "mathematics.order" in {p.check for p in check(SceneFile(record["path"], swapped), record)}


@pytest.mark.parametrize("record", SAMPLE, ids=lambda r: r["id"])
def test_a_general_rule_with_another_name_is_caught(record: dict[str, Any]) -> None:
    for index, step in enumerate(record["steps"]):
        named = re.search(r"\\text\{(\w+(?: \w+)* rule:)\}", step["latex"])
        if named:
            other = next(name for name in RULES_TO_CONFUSE if name != named[1])
            found = _damaged_step(record, index, step["latex"].replace(named[1], other))
            assert "mathematics.rule" in {p.check for p in found}, step["latex"]
