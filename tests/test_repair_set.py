"""The repair set: rows of what the validator finds, and a run that goes on; the checks are stood in for."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("manim")

from damage import Lesson

from tools import repair_set
from validation.problem import Problem, Severity, Where

checked: list[str] = []


def stand_in(lessons: Mapping[str, Lesson], *, workers: int = 2) -> Iterator[tuple[str, list[Problem]]]:
    """Find an error in every lesson whose text is not that of the dataset, except in the last."""
    for place, (name, lesson) in enumerate(lessons.items()):
        checked.append(name)
        whole = repair_set.mutations.lesson(lesson.record["rank"])
        assert lesson.record == whole.record
        wrong = lesson.text != whole.text and place < len(lessons) - 1
        where = Where(lesson.path, 7)
        yield name, [Problem("drawn.color", Severity.ERROR, where, "it is green", "make it blue")] if wrong else []


@pytest.fixture(autouse=True)
def _examine(monkeypatch: pytest.MonkeyPatch) -> None:
    checked.clear()
    monkeypatch.setattr(repair_set.mutations, "examine", stand_in)


def load(folder: Path, cache: str) -> Any:
    import datasets

    return datasets.load_dataset(str(folder), cache_dir=cache)


def test_the_set_loads_and_says_what_it_is(tmp_path: Path, cache: str) -> None:
    assert repair_set.main([str(tmp_path / "set"), "--limit", "6"]) == 0
    rows = [row for split in load(tmp_path / "set", cache).values() for row in split]
    assert len(rows) == 5  # in the last the validator found nothing
    for row in rows:
        assert row["broken"] != row["mended"]
        assert row["problems"] == [
            {"check": "drawn.color", "line": 7, "message": "it is green", "hint": "make it blue"}
        ]
        assert row["function"] in row["instruction"]
        assert row["id"].startswith(row["parent"])
    page = (tmp_path / "set" / "README.md").read_text(encoding="utf-8")
    assert "5 Manim scenes, each broken in one way" in page
    assert "are 0 of 5 if the scene is left as it is,\nand 5 of 5 by the rules" in page


def test_a_row_is_in_the_split_of_its_lesson(tmp_path: Path, cache: str, records: list[dict[str, Any]]) -> None:
    split_of = {record["id"]: record["split"] for record in records}
    assert repair_set.main([str(tmp_path / "set"), "--limit", "8"]) == 0
    for split, rows in load(tmp_path / "set", cache).items():
        assert {split_of[parent] for parent in rows["parent"]} == {split}


def test_it_goes_on_where_it_stopped(tmp_path: Path) -> None:
    assert repair_set.main([str(tmp_path), "--limit", "4"]) == 0
    file = tmp_path / repair_set.ROWS
    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join([*lines[:3], lines[3][:50]]), encoding="utf-8")
    before = [json.loads(line)["id"] for line in lines[:3]]
    checked.clear()
    assert repair_set.main([str(tmp_path), "--limit", "4"]) == 0
    assert checked
    assert not set(before) & set(checked)
