"""The examples run as they stand, and say what they promise."""

import json
import os
import subprocess
import sys
from pathlib import Path

from repository import REPOSITORY


def test_usage_examples(tmp_path: Path) -> None:
    environment = dict(os.environ, PYTHONPATH=str(REPOSITORY), HF_HOME=str(tmp_path / "home"))
    done = subprocess.run(
        [sys.executable, "-W", "error::UserWarning", str(REPOSITORY / "examples" / "usage_examples.py")],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "{'train': 418, 'validation': 50, 'test': 69}" in done.stdout
    assert "first of the stream: 3" in done.stdout
    assert "x**2*sin(x)" in done.stdout
    assert "\n-" in done.stdout.partition("== mend:")[2].partition("== read")[0]  # the lines of a broken scene
    assert "  product  \\text{Product rule:}" in done.stdout
    assert "'executes': True" in done.stdout or "not judged: that needs" in done.stdout


def test_the_notebook_is_the_script() -> None:
    """The same functions, a cell each."""
    script = (REPOSITORY / "examples" / "usage_examples.py").read_text(encoding="utf-8")
    notebook = json.loads((REPOSITORY / "examples" / "usage_examples.ipynb").read_text(encoding="utf-8"))
    cells = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for cell in cells[1:]:
        body, _, call = cell.rpartition("\n\n\n")
        assert body in script
        assert call == body.removeprefix("def ").partition("(")[0] + "()"
    assert len(cells) == script.count("\ndef ")
    assert all(cell.get("outputs", []) == [] for cell in notebook["cells"])


def test_the_videos_are_small_and_play() -> None:
    videos = sorted((REPOSITORY / "examples").glob("*.mp4"))
    page = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    assert len(videos) == 3
    for video in videos:
        assert f"](examples/{video.name})" in page
        assert video.stat().st_size < 400_000
        assert video.read_bytes()[4:8] == b"ftyp"
