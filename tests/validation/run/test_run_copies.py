"""Copies of mobjects: as Manim makes them, attribute by attribute, with what is shared and what is not."""

import copy
from collections.abc import Callable, Iterator
from pathlib import Path
from types import MethodType
from typing import Any

import numpy as np
import pytest

manim = pytest.importorskip("manim")

from validation.run import quick_copy  # noqa: E402

MANIMS_OWN = manim.Mobject.__deepcopy__
# What cannot be changed, or what Manim never changes in place, may be the same object in both copies.
SHARED = (*quick_copy._IMMUTABLE, manim.ManimColor)


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path) -> Iterator[None]:
    """Text writes files."""
    with manim.tempconfig({"media_dir": str(tmp_path)}):
        yield


def copied(mobject: Any, method: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(manim.Mobject, "__deepcopy__", method)
    return copy.deepcopy(mobject)


def differences(one: Any, two: Any, pairs: dict[int, Any], where: str) -> list[str]:
    """List where two objects differ: in a value, a class, or in which things are one and the same object."""
    if isinstance(one, SHARED) or (callable(one) and not isinstance(one, manim.Mobject)):
        same = one is two or one == two or (one != one and two != two)
        return (
            [] if same or getattr(one, "__func__", one) == getattr(two, "__func__", two) else [f"{where}: {one} {two}"]
        )
    if type(one) is not type(two):
        return [f"{where}: {type(one)} {type(two)}"]
    if id(one) in pairs:
        return [] if pairs[id(one)] is two else [f"{where}: shared in one, not in the other"]
    pairs[id(one)] = two
    if isinstance(one, np.ndarray) and one.dtype == object:
        return differences(one.tolist(), two.tolist(), pairs, where)
    if isinstance(one, np.ndarray):
        return [] if np.array_equal(one, two, equal_nan=one.dtype.kind == "f") else [f"{where}: {one} {two}"]
    if isinstance(one, dict):
        if list(one) != list(two) and not any(isinstance(key, manim.Mobject) for key in one):
            return [f"{where}: keys {list(one)} {list(two)}"]
        rows = zip([*one.keys(), *one.values()], [*two.keys(), *two.values()], strict=True)
        return [d for i, (a, b) in enumerate(rows) for d in differences(a, b, pairs, f"{where}[{i}]")]
    if isinstance(one, set | frozenset):
        return [] if len(one) == len(two) else [f"{where}: sizes"]
    if isinstance(one, list | tuple):
        if len(one) != len(two):
            return [f"{where}: lengths"]
        return [
            d for i, (a, b) in enumerate(zip(one, two, strict=True)) for d in differences(a, b, pairs, f"{where}[{i}]")
        ]
    if not hasattr(one, "__dict__"):
        return [] if one == two else [f"{where}: {one} {two}"]
    # The identity of what was copied is Manim's own note, and is the same in both.
    return differences(one.__dict__, two.__dict__, pairs, f"{where}.{type(one).__name__}")


class Slotted(manim.Square):
    __slots__ = ("note",)


class Own(manim.VGroup):
    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        result = super().__deepcopy__(memo)
        result.copies = getattr(self, "copies", 0) + 1
        return result


class Watching(manim.Circle):
    def __setattr__(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, value)
        object.__setattr__(self, "last", name)


class Size(float):
    pass


class Plain:
    def __init__(self, mobject: Any) -> None:
        self.mobject = mobject
        self.values = [mobject, {"again": mobject}]


def holding() -> Any:
    group, dot = manim.VGroup(manim.Square(), manim.Circle()), manim.Dot()
    group.table = {"dot": dot, "first": group[0], ("a", 1): (group[1], dot)}
    group.bag = {dot, group[0]}
    group.frozen = frozenset({group[1]})
    group.owner = Plain(group)
    group.me = group
    group.points_of_first = group[0].points
    group.twice = [dot, dot, [dot]]
    group.by_mobject = {dot: group[0]}
    group.size, group.text = Size(3), "text"
    group.objects = np.array([dot, None], dtype=object)
    group.empty = ()
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


def cyclic() -> Any:
    one, two = manim.VGroup(), manim.VGroup()
    one.add(two)
    two.other = one
    one.itself = [one, [two]]
    one.itself.append(one.itself)
    return one


MADE: dict[str, Callable[[], Any]] = {
    "gradient": lambda: (
        manim.Circle(fill_opacity=0.5).set_color_by_gradient(manim.RED, manim.BLUE).set_sheen(0.3, manim.UR)
    ),
    "repeated": lambda: manim.Group(*[manim.Dot()] * 2, manim.Mobject()),
    "axes": lambda: manim.Axes(x_range=[-1, 2], axis_config={"include_ticks": True}),
    "graph": lambda: (axes := manim.Axes()) and manim.VGroup(axes, axes.plot(lambda x: x**2)),
    "arrow": lambda: manim.Arrow(manim.LEFT, manim.UR),
    "solid": lambda: manim.Cube(),
    "picture": lambda: manim.ImageMobject(np.arange(16, dtype=np.uint8).reshape(4, 4)),
    "trackers": lambda: manim.Group(manim.ValueTracker(2), manim.ComplexValueTracker(1j)),
    "traced": lambda: manim.TracedPath(manim.Dot().get_center),
    "text": lambda: manim.Text("abc"),
    "holding": holding,
    "updated": updated,
    "saved": saved,
    "cyclic": cyclic,
    "slotted": Slotted,
    "own": lambda: Own(manim.Square(), Own()),
    "watching": Watching,
    "no points": lambda: manim.VMobject().set_points(np.array([[np.nan, np.inf, 0.0]] * 4)),
    "no dictionary order": lambda: setattr(mobject := manim.Square(), "name", "first") or mobject,
}


@pytest.mark.parametrize("name", MADE)
def test_a_copy_is_manims(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    mobject = MADE[name]()
    theirs = copied(mobject, MANIMS_OWN, monkeypatch)
    mine = copied(mobject, quick_copy.deep_copy, monkeypatch)
    assert differences(theirs, mine, {}, name) == []
    assert list(theirs.__dict__) == list(mine.__dict__)
    assert mine.original_id == theirs.original_id == str(id(mobject))


def arrays(value: Any, seen: dict[int, Any]) -> dict[int, Any]:
    """Find every array that an object reaches, but for those that Manim never changes in place."""
    if id(value) in seen or isinstance(value, (*SHARED, MethodType)):
        return seen
    seen[id(value)] = value
    if isinstance(value, dict):
        for key, member in value.items():
            if key not in quick_copy._CONSTANT:
                arrays(member, seen)
    elif isinstance(value, list | tuple | set | frozenset):
        for member in value:
            arrays(member, seen)
    elif hasattr(value, "__dict__"):
        arrays(value.__dict__, seen)
    return seen


@pytest.mark.parametrize("name", [name for name in MADE if name not in {"text", "traced"}])
def test_a_copy_and_its_original_go_their_own_ways(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    mobject = MADE[name]()
    mine = copied(mobject, quick_copy.deep_copy, monkeypatch)
    before, after = arrays(mobject, {}), arrays(mine, {})
    both = [before[key] for key in before.keys() & after.keys()]
    changeable = [value for value in both if isinstance(value, np.ndarray | list | dict | set | manim.Mobject)]
    assert changeable == []
    kept = [array.copy() for array in before.values() if isinstance(array, np.ndarray) and array.dtype != object]
    changed = [array for array in after.values() if isinstance(array, np.ndarray) and array.dtype != object]
    assert len(kept) == len(changed) > 0
    for array in changed:
        array += 1
    now = [array for array in before.values() if isinstance(array, np.ndarray) and array.dtype != object]
    assert all(np.array_equal(a, b, equal_nan=a.dtype.kind == "f") for a, b in zip(kept, now, strict=True))


def test_what_manim_never_changes_in_place_stays_so() -> None:
    # The two arrays that copies share: after all that is usually done to a mobject they are as they were.
    square = manim.Square()
    direction, values = square.sheen_direction, square._bezier_t_values
    was = direction.copy(), values.copy()
    square.rotate(1).scale(2).shift(manim.UP).flip().stretch(2, 0).apply_matrix([[0, 1], [1, 0]])
    square.set_sheen(0.5, manim.DR).rotate_sheen_direction(1).set_color_by_gradient(manim.RED, manim.BLUE)
    square.become(manim.Circle()).apply_function(lambda p: p**2).insert_n_curves(3).make_smooth()
    assert np.array_equal(direction, was[0])
    assert np.array_equal(values, was[1])


@pytest.mark.parametrize("value", [(number for number in range(3)), __import__("threading").Lock()])
def test_what_manim_cannot_copy_cannot_be_copied(value: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    square = manim.Square()
    square.held = [value]
    for method in (MANIMS_OWN, quick_copy.deep_copy):
        with pytest.raises(TypeError, match="cannot pickle"):
            copied(square, method, monkeypatch)
