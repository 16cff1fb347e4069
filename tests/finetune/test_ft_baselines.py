"""The rows that need no model."""

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torch")
pytest.importorskip("sympy")
pytest.importorskip("rapidfuzz")

from finetune import baselines, cli, data
from finetune.errors import FinetuneError
from finetune.samples import read_samples, read_settings

FUNCTIONS = 4  # one of each level


def distance(one: str, other: str) -> float:
    from rapidfuzz.distance import Indel

    return Indel.normalized_distance(one.replace(" ", ""), other.replace(" ", ""))


def test_the_generator_needs_the_function_alone(tmp_path: Path) -> None:
    samples = baselines.write("rules", tmp_path, limit=FUNCTIONS)
    by_id = {row["id"]: row for row in data.functions("test")}
    assert [sample.scene for sample in samples] == [by_id[sample.id]["code"] for sample in samples]
    assert [sample.level for sample in samples] == ["foundation", "conceptual", "application", "advanced"]
    assert read_samples(tmp_path) == samples
    settings = read_settings(tmp_path) or {}
    assert (settings["kind"], settings["mode"], settings["functions"], settings["complete"]) == (
        "rules",
        "none",
        4,
        True,
    )
    assert settings["samples_per_function"] == 1


def test_the_generator_is_not_given_the_answer() -> None:
    row = data.functions("test")[10]
    assert baselines.generated({"id": row["id"], "function": row["function"]}) == (row["code"], "")


def test_the_copy_is_a_training_scene_of_another_function(tmp_path: Path) -> None:
    train = {row["code"]: row for row in data.examples("train")}
    samples = baselines.write("copied", tmp_path)
    assert len(samples) == 69
    for sample in samples:
        chosen = train[sample.scene]
        assert chosen["function"] != sample.function
        distances = [distance(sample.function, row["function"]) for row in train.values()]
        assert distance(sample.function, chosen["function"]) == min(distances)


def test_a_training_function_does_not_copy_itself() -> None:
    train = list(data.examples("train"))
    row = train[0]
    assert data.nearest(row["function"], train)[0]["id"] == row["id"]
    assert baselines.copied(row)[0] != row["code"]


@pytest.mark.parametrize("function", ["import os", "x**", "f(x)", "1/(x - x)", "log(-1)", "((" * 2000, "x**x**x**x"])
def test_what_the_generator_cannot_do_is_a_sample_too(function: str) -> None:
    scene, reason = baselines.generated({"id": "dm-0001", "function": function})
    assert scene == ""
    assert reason


def test_a_failure_of_the_generator_stays_in_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*given: Any) -> None:
        raise RuntimeError("no picture")

    monkeypatch.setattr("derivative_manim.generation.example.picture", fail)
    samples = baselines.write("rules", tmp_path, limit=FUNCTIONS)
    assert [(sample.scene, sample.unfilled) for sample in samples] == [("", "RuntimeError: no picture")] * FUNCTIONS
    assert (read_settings(tmp_path) or {})["complete"] is True


def test_the_samples_of_something_else_are_not_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    baselines.write("rules", tmp_path, limit=FUNCTIONS)
    with pytest.raises(FinetuneError, match="made otherwise"):
        baselines.write("copied", tmp_path, limit=FUNCTIONS)
    assert cli.main(["baseline", "copied", "--output", str(tmp_path)]) == 2
    assert "choose another --output" in capsys.readouterr().err
    assert len(read_samples(tmp_path)) == FUNCTIONS
    assert cli.main(["baseline", "rules", "--limit", "4", "--output", str(tmp_path)]) == 0
    assert "4 samples" in capsys.readouterr().out
