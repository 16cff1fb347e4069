"""Further training lessons: which functions, how they are made and kept, and that the release stays what it is."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from derivative_manim.cli import main
from derivative_manim.columns import EXAMPLE
from derivative_manim.commands import expand as command
from derivative_manim.errors import DataError, DataNotFoundError
from derivative_manim.extra import load_extra, read_extra
from derivative_manim.generation import expand
from derivative_manim.generation.family import families
from derivative_manim.generation.parse import parse
from derivative_manim.generation.source import sympy_text
from derivative_manim.records import LEVELS


def test_candidates_are_of_no_family_that_is_held_out(records: list[dict[str, Any]]) -> None:
    functions = {record["id"]: parse(record["function"]) for record in records}
    made = {
        f"x{number}": found[1] for number in range(240) if (found := expand.candidate(3, number)) is not None
    }  # fmt: skip
    assert len(made) > 80
    family = families(functions | made)
    held_out = {family[record["id"]] for record in records if record["split"] != "train"}
    assert not held_out & {family[name] for name in made}


def test_a_candidate_is_always_the_same_and_of_its_level() -> None:
    for number in range(40):
        one, other = expand.candidate(5, number), expand.candidate(5, number)
        assert one == other
        if one is not None:
            assert one[0].level == expand.level_of_candidate(number)
            assert expand._shape(expand.differentiate(one[1])) in expand.pool(one[0].level).shapes
    texts = [[sympy_text(c[1]) for n in range(40) if (c := expand.candidate(seed, n))] for seed in (5, 6)]
    assert texts[0] != texts[1]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Lessons without scenes, made in this process: what is tested is what is kept."""
    asked: list[int] = []

    def some(seed: int, numbers: Any) -> list[dict[str, Any]]:
        asked.extend(numbers)
        return [made for number in numbers if (made := lesson(seed, number))]

    def lesson(seed: int, number: int) -> dict[str, Any] | None:
        if number % 5 == 4:
            return None
        level = expand.level_of_candidate(number)
        return {"id": f"dx-{seed}-{number:06d}", "level": level, "function": f"x + {number}", "path": f"{number}.py"}

    def mark(seed: int, number: int) -> tuple[str, ...]:
        return (str(number // 16 * 16 if number % 16 == 4 else number),)

    class Here:
        def __init__(self, *_: Any) -> None:
            pass

        def __enter__(self) -> "Here":
            return self

        def __exit__(self, *_: Any) -> None:
            pass

        def submit(self, call: Any, *given: Any) -> Any:
            found = call(*given)
            return type("Done", (), {"result": lambda self: found})()

    monkeypatch.setattr(expand, "make_some", some)
    monkeypatch.setattr(expand, "candidate_fingerprint", mark)
    monkeypatch.setattr(expand, "catalogue_fingerprints", set)
    monkeypatch.setattr(command, "ProcessPoolExecutor", Here)
    return asked


def run(folder: Path, number: int, *more: str) -> int:
    return main(["expand", "--number", str(number), "--seed", "7", "--skip-runs", str(folder), *more])


def test_an_interrupted_run_goes_on_and_ends_the_same(
    quick: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(tmp_path / "whole", 250) == 0
    whole = (tmp_path / "whole" / "lessons.jsonl").read_text()
    append, calls = command._append, [0]

    def killed(*given: Any) -> None:
        append(*given)
        calls[0] += 1
        if calls[0] == 2:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(command, "_append", killed)
        assert run(tmp_path / "cut", 250) == 130
    with pytest.raises(DataError, match="of 250 lessons: the same `derivative-manim expand` goes on"):
        read_extra(tmp_path / "cut")
    quick.clear()
    assert run(tmp_path / "cut", 250) == 0
    assert min(quick) == command.CHUNK  # the first chunk is not made again
    assert (tmp_path / "cut" / "lessons.jsonl").read_text() == whole
    rows = read_extra(tmp_path / "cut")
    assert len(rows) == len({row["id"] for row in rows}) == 250
    assert sorted(Counter(row["level"] for row in rows).values()) == [62, 62, 63, 63]


def test_equal_functions_are_kept_once(quick: list[int], tmp_path: Path) -> None:
    assert run(tmp_path / "extra", 40) == 0
    numbers = {int(row["id"].rpartition("-")[2]) for row in read_extra(tmp_path / "extra")}
    assert not any(number % 16 == 4 for number in numbers)
    assert not any(number % 16 == 4 for number in quick)  # no lesson was made to find that out


def test_what_the_auditor_refuses_is_left_out(
    quick: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "_valid", lambda rows, _: [row for row in rows if row["id"][-1] not in "012"])
    given = ["expand", "--number", "16", "--seed", "7", str(tmp_path / "extra")]
    assert main(given) == 0
    rows = read_extra(tmp_path / "extra")
    assert len(rows) == 16
    assert not any(row["id"][-1] in "012" for row in rows)
    assert json.loads((tmp_path / "extra" / "expand.json").read_text())["refused"] > 0


def test_a_level_that_has_no_more_functions_ends_it(
    quick: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "_valid", lambda rows, _: [row for row in rows if row["level"] != LEVELS[1]])
    monkeypatch.setattr(command, "IDLE", 3)
    assert main(["expand", "--number", "16", "--seed", "7", str(tmp_path / "extra")]) == 1
    assert f"there are no more functions of the level {LEVELS[1]}: ask for fewer" in capsys.readouterr().err


def test_a_folder_with_something_else_is_left_alone(
    quick: list[int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes").write_text("mine")
    assert run(tmp_path / "mine", 4) == 1
    assert "is not empty: name another folder" in capsys.readouterr().err
    assert run(tmp_path / "extra", 8) == 0
    assert run(tmp_path / "extra", 12) == 1
    assert "made otherwise (number differ)" in capsys.readouterr().err
    (tmp_path / "extra" / "expand.json").write_text("{")
    assert run(tmp_path / "extra", 8) == 1
    assert "is damaged" in capsys.readouterr().err
    with pytest.raises(DataNotFoundError, match="make them with `derivative-manim expand"):
        read_extra(tmp_path)
    for wrong in ("0", "-3"):
        with pytest.raises(SystemExit):
            main(["expand", "--number", wrong, str(tmp_path / "x")])


def test_a_lesson_is_whole_and_loads_like_the_release(tmp_path: Path, records: list[dict[str, Any]]) -> None:
    """One real lesson, through the generator, with the columns of the release and an id of its own."""
    import datasets

    row = next(made for number in range(0, 40, 4) if (made := expand.lesson(1, number)) is not None)
    assert list(row) == list(EXAMPLE)
    assert (row["split"], row["level"]) == ("train", LEVELS[0])
    assert row["id"].startswith("dx-1-")
    assert f"Scene {row['id']}" in row["code"]
    assert row["completion"] == row["code"]
    assert row["instruction"] in row["prompt"]
    assert row["nearest_train"] in {record["id"] for record in records if record["split"] == "train"}
    state = {"number": 1, "seed": 1, "version": "x", "runs": False}
    (tmp_path / "expand.json").write_text(json.dumps(state))
    (tmp_path / "lessons.jsonl").write_text(json.dumps(row) + "\n")
    (tmp_path / "README.md").write_text(command._card(1, 1, state))
    assert dict(load_extra(tmp_path)[0]) == row
    loaded = datasets.load_dataset(str(tmp_path), split="train", cache_dir=str(tmp_path / "cache"))
    assert loaded.column_names == list(EXAMPLE)
    assert loaded[0]["function"] == row["function"]
