"""Which of several answers is taken: the first whose lines are right; what that is worth, and what it costs."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("sympy")
pytest.importorskip("datasets")

from derivative_manim.validation.judge import ROWS
from folders import append_samples, sample, settings, write_settings

from finetune import cli, data, verdicts
from finetune.choose import FALSE, FAULTY, RIGHT, choose, of_lines
from finetune.errors import FinetuneError
from finetune.samples import Sample, read_samples, read_settings
from finetune.targets import response

FILL = {"mode": "fill", "target": "fill"}
ASKED = data.functions("test", 4)
OTHER = data.functions("train", 4)


def right(example: dict[str, Any]) -> str:
    return response("fill", example)


def false(example: dict[str, Any]) -> str:
    return right(example).replace("derivative: ", "derivative: 1 + ")


def folder(path: Path, answers: list[list[str]], **changes: Any) -> Path:
    """A folder of samples that fill slots: for each index the answers to the four functions."""
    given = {"name": "model", "samples_per_function": len(answers), **FILL} | changes
    write_settings(path, settings(**given))
    for index, answered in enumerate(answers):
        made = [sample(row, answer, index, scene="", seconds=10.0) for row, answer in zip(ASKED, answered, strict=True)]
        append_samples(path, [one.filled(given["target"]) for one in made])
    return path


def test_the_lines_of_the_release_are_right_and_those_of_another_function_false() -> None:
    for example, other in zip(ASKED, OTHER, strict=True):
        lines = [step["latex"] for step in example["steps"]]
        assert of_lines(lines, example["function"]) == RIGHT
        assert of_lines(lines, other["function"]) == FALSE
        assert of_lines([*lines[:-1], lines[-1].replace("f'(x) = ", "f'(x) = 1 + ")], example["function"]) == FALSE
        # True lines, but the result comes before what it follows from.
        assert of_lines([lines[0], lines[-1], *lines[1:-1]], example["function"]) == FAULTY


def test_the_first_right_answer_is_taken_and_the_time_up_to_it_counts(tmp_path: Path) -> None:
    first = [right(ASKED[0]), false(ASKED[1]), false(ASKED[2]), "nothing"]
    second = [false(ASKED[0]), right(ASKED[1]), false(ASKED[2]), right(ASKED[3])]
    asked = folder(tmp_path / "two", [first, second])
    choice = choose([asked], tmp_path / "best")
    assert choice["origins"] == {"first": 1, "again": 2, "none right": 1}
    assert (choice["answers"], choice["seconds"]) == (2, 70.0)  # 1 + 2 + 2 + 2 answers of ten seconds
    chosen = {sample.id: sample for sample in read_samples(tmp_path / "best")}
    assert [chosen[row["id"]].completion for row in ASKED] == [first[0], second[1], first[2], second[3]]
    assert {sample.index for sample in chosen.values()} == {0}
    kept = read_settings(tmp_path / "best")
    assert kept is not None
    assert (kept["name"], kept["samples_per_function"], kept["choice"]) == ("model, best of 2", 1, choice)

    with pytest.raises(FinetuneError, match="best has samples already: choose another --output"):
        choose([asked], tmp_path / "best")


def test_choosing_looks_at_no_right_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = folder(tmp_path / "one", [[right(ASKED[0]), *(false(row) for row in ASKED[1:])]])
    known = [{"id": row["id"], "function": row["function"]} for row in ASKED]
    monkeypatch.setattr(data, "functions", lambda *_: known)
    assert choose([asked], tmp_path / "best")["origins"] == {"first": 1, "none right": 3}


def test_fewer_answers_than_there_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = folder(tmp_path / "two", [[false(row) for row in ASKED], [right(row) for row in ASKED]])
    given = ["choose", str(asked), "--number", "1", "--output", str(tmp_path / "one"), "--name", "one"]
    assert cli.main(given) == 0
    assert "of 1: 4 none right; 40 s of writing, " in capsys.readouterr().out
    assert json.loads((tmp_path / "one" / "generation.json").read_text())["name"] == "one"
    assert cli.main([*given[:3], "3", "--output", str(tmp_path / "three")]) == cli.FAILED
    assert "there are 2 answers to a function: generate more, or ask for a smaller --number" in capsys.readouterr().err


def test_asked_asked_again_and_then_the_rules(tmp_path: Path) -> None:
    greedy = folder(tmp_path / "greedy", [[right(ASKED[0]), *(false(row) for row in ASKED[1:])]])
    drawn = folder(tmp_path / "drawn", [[false(ASKED[0]), right(ASKED[1]), "nothing", false(ASKED[3])]])
    choice = choose([greedy, drawn], tmp_path / "hybrid", rules=True)
    assert choice["origins"] == {"first": 1, "again": 1, "rules": 2}
    scenes = {sample.id: sample.scene for sample in read_samples(tmp_path / "hybrid")}
    assert all(scenes[row["id"]].splitlines()[1:] == row["code"].splitlines()[1:] for row in ASKED)
    kept = read_settings(tmp_path / "hybrid")
    assert kept is not None
    assert (kept["kind"], kept["name"]) == ("hybrid", "model, best of 2, then the rules")


def test_whole_scenes_are_run_round_by_round_until_one_is_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usable, useless = ({"rows": dict.fromkeys(ROWS, passed)} for passed in (True, False))
    asked: list[list[str]] = []

    def run(pending: dict[str, Sample], *_: Any) -> Iterator[dict[str, Any]]:
        asked.append([f"{answer.id} {answer.completion}" for answer in pending.values()])
        if len(asked) == 2:
            raise KeyboardInterrupt
        for judged, answer in pending.items():
            row = usable if answer.completion in ("right", "crowded") else useless
            said = "layout" if answer.completion == "crowded" else "" if row is usable else "crash"
            yield row | {"judged": judged, "error": "", "error_class": said, "no_false_line": True}

    monkeypatch.setattr(verdicts, "_judged", run)
    monkeypatch.setattr(verdicts, "failure", lambda sample, rows, said, error: said)
    answers = [["right", "1 / 0", "crowded", "raise"], ["right", "right", "1 / 0", "pass"], ["", "", "right", "1 / 0"]]
    drawn = folder(tmp_path / "drawn", answers, target="direct", mode="direct")
    with pytest.raises(KeyboardInterrupt):
        choose([drawn], tmp_path / "best")
    choice = choose([drawn], tmp_path / "best")
    assert choice["origins"] == {"first": 1, "again": 2, "none right": 1}
    assert choice["seconds"] == 4 * 10 + 3 * 10 + 2 * 10
    chosen = {sample.id: sample.completion for sample in read_samples(tmp_path / "best")}
    assert [chosen[row["id"]] for row in ASKED] == ["right", "right", "right", "raise"]
    ids = [row["id"] for row in ASKED]
    second = [f"{ids[1]} right", f"{ids[2]} 1 / 0", f"{ids[3]} pass"]
    # The first round is not run again after the interruption, and who has a right answer is not asked again.
    assert [sorted(round) for round in asked[1:]] == [
        sorted(second),
        [],
        sorted(second),
        [f"{ids[2]} right", f"{ids[3]} 1 / 0"],
    ]
    asked.append([])
    few = folder(tmp_path / "few", [["right"] * 4] * 3, target="direct", mode="direct")
    choose([few], tmp_path / "best of few")
    assert len(asked) == 7  # every function has its answer, and no further round begins


def test_what_is_not_whole_cannot_be_chosen_from(tmp_path: Path) -> None:
    asked = folder(tmp_path / "one", [[right(row) for row in ASKED]], complete=False)
    with pytest.raises(FinetuneError, match=r"has no whole generation\.json: let `python -m finetune generate` end"):
        choose([asked], tmp_path / "best")


def test_answers_of_two_models_are_not_one_row(tmp_path: Path) -> None:
    answers = [[right(row) for row in ASKED]]
    changed = data.dataset_stamp("test") | {"sha256": "of scenes that have changed since"}
    folders = [folder(tmp_path / name, answers, model=name, dataset=changed) for name in ("one", "other")]
    assert choose([folder(tmp_path / "now", answers, model="one"), folders[0]], tmp_path / "of one")["answers"] == 2
    with pytest.raises(FinetuneError, match="are not of one kind: model differ"):
        choose(folders, tmp_path / "best")
