"""The bench: what it refuses, and one run of it on a small tree."""

import re
from pathlib import Path

import needs
import pytest

pytest.importorskip("manim")

from validation import cli
from validation.commands import bench
from validation.problem import Refused


def test_a_tree_without_scenes_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["bench", "--root", str(tmp_path)]) == cli.FAILED
    assert "has no scene to time" in capsys.readouterr().err


def test_a_scene_that_manim_does_not_run_is_refused(tmp_path: Path) -> None:
    (tmp_path / "scene.py").write_text("raise KeyError")
    with pytest.raises(Refused, match="Manim does not run"):
        bench.alone([tmp_path / "scene.py"])


def test_a_small_tree(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    needs.sandbox()
    (tmp_path / "metadata").mkdir()
    (tmp_path / "metadata" / "examples.jsonl").write_text("{}\n")
    (tmp_path / "code" / "foundation").mkdir(parents=True)
    for name in ("a.py", "b.py"):
        text = "from manim import *\n\n\nclass A(Scene):\n    def construct(self):\n        self.wait()\n"
        (tmp_path / "code" / "foundation" / name).write_text(text)
    assert cli.main(["bench", "--root", str(tmp_path), "--sample", "1", "-j", "2"]) == cli.CLEAN
    said = capsys.readouterr().out
    assert re.findall(r"^(.+): (\d) files", said, re.MULTILINE) == [
        ("manim --dry_run -ql, a process a file", "1"),
        ("audit, from cold", "2"),
        ("audit, unchanged", "2"),
    ]
    assert "1.0 times as fast" in said.splitlines()[0]
