"""The charts: that they show what the results hold."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from finetune import study
from finetune.config import Config
from finetune.errors import FinetuneError
from finetune.reporting import curves, quality
from finetune.reporting.style import styled
from validation.judge import ROWS


def history(last: float = 0.05) -> dict[str, Any]:
    steps = [
        {"step": s, "epoch": s / 10, "loss": 1 / s, "learning_rate": 1e-4 * (21 - s) / 20, "grad_norm": 1.0}
        for s in range(1, 21)
    ]
    checkpoints = [
        {"step": 10, "epoch": 1.0, "train_loss": 0.4, "validation_loss": 0.2},
        {"step": 20, "epoch": 2.0, "train_loss": 0.1, "validation_loss": last},
    ]
    return {"config": Config().as_dict(), "steps": steps, "checkpoints": checkpoints, "epochs": checkpoints}


def lines_of(made: dict[str, Any]) -> dict[str, Any]:
    with styled():
        figure = curves._figure(made)
        figure.canvas.draw()
    return {line.get_label(): line for axis in figure.axes for line in axis.lines}


def test_the_study_has_its_eleven_rows() -> None:
    assert tuple(study.STUDY_ROWS) == ROWS
    assert all(0 <= passed <= study.STUDY_CASES for passed in study.STUDY_ROWS.values())
    assert len(study.STUDY_TRAIN_LOSS) == len(study.STUDY_VALIDATION_LOSS) == study.study_config()["training"]["epochs"]


def test_its_speed_fits_its_time() -> None:
    rate = study.STUDY_TRAIN_ROWS * len(study.STUDY_EPOCHS) / study.STUDY_SECONDS
    assert rate == pytest.approx(study.STUDY_SAMPLES_PER_SECOND, abs=0.02)


def test_the_figures_of_the_study_are_cheap() -> None:
    heavy = ("torch", "manim", "matplotlib", "validation", "scipy")
    code = f"import sys, finetune.study; print([m for m in {heavy} if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_curves_are_those_of_the_history_and_of_the_study() -> None:
    lines = lines_of(history())
    assert list(lines["validation, by checkpoint"].get_ydata()) == [0.2, 0.05]
    assert list(lines["train, by checkpoint"].get_xdata()) == [1.0, 2.0]
    assert len(lines["train, by step"].get_ydata()) == 20
    assert list(lines["The study: validation"].get_ydata()) == list(study.STUDY_VALIDATION_LOSS)
    assert list(lines["The study: train"].get_ydata()) == list(study.STUDY_TRAIN_LOSS)
    assert lines["validation, by checkpoint"].axes.get_yscale() == "log"
    assert "nats" in lines["validation, by checkpoint"].axes.get_ylabel()


def test_losses_that_no_logarithm_has_are_left_out() -> None:
    made = history(last=float("nan"))
    made["steps"][3]["loss"] = 0.0
    lines = lines_of(made)
    assert list(lines["validation, by checkpoint"].get_ydata()) == [0.2]
    assert len(lines["train, by step"].get_ydata()) == 19


def test_the_picture_is_the_same_each_time_and_another_for_another_run(tmp_path: Path) -> None:
    first = curves.draw_curves(history(), tmp_path / "deep" / "a.png").read_bytes()
    assert first.startswith(b"\x89PNG")
    assert b"Software" not in first
    assert first == curves.draw_curves(history(), tmp_path / "b.png").read_bytes()
    assert first != curves.draw_curves(history(last=0.1), tmp_path / "c.png").read_bytes()


def test_a_run_that_has_just_begun_can_be_drawn(tmp_path: Path) -> None:
    assert curves.draw_curves({"steps": [], "checkpoints": []}, tmp_path / "a.png").stat().st_size > 1000


def checkpoint(folder: Path, step: int, loss: float | None, passed: int, config: dict[str, Any] | None = None) -> Path:
    cell = {
        "passed": passed,
        "of": 50,
        "share": passed / 50,
        "low": max(0, passed - 5) / 50,
        "high": min(50, passed + 5) / 50,
    }
    training = {"config": config or Config().as_dict(), "step": step, "epoch": step / 27, "validation_loss": loss}
    settings = {
        "kind": "fine-tuned", "mode": "direct", "split": "validation", "wording": "all", "functions": 50, "seed": 42,
        "samples_per_function": 1, "decoding": {"method": "greedy"}, "training": training,
    }  # fmt: skip
    evaluation = {
        "name": f"step {step}", "kind": "fine-tuned", "mode": "direct", "settings": settings, "functions": 50,
        "rows": {"all": dict.fromkeys(ROWS, cell)}, "failures": {"all": {}},
        "faultless": {"all": cell},
    }  # fmt: skip
    folder.mkdir(parents=True)
    (folder / "evaluation.json").write_text(json.dumps(evaluation))
    return folder


def test_quality_is_drawn_against_the_loss_of_each_checkpoint(tmp_path: Path) -> None:
    folders = [checkpoint(tmp_path / str(step), step, 9 / step, step // 2) for step in (27, 54, 81)]
    first = quality.draw_quality(folders, tmp_path / "a.png").read_bytes()
    assert first == quality.draw_quality(folders[::-1], tmp_path / "b.png").read_bytes()
    assert first != quality.draw_quality(folders[:2], tmp_path / "c.png").read_bytes()


def test_quality_without_a_loss_or_of_two_runs_is_refused(tmp_path: Path) -> None:
    one = checkpoint(tmp_path / "one", 27, 0.2, 3)
    with pytest.raises(FinetuneError, match="not the evaluation of a checkpoint"):
        quality.draw_quality([one, checkpoint(tmp_path / "two", 54, None, 4)], tmp_path / "a.png")
    other = Config().as_dict()
    other["training"]["seed"] = 7
    with pytest.raises(FinetuneError, match="several training runs"):
        quality.draw_quality([one, checkpoint(tmp_path / "three", 54, 0.1, 4, other)], tmp_path / "a.png")
    with pytest.raises(FinetuneError, match="no evaluated checkpoint"):
        quality.draw_quality([], tmp_path / "a.png")


def test_the_numbers_of_epochs_whose_losses_are_near_stand_above_each_other() -> None:
    assert quality._heights([0.137, 0.113, 0.087, 0.0828, 0.0833]) == [0, 0, 0, 0, 1]
    assert quality._heights([0.1]) == [0]
    assert quality._heights([0.1, 0.1, 0.1]) == [0, 1, 2]
