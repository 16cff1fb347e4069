"""Real videos: one right scene and some wrong ones, rendered by Manim in the sandbox; the rules on numbers alone."""

import pytest

from validation import render
from validation.render import RULES, Video

SMALL = """from manim import *


class DerivativeVisualization(Scene):
    def construct(self):
        square = Square().set_fill(BLUE, 1)
        self.add(square)
        self.play(square.animate.shift(3 * RIGHT), run_time=3)
"""
BROKEN: dict[str, tuple[Video | str, str]] = {
    "render.video": (
        SMALL.replace("Square()", "Squarre()"),
        "s.py: error: render.video: Manim makes no video (finished): ",
    ),
    "render.length": (Video(b"", 20.0, (900,) * 20, 15), "the video has 20.0 s, its animations 30.0 s"),
    "render.blank": (Video(b"", 30.0, (0, 900, 0, *(900,) * 27), 20), "the video is blank at second 2"),
    "render.moves": (Video(b"", 30.0, (900,) * 30, 3), "3 of 30 seconds differ from the one before"),
}


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule != "render.video"])
def test_each_rule_has_an_example_that_breaks_it(rule: str) -> None:
    video, said = BROKEN[rule]
    assert isinstance(video, Video)
    assert [(found, message) for found, message, _ in render.judge(video, 30.0)] == [(rule, said)]


def test_a_good_video_has_no_problem() -> None:
    assert list(render.judge(Video(b"", 29.8, (0, *(900,) * 29), 20), 30.0)) == []
    assert [rule for rule, *_ in render.judge(Video(b"", 0.0, (), 0), None)] == ["render.blank"]


def test_a_scene_becomes_a_video_that_is_looked_at() -> None:
    video, problems = render.check("s.py", SMALL.encode(), "DerivativeVisualization", 3.0)
    assert problems == []
    assert video is not None
    assert video.seconds == pytest.approx(3.0, abs=0.2)
    assert video.data[4:8] == b"ftyp"
    assert len(video.lit) == 3
    assert min(video.lit) > 5_000
    assert video.moving == 2


def test_a_scene_that_fails_gives_no_video() -> None:
    source, said = BROKEN["render.video"]
    assert isinstance(source, str)
    video, (problem,) = render.check("s.py", source.encode(), "DerivativeVisualization", None)
    assert video is None
    assert str(problem).startswith(said)
    assert "Squarre" in problem.message


def test_what_is_no_video_is_not_opened() -> None:
    assert render.look(b"not an mp4") is None
