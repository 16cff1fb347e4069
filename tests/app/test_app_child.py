"""The program that makes a lesson, as the server starts it; without Manim."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from derivative_manim.app import sandbox
from derivative_manim.app.limits import Limits


def started(folder: Path, text: str, *, bubblewrap: bool = True, **options: Any) -> list[dict[str, Any]]:
    request = {"text": text, "output": str(folder / "lesson"), "limits": sandbox.rlimits(Limits()), "options": options}
    command = sandbox.command(folder) if bubblewrap else [sys.executable, "-m", "derivative_manim.app.child"]
    found = subprocess.run(
        command, input=json.dumps(request), env=sandbox.environment(folder), cwd=folder, capture_output=True, text=True
    )
    return [json.loads(line) for line in found.stdout.splitlines()]


def test_a_lesson_is_made_in_its_folder(tmp_path: Path) -> None:
    told = started(tmp_path, "x^2", render=False)
    assert [line.get("phase") for line in told[:2]] == ["reading", "lesson"]
    assert told[-1]["name"] == "x2"
    assert told[-1]["made"]["derivative"] == "2*x"
    assert (tmp_path / "lesson" / "scene.py").is_file()


def test_a_refusal_is_a_line_with_its_place(tmp_path: Path) -> None:
    told = started(tmp_path, "x2 + 1", bubblewrap=False, render=False)
    assert (told[-1]["kind"], told[-1]["place"]) == ("ReadingError", 1)
    assert not (tmp_path / "lesson").exists()


def test_no_secret_of_the_server_is_passed_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "secret")
    given = sandbox.environment(tmp_path)
    assert "secret" not in given.values()
    assert given["HOME"] == given["TMPDIR"] == str(tmp_path)


@pytest.mark.skipif(not sandbox.works(), reason="bubblewrap cannot be used here")
def test_in_bubblewrap_only_the_folder_is_written_and_nothing_is_reached(tmp_path: Path) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    inside.mkdir()
    outside.mkdir()
    script = f"""
import os, socket
open({str(inside / "file")!r}, "w").close()
for attempt in (lambda: open({str(outside / "file")!r}, "w"), lambda: os.kill({os.getpid()}, 0),
                lambda: socket.create_connection(("192.0.2.1", 80), 2)):
    try:
        attempt()
    except OSError:
        print("refused")
"""
    command = [*sandbox.command(inside)[:-3], sys.executable, "-c", script]
    found = subprocess.run(command, capture_output=True, text=True, check=True)
    assert found.stdout.split() == ["refused"] * 3
    assert [path.name for path in inside.iterdir()] == ["file"]
