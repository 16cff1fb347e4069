"""The three quick methods of mobjects give what Manim's own give, on whatever they are given."""

import random
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

manim = pytest.importorskip("manim")

from validation.run import quick_mobject  # noqa: E402

METHODS = (
    (manim.Mobject, "get_family"),
    (manim.VMobject, "generate_rgbas_array"),
    (manim.VMobject, "consider_points_equals"),
)
MANIMS = {name: getattr(owner, name) for owner, name in METHODS}


@pytest.fixture
def quick() -> Iterator[dict[str, Callable[..., Any]]]:
    """Give the quick methods by name, installed for the length of a test."""
    try:
        quick_mobject.install()
        yield {name: getattr(owner, name) for owner, name in METHODS}
    finally:
        for owner, name in METHODS:
            setattr(owner, name, MANIMS[name])


def outcome(method: Callable[..., Any], *args: Any) -> Any:
    """What a method gives, or the class of what it raises."""
    try:
        return method(*args)
    except Exception as error:
        return type(error)


def test_families(quick: dict[str, Callable[..., Any]]) -> None:
    chance = random.Random(1)
    repeated = 0
    for _ in range(300):
        pool: list[Any] = [manim.VMobject() for _ in range(3)]
        for _ in range(chance.randrange(1, 8)):
            group = manim.Group()
            # Not by add(), which refuses what a scene can do all the same.
            group.submobjects = chance.choices(pool, k=chance.randrange(5))
            pool.append(group)
        mine, theirs = quick["get_family"](pool[-1]), MANIMS["get_family"](pool[-1])
        assert [id(member) for member in mine] == [id(member) for member in theirs]
        count = sum(len(member.submobjects) for member in theirs)
        repeated += count >= len(theirs)
    assert 50 < repeated < 290  # both kinds were met


def test_families_without_end(quick: dict[str, Callable[..., Any]]) -> None:
    one, two = manim.Group(), manim.Group()
    one.submobjects, two.submobjects = [two, two], [one, manim.Dot()]
    assert quick["get_family"](one) == MANIMS["get_family"](one)
    deep = manim.Group()
    for _ in range(5000):
        outer = manim.Group()
        outer.submobjects = [deep]
        deep = outer
    assert outcome(quick["get_family"], deep) is outcome(MANIMS["get_family"], deep) is RecursionError


@pytest.mark.parametrize("sheen", [0, 0.0, 0.5, -2])
def test_colors(quick: dict[str, Callable[..., Any]], sheen: float) -> None:
    colors = [
        *(manim.RED, manim.ManimColor("#12345678"), manim.ManimColor((0.1, 0.2, 0.3, 0.4)), manim.HSV((0.3, 0.5, 0.9))),
        *(None, "#ff0000", "RED", "no colour", 0xFF0000, (255, 0, 0), (0.1, 0.2, 0.3), 3.5, object()),
        *([manim.RED, manim.BLUE], (manim.RED, None), [], [manim.RED] * 3, np.array([0.1, 0.2, 0.3])),
    ]
    nan, inf = float("nan"), float("inf")
    opacities = [
        *(None, 0, 1, 0.5, -1, 7, True, nan, inf, "1", np.float64(0.25), np.float32(0.25), np.int64(1)),
        *([0.1, 0.9], (None, 1), [], [0.5], object()),
    ]
    mobject = manim.VMobject().set_sheen(sheen) if sheen else manim.VMobject()
    agreed = 0
    for color in colors:
        for opacity in opacities:
            mine, theirs = (outcome(m, mobject, color, opacity) for m in (quick[NAME], MANIMS[NAME]))
            if isinstance(theirs, type):
                assert mine is theirs, (color, opacity)
                continue
            assert mine.dtype == theirs.dtype, (color, opacity)
            assert np.array_equal(mine, theirs, equal_nan=theirs.dtype.kind == "f"), (color, opacity)
            agreed += 1
    assert agreed > 100


NAME = "generate_rgbas_array"


def test_points(quick: dict[str, Callable[..., Any]]) -> None:
    chance = random.Random(2)
    mobject = manim.VMobject()
    mine, theirs = quick["consider_points_equals"], MANIMS["consider_points_equals"]
    special = [0.0, -0.0, float("nan"), float("inf"), -float("inf"), 1e300, 1e-300, 1e6, 1e6 + 15]
    seen = {True: 0, False: 0}
    for _ in range(4000):
        point = np.array([chance.choice(special) if chance.random() < 0.2 else chance.uniform(-9, 9) for _ in range(3)])
        other = point + np.array([chance.choice([0, 0, 1e-7, -1e-6, 2e-6, 1e-5, 1]) for _ in range(3)])
        if chance.random() < 0.1:
            other[chance.randrange(3)] = chance.choice(special)
        with np.errstate(invalid="ignore"):
            expected = bool(theirs(mobject, point, other))
        assert mine(mobject, point, other) is expected, (point, other)
        seen[expected] += 1
    assert min(seen.values()) > 400


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ([0, 0, 0], [0, 0, 0]),
        (np.zeros(3), 0),
        (np.zeros(2), np.zeros(3)),
        (np.zeros((4, 3)), np.ones((4, 3))),
        (np.array([1, 2, 3]), np.array([1, 2, 3])),
        (np.zeros(3), None),
        ("abc", np.zeros(3)),
        (np.array([1j, 0, 0]), np.zeros(3)),
        (np.array([True, False, True]), np.array([1.0, 0.0, 1.0])),
    ],
)
def test_points_of_other_kinds(quick: dict[str, Callable[..., Any]], one: Any, two: Any) -> None:
    mobject = manim.VMobject()
    mine = outcome(quick["consider_points_equals"], mobject, one, two)
    theirs = outcome(MANIMS["consider_points_equals"], mobject, one, two)
    assert mine == theirs


def test_a_scenes_own_tolerance_counts(quick: dict[str, Callable[..., Any]]) -> None:
    mobject = manim.VMobject(tolerance_for_point_equality=0.5)
    assert mobject.consider_points_equals(np.zeros(3), np.array([0.4, 0, 0]))
    assert not mobject.consider_points_equals(np.zeros(3), np.array([0.6, 0, 0]))
