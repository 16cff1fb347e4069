"""Every rule has, somewhere, an example that breaks it."""

import importlib
from pathlib import Path

import pytest

from validation import api, lesson, records

RULES = {**lesson.RULES, **api.RULES, **records.RULES}
# The names that Manim does not have are a table of statements in tests/validation/api/test_api_inventions.py; of the
# others the input is a check that breaks down, which no file can be.
ELSEWHERE = {"api.internal", "api.keyword", "api.method", "api.name", "lesson.internal", "drawn.function"}


def test_every_rule_has_an_example_that_breaks_it(monkeypatch: pytest.MonkeyPatch) -> None:
    broken: set[str] = set(ELSEWHERE)
    for path in sorted(Path(__file__).parent.rglob("test_*.py")):
        if "\nBROKEN" in path.read_text(encoding="utf-8"):
            monkeypatch.syspath_prepend(path.parent)
            broken |= set(importlib.import_module(path.stem).BROKEN)
    assert sorted(RULES.keys() - broken) == []
    assert sorted(broken - RULES.keys()) == []
