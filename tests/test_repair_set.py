"""The repair set: how it is made, with the checks stood in for, and the rows that are there."""

import itertools
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("manim")

from repository import REPOSITORY

from derivative_manim.columns import PROBLEM, REPAIR
from derivative_manim.errors import DataError, DataNotFoundError
from derivative_manim.records import read_repairs
from tools import repair_set
from validation.audit import Checked, Text
from validation.problem import Problem, Severity, Where

SOUND = "dm-0002"


def stand_in(texts: Sequence[Text], **_: Any) -> list[Checked]:
    """Find two errors, one of them of the place, and a warning in every scene, but no error in one of them."""
    checked = []
    for text in texts:
        error = Problem("drawn.color", Severity.ERROR, Where(text.path, 7), "it is green", "make it blue")
        place = Problem("ast.lines", Severity.ERROR, Where(text.path, 7), "it is not the template's", "see there")
        warning = Problem("layout.small", Severity.WARNING, Where(text.path), "it is small", "enlarge it")
        found = (warning,) if text.record["id"] == SOUND else (error, place, warning)
        checked.append(Checked(text.path, text.record["id"], found, 12, (), 40.0))
    return checked


@pytest.fixture(scope="module")
def chosen() -> list[repair_set.Broken]:
    return repair_set.choose(repair_set.lessons())


def test_every_lesson_is_broken_and_every_kind_of_damage_is_there(
    chosen: list[repair_set.Broken], records: list[dict[str, Any]]
) -> None:
    assert {each.whole.record["id"] for each in chosen} == {record["id"] for record in records}
    assert len({each.name for each in chosen}) == len(chosen)
    assert all(each.text != each.whole.text for each in chosen)
    assert all(each.whole.text == (REPOSITORY / each.whole.path).read_text(encoding="utf-8") for each in chosen)
    counts = Counter(each.damage for each in chosen)
    assert max(counts.values()) <= 4  # evenly: no kind fits few lessons only because another took them
    fit = {
        kind.name
        for kind in repair_set.mutations.KINDS
        if any(repair_set.broken(kind, each.whole) is not None for each in chosen)
    }
    assert counts.keys() == fit
    assert len(fit) > 200


def test_the_choice_is_the_same_every_time() -> None:
    once, again = (repair_set.choose(itertools.islice(repair_set.lessons(), 30)) for _ in range(2))
    assert once == again


def test_a_damage_of_the_record_alone_breaks_no_scene(chosen: list[repair_set.Broken]) -> None:
    kind = next(kind for kind in repair_set.mutations.KINDS if kind.name == "the record's domain is wrong")
    assert {repair_set.broken(kind, each.whole) for each in chosen} == {None}


def test_it_is_written_and_read(
    chosen: list[repair_set.Broken], tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    some = [*chosen[:8], *(each for each in chosen if each.whole.record["split"] == "test")][:12]
    monkeypatch.setattr(repair_set, "check_texts", stand_in)
    # The certificate of the checkout may be of other scenes while somebody works on them.
    monkeypatch.setattr(
        repair_set, "certified", lambda: {each.whole.record["id"]: each.whole.record["sha256"] for each in some}
    )
    monkeypatch.setattr(repair_set, "choose", lambda lessons: some)
    assert repair_set.main(["-o", str(tree / "repair")]) == 0
    assert "12 damaged scenes, 11 with an error" in capsys.readouterr().err
    rows = list(read_repairs(tree))
    assert [row["parent"] for row in rows if row["parent"] == SOUND] == []
    assert sorted(row["id"] for row in rows) == sorted(each.name for each in some if each.whole.record["id"] != SOUND)
    by_name = {each.name: each for each in some}
    for row in rows:
        broken = by_name[row["id"]]
        assert (row["broken"], row["mended"], row["damage"]) == (broken.text, broken.whole.text, broken.damage)
        assert row["problems"] == [
            {"check": "drawn.color", "line": 7, "message": "it is green", "hint": "make it blue"}
        ]
        assert row["function"] in row["instruction"]
    test = [row for row in rows if row["split"] == "test"]
    baseline = json.loads((tree / "repair" / "baseline.json").read_text(encoding="utf-8"))
    assert baseline == {"split": "test", "rows": len(test), "rules": len(test)}


def test_a_scene_that_the_rules_do_not_make_counts_as_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [{"parent": "dm-0041", "function": "x**3 - 3*x"}, {"parent": "dm-0042", "function": "x**3 - 3*x"}]
    monkeypatch.setattr(repair_set, "generated", lambda asked: ("no scene of the dataset", ""))
    assert repair_set.by_rules(rows) == 0


def test_the_rows_that_are_there(records: list[dict[str, Any]]) -> None:
    rows = list(read_repairs())
    assert len({row["id"] for row in rows}) == len(rows)
    assert {row["split"] for row in rows} == {"train", "validation", "test"}
    for row in rows:
        assert list(row) == list(REPAIR)
        assert row["broken"] != row["mended"]
        assert row["problems"]
        assert all(list(problem) == list(PROBLEM) for problem in row["problems"])
        compile(row["mended"], row["id"], "exec")
    order = [record["id"] for record in records]
    for split in ("train", "validation", "test"):
        places = [order.index(row["parent"]) for row in rows if row["split"] == split]
        assert places == sorted(places)


def test_a_set_of_other_lessons_is_refused(tree: Path) -> None:
    with pytest.raises(DataNotFoundError, match=r"holds no repair/train.jsonl: this tree has no repair set"):
        list(read_repairs(tree))
    row = {**next(iter(read_repairs(splits=("test",)))), "split": "train"}
    (tree / "repair").mkdir()
    (tree / "repair" / "train.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    with pytest.raises(DataError, match="is another lesson, or in another split, now: make the set anew"):
        list(read_repairs(tree, splits=("train",)))
    del row["damage"]
    (tree / "repair" / "train.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"repair/train.jsonl, line 1: its keys are not instruction, broken"):
        list(read_repairs(tree, splits=("train",)))
