"""Scenes that run in one sandbox: what is seen of each, how a bad one is said, and that none harms another."""

from pathlib import Path

import needs
import pytest

pytest.importorskip("manim")

from validation.run import dry_run
from validation.run.evidence import Evidence, Failure
from validation.sandbox import Limits
from validation.scene_file import PHASES

needs.sandbox()
needs.latex()

SCENE = """\
from manim import *
import numpy as np

STEPS = [{steps}]


class DerivativeVisualization(Scene):
    def construct(self):
        for name in {phases}:
            self.next_section(name)
        self.add(*[MathTex(step) for step in STEPS], Tex("slope"))
        {line}
        self.play(Create(Square()), run_time={run_time})
        self.wait(1)
"""
GOOD = r'r"x^2", r"\frac{1}{x}"'


def scene(line: str = "pass", steps: str = GOOD, run_time: float = 1) -> str:
    return SCENE.format(line=line, steps=steps, phases=PHASES, run_time=run_time)


SCENES = {
    "good": scene(),
    "short": scene(run_time=0.25),
    "long": scene(run_time=4.5),
    "raises": scene('raise KeyError("no such key")'),
    "numpy": scene("np.log(np.array([0.0]))"),
    "python": scene('import warnings; warnings.warn("old", DeprecationWarning)'),
    "logged": scene('logger.warning("a word")'),
    "formula": scene(steps=r'r"x^3", r"\nosuch{x}", r"x^4"'),
    "endless formula": scene(steps=r'r"x^3", r"\loop x\iftrue\repeat", r"x^5"'),
    "endless formula not reached": scene("MathTex if True else [MathTex(r'\\loop y\\iftrue\\repeat')]"),
    "good formula": scene(steps=r'r"x^4", r"x^5", r"x^6"'),
    "syntax": "x = 1 +\n",
    "empty": "from manim import *\n",
    "dies": scene("import os; os._exit(7)"),
    "killed": scene("import os; os.kill(os.getpid(), 9)"),
    "loops": scene("while True: pass"),
    "named only": scene() + "\n\nclass Another(Scene):\n    def construct(self):\n        raise ValueError\n",
    "unreadable screen": scene("square = Square(); square.points = None; self.add(Group(square)); self.clear()"),
}


@pytest.fixture(scope="module")
def found() -> dict[str, Evidence]:
    sources = {name: text.encode() for name, text in SCENES.items()}
    limits = Limits.release()
    return dict(dry_run.run(sources, limits=limits, workers=2, seconds=5))


def test_a_good_scene(found: dict[str, Evidence]) -> None:
    good = found["good"]
    assert good.error is None
    assert good.warnings == ()
    assert good.scenes == ("DerivativeVisualization",)
    assert good.sections == PHASES
    # A wait plays inside Manim, and is counted once; digits and the like are not the scene's formulas.
    assert (good.plays, good.formulas, good.seconds) == (2, 3, 2.0)
    assert [(s.play, s.moment) for s in good.snapshots] == [(1, "end"), (2, "end")]
    assert {item.kind for item in good.snapshots[-1].items} == {"text", "shape"}


def test_a_play_has_its_own_length_at_one_frame_a_second(found: dict[str, Evidence]) -> None:
    assert found["short"].seconds == 1.25
    assert found["short"].warnings == ()
    assert found["long"].seconds == 5.5
    moments = [(s.play, s.moment) for s in found["long"].snapshots]
    assert moments == [(1, "middle")] * 4 + [(1, "end"), (2, "end")]


@pytest.mark.parametrize(
    ("name", "failure"),
    [
        ("raises", Failure("KeyError", "'no such key'", 12)),
        ("syntax", Failure("SyntaxError", "invalid syntax (scene.py, line 1)", 1)),
        ("empty", Failure("LookupError", "the file has no class that is a Manim scene")),
        ("dies", Failure("Crash", "the process ended with code 7 before its work was done")),
        ("killed", Failure("Crash", "the process ended by signal SIGKILL before its work was done")),
    ],
)
def test_a_bad_scene_is_said(name: str, failure: Failure, found: dict[str, Evidence]) -> None:
    assert found[name].error == failure


def test_an_endless_scene_is_stopped(found: dict[str, Evidence]) -> None:
    error = found["loops"].error
    assert error is not None
    # By the clock, if the machine is so loaded that it does not come to its processor time.
    assert (error.kind, error.line) == ("Timeout", None)


@pytest.mark.parametrize(
    ("name", "warning"),
    [
        ("numpy", "RuntimeWarning: divide by zero encountered in log (line 12)"),
        ("python", "DeprecationWarning: old (line 12)"),
        ("logged", "Manim: a word"),
    ],
)
def test_a_warning_is_said(name: str, warning: str, found: dict[str, Evidence]) -> None:
    assert found[name].error is None
    assert found[name].warnings == (warning,)


def test_a_bad_formula_fails_its_scene_only(found: dict[str, Evidence]) -> None:
    error = found["formula"].error
    assert error is not None
    assert (error.kind, error.line) == ("ValueError", 11)
    assert found["endless formula"].error is not None
    for name in ("good formula", "endless formula not reached"):
        assert found[name].error is None, name


def test_of_several_scenes_the_lessons_class_is_run(found: dict[str, Evidence]) -> None:
    assert found["named only"].scenes == ("DerivativeVisualization",)
    assert found["named only"].error is None


def test_a_worker_that_is_ended_leaves_a_reason_for_every_scene(tmp_path: Path) -> None:
    names = ("one", "two")
    sources = {name: scene("while True: pass").encode() for name in names}
    found = dict(dry_run.run(sources, limits=Limits(wall_seconds=6), workers=1, seconds=50))
    assert {name: found[name].error for name in names} == dict.fromkeys(
        names, Failure("Timeout", "still running after 6 s")
    )
