"""What a scene draws is the same in each run of a kind, another thing in the other; that it may draw is noted."""

from functools import cache

import needs
import pytest

pytest.importorskip("manim")

from validation.run import dry_run
from validation.run.evidence import Evidence
from validation.sandbox import Limits

needs.sandbox()
needs.latex()

SCENE = """\
from manim import *
import numpy as np
import random

{above}


class DerivativeVisualization(Scene):
    def construct(self):
        self.add(Square(color={color}))
        self.wait(0.2)
"""
EVERY = (
    "hash('a'), *(f() for f in (random.random, np.random.rand, random.Random().random, random.SystemRandom().random)), "
    "np.random.default_rng().random(), np.random.RandomState().rand()"
)
DRAWING = (
    "K = np.random.rand()",
    "from random import random as k\nK = k()",
    "K = np.random.default_rng()",
    "K = {1, 2}",
)
SCENES = {above: SCENE.format(above=above, color="RED") for above in ("K = 1", *DRAWING)}
SCENES |= {"colour": SCENE.format(above="", color="random_bright_color()")}
SCENES |= {"every": SCENE.format(above=f"raise ValueError({EVERY})", color="RED")}


@cache
def ran(quality: str) -> dict[str, Evidence]:
    sources = {name: text.encode() for name, text in SCENES.items()}
    return dict(dry_run.run(sources, limits=Limits.release(), seconds=30, faithful=True, quality=quality))


def drawn(evidence: Evidence) -> list[str]:
    assert evidence.error is not None
    return evidence.error.message.strip("()").split(", ")


@pytest.mark.parametrize("name", [*DRAWING, "colour"])
def test_a_scene_that_may_draw_is_found_out(name: str) -> None:
    assert (ran("low")[name].error, ran("low")[name].asks) == (None, ("chance",))


def test_one_that_does_not_is_run_once() -> None:
    assert ran("low")["K = 1"].asks == ()


def test_chance_is_fixed_and_another_one_in_the_second_run() -> None:
    first = drawn(ran("low")["every"])
    ran.cache_clear()
    again, other = drawn(ran("low")["every"]), drawn(ran("high")["every"])
    assert first == again
    assert len(first) == 7
    assert all(one != two for one, two in zip(first, other, strict=True))
    assert [float(number) < 0.05 for number in first[1:3]] == [True, True]
    assert [float(number) > 0.95 for number in other[1:3]] == [True, True]
