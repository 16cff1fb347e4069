"""A copy that is not as Manim's, or that shares with its original what can be changed, changes what a scene shows."""

import copy
from collections.abc import Callable, Iterator
from pathlib import Path
from types import MethodType
from typing import Any

import numpy as np
import pytest

manim = pytest.importorskip("manim")

from validation.run import quick_copy  # noqa: E402

MANIMS_OWN = quick_copy._usual


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path) -> Iterator[None]:
    """Text writes files."""
    with manim.tempconfig({"media_dir": str(tmp_path)}):
        yield


def copied(mobject: Any, method: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(manim.Mobject, "__deepcopy__", method)
    return copy.deepcopy(mobject)


def reached(value: Any, found: list[Any], seen: set[int]) -> list[Any]:
    """List everything that an object reaches, in order, each once; functions only for their place."""
    if id(value) in seen:
        return [*found, "again"]
    if isinstance(value, quick_copy.IMMUTABLE):
        found.append(value if value == value else "NaN")
        return found
    seen.add(id(value))
    found.append(value)
    members: Any = ()
    if isinstance(value, MethodType):
        members = [value.__func__, value.__self__]
    elif isinstance(value, np.ndarray) and value.dtype == object:
        members = value.tolist()
    elif isinstance(value, dict):
        members = [*value, *value.values()]
    elif isinstance(value, list | tuple):
        members = value
    elif hasattr(value, "__dict__") and not isinstance(value, np.ndarray):
        members = [*vars(value), *vars(value).values()]
    for member in members:
        found = reached(member, found, seen)
    return found


def described(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value.dtype, value.shape, value.tobytes() if value.dtype != object else b""
    return value if isinstance(value, quick_copy.IMMUTABLE) else type(value)


class Own(manim.VGroup):
    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        result = super().__deepcopy__(memo)
        result.copies = getattr(self, "copies", 0) + 1
        return result


class Watching(manim.Circle):
    def __setattr__(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, value)
        object.__setattr__(self, "last", name)


def holding() -> Any:
    group, dot = manim.VGroup(manim.Square(), manim.Circle()), manim.Dot()
    group.table = {"dot": dot, "first": group[0], ("a", 1): (group[1], dot)}
    group.me, group.twice, group.by_mobject = group, [dot, dot, [dot]], {dot: group[0]}
    group.points_of_first = group[0].points
    group.objects = np.array([dot, None], dtype=object)
    group.itself = [group]
    group.itself.append(group.itself)
    return group


def updated() -> Any:
    tracker, dot = manim.ValueTracker(1), manim.Dot()
    dot.add_updater(lambda mobject, dt: mobject.shift(dt * manim.RIGHT))
    dot.add_updater(dot.set_color)  # a bound method: the copy's belongs to the copy
    dot.tracker = tracker
    return manim.VGroup(dot, manim.always_redraw(lambda: manim.Line(dot.get_center(), manim.UP)))


def saved() -> Any:
    square = manim.Square()
    square.save_state()
    square.generate_target()
    square.target.shift(manim.UP)
    return square


MADE: dict[str, Callable[[], Any]] = {
    "gradient": lambda: manim.Circle(fill_opacity=0.5).set_color_by_gradient(manim.RED, manim.BLUE).set_sheen(0.3),
    "repeated": lambda: manim.Group(*[manim.Dot()] * 2, manim.Mobject()),
    "graph": lambda: (axes := manim.Axes(x_range=[-1, 2])) and manim.VGroup(axes, axes.plot(lambda x: x**2)),
    "arrow": lambda: manim.Arrow(manim.LEFT, manim.UR),
    "solid": lambda: manim.Cube(),
    "picture": lambda: manim.ImageMobject(np.arange(16, dtype=np.uint8).reshape(4, 4)),
    "trackers": lambda: manim.Group(manim.ValueTracker(2), manim.ComplexValueTracker(1j)),
    "holding": holding,
    "updated": updated,
    "saved": saved,
    "own": lambda: Own(manim.Square(), Own()),
    "watching": Watching,
    "no points": lambda: manim.VMobject().set_points(np.array([[np.nan, np.inf, 0.0]] * 4)),
}


@pytest.mark.parametrize("name", MADE)
def test_a_copy_that_is_not_as_manims(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    mobject = MADE[name]()
    theirs = copied(mobject, MANIMS_OWN, monkeypatch)
    mine = copied(mobject, quick_copy.deep_copy, monkeypatch)
    assert [*map(described, reached(mine, [], set()))] == [*map(described, reached(theirs, [], set()))]
    assert mine.original_id == theirs.original_id == str(id(mobject))


@pytest.mark.parametrize("name", MADE)
def test_a_copy_that_shares_what_can_be_changed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    mobject = MADE[name]()
    everything = reached(mobject, [], set())
    mobjects = [one for one in everything if isinstance(one, manim.Mobject)]
    constant = {id(vars(one).get(name)) for one in mobjects for name in quick_copy.CONSTANT}
    found = reached(copied(mobject, quick_copy.deep_copy, monkeypatch), [], set())
    changeable = [one for one in found if isinstance(one, np.ndarray | list | dict | set | manim.Mobject)]
    assert len(changeable) > 3
    assert {id(one) for one in changeable} & {*map(id, everything)} <= constant


def test_what_manim_would_change_in_place() -> None:
    # The two arrays that copies share: after all that is usually done to a mobject they are as they were.
    square = manim.Square()
    direction, values = square.sheen_direction, square._bezier_t_values
    was = direction.copy(), values.copy()
    square.rotate(1).scale(2).shift(manim.UP).flip().stretch(2, 0).apply_matrix([[0, 1], [1, 0]])
    square.set_sheen(0.5, manim.DR).rotate_sheen_direction(1).set_color_by_gradient(manim.RED, manim.BLUE)
    square.become(manim.Circle()).apply_function(lambda p: p**2).insert_n_curves(3).make_smooth()
    assert np.array_equal(direction, was[0])
    assert np.array_equal(values, was[1])


def test_points_that_manim_takes_for_equal() -> None:
    dot, places = manim.Dot(), [0.0, 1e-7, 1e-5, 3.0, 3.00002, 3.00004, np.inf, -np.inf, np.nan]
    points = [np.array([1.0, -2.0, place]) for place in places]
    pairs = [(one, two) for one in points for two in points] + [([1, 2, 3], points[3]), (np.eye(3), np.eye(3) + 1e-7)]
    with np.errstate(invalid="ignore"):
        theirs = [bool(quick_copy._compared(dot, *pair)) for pair in pairs]
    assert [quick_copy.same_point(dot, *pair) for pair in pairs] == theirs
    assert 10 < sum(theirs) < len(pairs) - 10
