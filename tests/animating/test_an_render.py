"""Real renders: the video is there, is what was checked, and nothing else is left."""

import json
import os
import signal
import subprocess
import sys
import time
from functools import partial
from hashlib import sha256

import pytest

from derivative_manim.animating.animate import animate
from derivative_manim.animating.many import animate_many
from derivative_manim.animating.types import Animation
from derivative_manim.errors import RenderError


def test_a_video_with_everything(tmp_path):
    av = pytest.importorskip("av")
    phases = []
    made = animate(
        "(x^2-1)/(x-1)", output=tmp_path / "Jörg's", at=2.0, sections=True, gif=True,
        progress=lambda step: phases.append(step.phase),
    )  # fmt: skip
    assert made.verdict.ok, made.verdict.problems
    assert made.verdict.sha256 == sha256(made.code.read_bytes()).hexdigest()
    assert json.loads(made.certificate.read_text())["ok"] is True
    with av.open(str(made.video)) as video:
        stream = video.streams.video[0]
        assert (stream.width, stream.height) == (854, 480)
        frames = sum(1 for _ in video.decode(video=0))
    assert frames / 15 == pytest.approx(made.seconds)
    assert list(made.clips) == ["title", "axes", "function", "derivation", "tangent", "trace", "derivative", "summary"]
    assert made.poster.stat().st_size > 5_000
    assert made.gif.read_bytes()[:6] == b"GIF89a"
    assert "-->" in made.vtt.read_text()
    assert "data:video/mp4" in made.handout["html"].read_text()
    assert list(dict.fromkeys(phases)) == ["reading", "lesson", "formulas", "rendering", "checking", "writing"]
    assert [path.name for path in tmp_path.iterdir()] == ["Jörg's"]


def test_too_little_time_is_told_and_nothing_is_left(tmp_path):
    with pytest.raises(RenderError, match="longer than it may"):
        animate("x^2", output=tmp_path / "a", seconds=1, check=False)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_many_in_another_language(tmp_path):
    found = list(animate_many(["x^2", "1/x"], output=tmp_path, jobs=2, language="fr", theme="light"))
    assert all(isinstance(one, Animation) and one.verdict.ok for one in found), found


def test_an_interrupt_leaves_nothing(tmp_path):
    command = [sys.executable, "-m", "derivative_manim", "animate", "x^2", "-q", "k", "-o", str(tmp_path / "a")]
    # A run in the background ignores interrupts, and so would its children.
    heed = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, preexec_fn=heed)
    time.sleep(6)
    os.kill(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "interrupted" in said
    assert "Traceback" not in said
    assert list(tmp_path.iterdir()) == []
