"""What a scene's process says is read without harm, whatever it says; and what is on screen is said as it is."""

import copy
import json
import random
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from validation.run import evidence, remote
from validation.run.evidence import Evidence, EvidenceError, Snapshot

ITEM: dict[str, Any] = {
    "kind": "graph",
    "id": 3,
    "class": "ParametricFunction",
    "box": [-1.0, -2.0, 1.0, 2.0],
    "color": "#FFFFFF",
    "opacity": 1.0,
    "stroke": 4.0,
    "pieces": [[[0.0, 1.0], [None, None], [1.0, 2.0]]],
}
AXES: dict[str, Any] = {
    "kind": "axes",
    "id": 0,
    "class": "Axes",
    "box": [None, 0.0, 1.0, 1.0],
    "color": "",
    "opacity": 1.0,
    "stroke": 1.0,
    "origin": [1.0, 1.0],
    "right": [3.0, 1.0],
    "up": [1.0, 2.0],
    "x_range": [-1, 1],
    "y_range": [0, 2],
    "linear": True,
}
TEXT: dict[str, Any] = {
    **ITEM,
    "kind": "text",
    "text": "x",
    "size": 30.0,
    "glyphs": [[0, 0, 1, 1]],
    "number": 2.5,
    "decimals": 1,
    "pieces": [],
}
GOOD: dict[str, Any] = {
    "scenes": ["Demo"],
    "error": {"kind": "KeyError", "message": "x", "line": 3},
    "warnings": ["w"],
    "sections": ["title"],
    "plays": 2,
    "seconds": 1.5,
    "formulas": 1,
    "items": [ITEM, AXES, TEXT],
    "snapshots": [{"play": 1, "section": 0, "moment": "end", "items": [0, 1, 2]}],
    "end": True,
}


def test_it_is_read_as_it_is() -> None:
    found = evidence.read(json.dumps(GOOD))
    assert (found.scenes, found.plays, found.seconds, found.sections) == (("Demo",), 2, 1.5, ("title",))
    assert found.error == evidence.Failure("KeyError", "x", 3)
    graph, axes, text = found.snapshots[0].items
    assert graph.pieces == (((0.0, 1.0), None, (1.0, 2.0)),)
    assert (text.text, text.size, text.number, text.decimals, text.glyphs) == ("x", 30.0, 2.5, 1, ((0, 0, 1, 1),))
    assert axes.box is None
    assert axes.axes is not None
    assert axes.axes.to_scene(2, 3) == (5.0, 4.0)
    assert axes.axes.to_plane((5.0, 4.0)) == (2.0, 3.0)
    assert list(found.snapshots[0].of("graph", "axes")) == [graph, axes]
    assert evidence.read(GOOD) == found
    assert evidence.read(json.dumps(GOOD).encode()) == found


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in the evidence, from the outside in."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else []
    return [path, *(place for key in keys for place in places(value[key], (*path, key)))]


BAD: list[Any] = [
    *(None, True, False, 0, -1, 10**400, 1e308, float("nan"), float("inf"), "", "x", "\ud800", "9" * 10_000),
    *([], [None], [[]], {}, {"x": 1}, [0] * 5, ["a", "b"], [float("nan")] * 4, [10**400] * 2, [1, "2"]),
]


def outcome(data: Any) -> Evidence | None:
    """What is read, or None if it is refused as it should be; any other exception fails the test."""
    try:
        return evidence.read(data)
    except EvidenceError:
        return None


def test_nothing_that_is_changed_in_it_breaks_the_reader() -> None:
    refused = read = 0
    for place in places(GOOD):
        for bad in BAD:
            data = copy.deepcopy(GOOD)
            inner: Any = data
            for key in place[:-1]:
                inner = inner[key]
            if place:
                inner[place[-1]] = bad
            else:
                data = bad if isinstance(bad, dict) else {}
            for form in (data, json.dumps(data)):
                found = outcome(form)
                read += found is not None
                refused += found is None
    assert refused > 1000
    assert read > 200


def test_nothing_that_is_missing_breaks_the_reader() -> None:
    for place in places(GOOD)[1:]:
        data = copy.deepcopy(GOOD)
        inner: Any = data
        for key in place[:-1]:
            inner = inner[key]
        del inner[place[-1]]
        outcome(data)
        if len(place) == 1:
            assert outcome(data) is None, place


def test_random_damage_to_the_text() -> None:
    chance = random.Random(7)
    text = json.dumps(GOOD).encode()
    refused = 0
    for _ in range(3000):
        data = bytearray(text)
        for _ in range(chance.randrange(1, 4)):
            at = chance.randrange(len(data))
            data[at : at + chance.randrange(3)] = bytes(
                chance.choices(b'[]{}",:0-9eNx\\\xff\x00', k=chance.randrange(3))
            )
        refused += outcome(bytes(data)) is None
    assert refused > 1500


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe",
        b"null",
        b"[" * 200_000,
        b'{"a":' * 100_000,
        b"[" + b"1," * 100 + b"1]",
        b"9" * 100_000,
        b'{"end": true}',
        b" " * (evidence.LARGEST + 1),
        json.dumps(GOOD | {"end": 1}).encode(),
        json.dumps(GOOD | {"snapshots": [{"play": 1, "section": 0, "moment": "end", "items": [-1]}]}).encode(),
        json.dumps(GOOD | {"snapshots": [{"play": 1, "section": 0, "moment": "end", "items": [True]}]}).encode(),
        json.dumps(GOOD | {"seconds": "nan"}).encode(),
    ],
)
def test_what_is_no_evidence_is_refused(data: bytes) -> None:
    with pytest.raises(EvidenceError):
        evidence.read(data)


