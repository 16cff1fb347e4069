"""Every rule has an example that breaks it: in a test's table BROKEN or FALSE, or among the kinds of damage."""

import importlib
from pathlib import Path

import pytest
from mutations import KINDS

from validation import api, lesson, records

RULES = {**lesson.RULES, **api.RULES, **records.RULES}
# Their input is a check that breaks down, which no file can be.
INTERNAL = {"api.internal", "lesson.internal", "drawn.function"}


def test_every_rule_has_an_example_that_breaks_it(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = INTERNAL | {rule for kind in KINDS for rule in kind.meant}
    for path in sorted(Path(__file__).parent.rglob("test_*.py")):
        if "\nBROKEN" in path.read_text(encoding="utf-8"):
            monkeypatch.syspath_prepend(path.parent)
            broken |= set(importlib.import_module(path.stem).BROKEN)
    monkeypatch.syspath_prepend(Path(__file__).parent / "screen")
    broken |= {name.partition(":")[0] for name in importlib.import_module("test_screen_claims").FALSE}
    assert sorted(RULES.keys() - broken) == []
    assert sorted(broken - RULES.keys()) == []
