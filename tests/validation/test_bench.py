"""The bench: how it chooses, reckons and shows; and one run of it on a small tree."""

import time
from pathlib import Path

import needs
import pytest

pytest.importorskip("manim")

from validation import cli
from validation.commands import bench
from validation.commands.bench import Cost
from validation.problem import Refused


def test_the_sample_is_spread_evenly() -> None:
    paths = [f"{number:03}" for number in range(100)]
    assert bench.spread(paths, 4) == ["012", "037", "062", "087"]
    assert bench.spread(paths, 1) == ["050"]
    assert bench.spread(paths, 100) == bench.spread(paths, 500) == paths
    assert len(set(bench.spread(paths, 99))) == 99


def test_a_line_says_what_a_file_takes() -> None:
    cost = bench.timed(3, lambda: time.sleep(0.2))
    assert cost.files == 3
    assert cost.seconds >= 0.2 > cost.processor
    assert bench.lines({"Manim": Cost(2, 16.0, 14.0), "audit": Cost(100, 40.0, 75.0)}) == [
        "Manim: 2 files, 8,000.0 ms a file, 16.0 s, 14.0 s of the processor, 1.0 times as fast",
        "audit: 100 files, 400.0 ms a file, 40.0 s, 75.0 s of the processor, 20.0 times as fast",
    ]


def test_a_tree_without_scenes_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["bench", "--root", str(tmp_path)]) == cli.FAILED
    assert "has no scene to time" in capsys.readouterr().err


def test_a_scene_that_manim_does_not_run_is_refused(tmp_path: Path) -> None:
    (tmp_path / "scene.py").write_text("raise KeyError")
    with pytest.raises(Refused, match="Manim does not run"):
        bench.alone([tmp_path / "scene.py"], lambda stage, done, total: None)


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
    assert "2 files" in said
    assert "audit, unchanged" in said