@pytest.mark.parametrize(
    ("line", "name", "kind"),
    [
        (b'{"id": "a", "result": {}}', "a", dict),
        (b'{"id": "a", "failure": {"kind": "Crash", "message": "m"}}', "a", remote.Failure),
        (b'{"stage": "scenes"}', "", remote.Stage),
        (b'{"id": "a", "result": 3}', "", remote.Stage),
        (b'{"id": "a", "failure": 3}', "", remote.Stage),
        (b'{"id": "a"}', "", remote.Stage),
        (b"[]", "", remote.Stage),
        (b"3", "", remote.Stage),
        (b"\xff", "", remote.Stage),
        (b"[" * 200_000, "", remote.Stage),
    ],
)
def test_lines_of_the_report(line: bytes, name: str, kind: type) -> None:
    found = remote._read(line)
    assert found[0] == name
    assert isinstance(found[1], kind)


# What is on screen.


def taken(*mobjects: Any, foreground: tuple[Any, ...] = ()) -> Snapshot:
    """Look at mobjects as if a scene showed them."""
    from validation.run.snapshot import Camera

    camera = Camera()
    camera.take(SimpleNamespace(mobjects=list(mobjects), foreground_mobjects=list(foreground)), 0, 1, "end")
    said = json.dumps(GOOD | {"items": camera.items, "snapshots": camera.snapshots}, allow_nan=False)
    return evidence.read(said).snapshots[0]


def test_kinds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    manim = pytest.importorskip("manim")
    monkeypatch.chdir(tmp_path)  # Text writes files
    axes = manim.Axes(x_range=[-2, 2], y_range=[-1, 3])
    graph = axes.plot(lambda x: x**2, x_range=[-1, 1])
    shown = taken(
        axes,
        graph,
        manim.Line(manim.LEFT, manim.RIGHT),
        manim.DashedLine(manim.LEFT, manim.UP),
        manim.Dot([1, 2, 0], color=manim.RED),
        manim.Square(2),
        manim.Text("abc"),
        foreground=(manim.Circle(),),
    )
    kinds = [item.kind for item in shown.items]
    assert kinds == ["axes", "graph", "line", "line", "dot", "shape", "text", "shape"]
    found = dict(zip(["axes", "graph", "line", "dashed", "dot", "square", "text", "circle"], shown.items, strict=True))
    assert found["square"].box == (-1, -1, 1, 1)
    assert found["circle"].box == (-1, -1, 1, 1)
    assert (found["line"].start, found["line"].end) == ((-1, 0), (1, 0))
    assert found["dot"].center == (1, 2)
    assert found["dot"].color == "#FC6255"
    assert found["text"].text == "abc"
    assert len(found["text"].glyphs) == 3
    plane = found["axes"].axes
    assert plane is not None
    assert plane.linear
    assert (plane.x_range, plane.y_range) == ((-2, 2), (-1, 3))
    for piece in found["graph"].pieces:
        for point in piece:
            assert point is not None
            x, y = plane.to_plane(point)
            assert y == pytest.approx(x**2, abs=2e-3)


def test_equal_states_are_one_item_and_others_are_not() -> None:
    manim = pytest.importorskip("manim")
    from validation.run.snapshot import Camera

    camera, square = Camera(), manim.Square(2)
    scene = SimpleNamespace(mobjects=[square, square], foreground_mobjects=[square])
    for play in (1, 2):
        camera.take(scene, 0, play, "end")
    assert len(camera.items) == 1
    square.shift(manim.UP)
    camera.take(scene, 0, 3, "end")
    square.set_opacity(0.2)
    camera.take(scene, 0, 4, "end")
    assert [item["box"] for item in camera.items] == [[-1, -1, 1, 1], [-1, 0, 1, 2], [-1, 0, 1, 2]]
    assert [item["id"] for item in camera.items] == [0, 0, 0]
    assert [snapshot["items"] for snapshot in camera.snapshots] == [[0], [0], [1], [2]]


def test_what_is_not_finite_or_empty() -> None:
    manim = pytest.importorskip("manim")
    line = manim.VMobject().set_points_as_corners([[0, 0, 0], [float("nan"), 1, 0], [float("inf"), 0, 0]])
    shown = taken(line, manim.VGroup(), manim.Mobject(), manim.ValueTracker(3), manim.VMobject())
    assert [(item.kind, item.box) for item in shown.items] == [("shape", None)]


def test_a_family_without_end_or_of_a_million() -> None:
    manim = pytest.importorskip("manim")
    from validation.run.snapshot import MOST_ITEMS

    one, two = manim.VGroup(), manim.VGroup(manim.Square())
    one.submobjects.append(two)
    two.submobjects.append(one)
    assert len(taken(one).items) == 1
    many = manim.VGroup(*[manim.Line() for _ in range(MOST_ITEMS + 50)])
    assert len(taken(many).items) == MOST_ITEMS
