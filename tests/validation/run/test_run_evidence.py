"""What a scene's process says is read without harm, whatever it says."""

import copy
import json
import random
from typing import Any

import pytest

from validation.run import evidence, remote
from validation.run.evidence import Evidence, EvidenceError

ITEM: dict[str, Any] = {
    "kind": "graph",
    "id": 3,
    "cls": "ParametricFunction",
    "box": [-1.0, -2.0, 1.0, 2.0],
    "color": "#FFFFFF",
    "opacity": 1.0,
    "stroke": 4.0,
    "pieces": [[[0.0, 1.0], None, [1.0, 2.0]]],
}
PLANE: dict[str, Any] = {
    "origin": [1.0, 1.0],
    "right": [3.0, 1.0],
    "up": [1.0, 2.0],
    "x_range": [-1, 1],
    "y_range": [0, 2],
    "linear": True,
}
AXES: dict[str, Any] = {"kind": "axes", "id": 0, "cls": "Axes", "box": None, "color": "", "axes": PLANE}
TEXT: dict[str, Any] = {
    **ITEM,
    "kind": "text",
    "text": "x",
    "size": 30.0,
    "glyphs": [[0, 0, 1, 1]],
    "number": 2.5,
    "decimals": 1,
    "pieces": [],
    "fill": 1.0,
    "owner": 0,
    "mode": "math",
    "line": 7,
    "upright": True,
    "whole": False,
    "colors": ["#FFFFFF"],
    "unit": "m",
    "tip": False,
    "radius": None,
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
    "snapshots": [
        {
            "play": 1,
            "section": 0,
            "moment": "end",
            "time": 1.5,
            "items": [0, 1, 2],
            "seen": [5, 6, 7],
            "ink": [5, 8, 7],
            "overlaps": [[0, 2, 3]],
        }
    ],
    "section_times": [0.5],
    "spans": [[0.0, 1.5]],
    "plots": [
        {"id": 3, "maker": "plot", "line": 9, "axes": None, "points": [[0, 1], [1, None]], "same": True},
        {"id": -1, "maker": "plot", "line": None, "axes": PLANE, "points": [], "same": False},
    ],
    "asks": ["config.frame_rate"],
    "overrides": ["VMobject.points"],
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


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("a\x1b[2Kb", "a\ufffd[2Kb"),
        ("\ud800", "\ufffd"),
        ("one\ntwo\tthree", "one\ntwo three"),
        ("\u202eevil\u2028", "\ufffdevil "),
        ("\x9b31m\0", "\ufffd31m\ufffd"),
        ("é∫ \u00a0π", "é∫ \u00a0π"),
    ],
)
def test_no_text_of_a_scene_reaches_a_terminal_or_breaks_an_encoder(text: str, read: str) -> None:
    said = copy.deepcopy(GOOD)
    said["items"][2] |= {"text": text, "cls": text, "unit": text}
    said |= {name: [text] for name in ("scenes", "warnings", "sections", "asks", "overrides")}
    said["error"] |= {"kind": text, "message": text}
    found = evidence.read(json.dumps(said))
    item, error = found.snapshots[0].items[2], found.error
    assert error is not None
    assert {item.text, item.cls, item.unit, error.kind, error.message} == {read}
    assert {*found.scenes, *found.warnings, *found.sections, *found.asks, *found.overrides} == {read}
    read.encode()
