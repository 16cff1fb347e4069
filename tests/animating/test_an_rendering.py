"""Parts of the renderer: how a process's end is told, and a lesson that somebody wants to be fast is judged."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("manim")

from derivative_manim.animating.animate import job_of, prepared
from derivative_manim.animating.rendering import job
from derivative_manim.animating.types import Options
from derivative_manim.reading import read


def _gone(folder: Path) -> None:
    os.chdir(folder)
    raise ValueError("no good")


@pytest.mark.parametrize(
    ("work", "said"),
    [(_gone, "ValueError: no good"), (lambda _: os._exit(3), "a process ended with 3")],
)
def test_what_ended_a_process_is_said(
    work: Callable[[Path], None], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "else").mkdir()
    started = {job._forked(lambda: work(tmp_path / "else"))}
    with pytest.raises(RuntimeError, match=said):
        job._wait(started, set(started))


@pytest.mark.parametrize("speed", [0.5, 2.0, 4.0])
def test_a_pace_that_was_wished_for_is_nothing_wrong(
    speed: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["manim"])
    options = Options(speed=speed)
    made = prepared(read("x^2"), options, lambda _: None)[1]
    (tmp_path / "scene.py").write_text(made.code)
    given = job.Job("a", str(tmp_path), **job_of(made, options, parts=0))
    told: list[dict[str, object]] = []
    monkeypatch.setattr(job, "tell", lambda _, **what: told.append(what))
    monkeypatch.setattr(job, "_limit", lambda _: None)
    monkeypatch.chdir(tmp_path)
    job.do(given)
    assert told[-1]["result"]["verdict"]["problems"] == []
