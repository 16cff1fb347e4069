"""A scene's process that says what it likes: it is read without harm, or refused."""

import copy
import json
from typing import Any

import msgspec
import pytest

from validation.run import dry_run, evidence
from validation.run.evidence import Axes, Evidence, Failure, Item, Plot, Report, Snapshot
from validation.sandbox import Limits

PLANE = Axes((1.0, 1.0), (3.0, 1.0), (1.0, 2.0), (-1.0, 1.0), (0.0, 2.0), linear=True)
GRAPH = Item("graph", 3, "ParametricFunction", (-1.0, -2.0, 1.0, 2.0), pieces=(((0.0, 1.0), None, (1.0, 2.0)),))
TEXT = Item("text", 4, "MathTex", None, "#FFFFFF", text="x", size=30.0, number=2.5, mode="math", line=7, colors=("#F",))
REPORT = Report(
    Evidence(
        scenes=("Demo",),
        error=Failure("KeyError", "x", 3),
        warnings=("w",),
        sections=("title",),
        plays=2,
        seconds=1.5,
        section_times=(0.5,),
        spans=((0.0, 1.5),),
        asks=("config.frame_rate",),
        overrides=("VMobject.points",),
        plots=(Plot(3, 9, PLANE, ((2.0, 5.0), (1.0, None), (0.0, 1.0))), Plot(-1, None, None, (), same=False)),
    ),
    (GRAPH, Item("axes", 0, "Axes", None, axes=PLANE), TEXT),
    ((Snapshot(1, 0, "end", (), 1.5, (5, 6, 7), (5, 8, 7), ((0, 2, 3),)), (0, 1, 2)),),
)
TEXT_OF_IT = evidence.write(REPORT)
GOOD: dict[str, Any] = json.loads(TEXT_OF_IT)


def outcome(data: Any) -> Evidence | None:
    """What is read, or None if it is refused as it should be; any other exception fails the test."""
    try:
        return evidence.read(json.dumps(data) if isinstance(data, dict) else data)
    except ValueError:
        return None


def test_what_the_worker_writes_is_read_as_it_is() -> None:
    found = evidence.read(TEXT_OF_IT)
    assert found.error == Failure("KeyError", "x", 3)
    assert found.snapshots[0].items == REPORT.items
    assert [one.seen for one in found.snapshots[0].shown()] == [5, 6, 7]
    assert found.plots == REPORT.evidence.plots
    assert found.plots[0].values.tolist() == [[0.0, 2.0], [1.0, 5.0]]
    assert (PLANE.to_scene(2, 3), PLANE.to_plane((5.0, 4.0))) == ((5.0, 4.0), (2.0, 3.0))


def test_evidence_of_many_things_is_not_larger_than_a_report_may_be() -> None:
    dot = Item("dot", 1, "Dot", (0.454, -0.959, 0.494, -0.919), "#FFFFFF", center=(0.473684, -0.939294))
    many = evidence.write(Report(Evidence(), (dot,) * 40_000, ()))
    assert len(many) < Limits.scene(60).report_bytes


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in the evidence, from the outside in."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else []
    return [path, *(place for key in keys for place in places(value[key], (*path, key)))]


BAD: list[Any] = [
    *(None, True, 0, -1, 10**400, 1e308, float("nan"), float("inf"), "", "x", "\ud800", "9" * 10_000),
    *([], [None], [[]], {}, {"x": 1}, [0] * 5, ["a", "b"], [float("nan")] * 4, [10**400] * 2, [1, "2"]),
]


def test_anything_in_place_of_a_value() -> None:
    refused = read = 0
    for place in places(GOOD)[1:]:
        for bad in BAD:
            data = copy.deepcopy(GOOD)
            inner: Any = data
            for key in place[:-1]:
                inner = inner[key]
            inner[place[-1]] = bad
            found = outcome(data)
            read += found is not None
            refused += found is None
    assert refused > 1000
    assert read > 200


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"\xff\xfe", b"null", b"[" * 200_000, b'{"a":' * 100_000, b"9" * 100_000, b'{"evidence": {}}'),
        b" " * (evidence.LARGEST + 1),
        *(GOOD | {name: 3} for name in GOOD),
        GOOD | {"snapshots": [[GOOD["snapshots"][0][0], [-1, 0, 1]]]},
        GOOD | {"snapshots": [[GOOD["snapshots"][0][0], [9, 0, 1]]]},
        GOOD | {"snapshots": [[GOOD["snapshots"][0][0], [0, 1]]]},
        GOOD | {"items": [GOOD["items"][0] | {"kind": "else"}] * 3},
    ],
)
def test_what_is_no_evidence(data: Any) -> None:
    assert outcome(data) is None


@pytest.mark.parametrize(
    ("line", "name", "kind"),
    [
        (b'"a"\t{"result": {}, "id": "b"}', "a", dict),
        (b'"a"\t{"failure": {"kind": "Crash", "message": "m"}}', "a", Failure),
        *((b'"a"' + said, "a", Failure) for said in (b"", b"\t{}", b"\t[]", b"\t\xff", b"\t" + b"[" * 200_000)),
        *((line, "", type(None)) for line in (b'\t{"result": 1}', b'3\t{"result": 1}', b"\xff", b"[" * 200_000)),
    ],
)
def test_lines_of_the_report_that_are_none(line: bytes, name: str, kind: type) -> None:
    found = dry_run.understood(line, msgspec.json.decode)
    assert found[0] == name
    assert isinstance(found[1], kind)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("a\x1b[2Kb", "a\ufffd[2Kb"),
        ("one\ntwo\tthree", "one\ntwo three"),
        ("\u202eevil\u2028", "evil "),
        ("\x9b31m\0", "\ufffd31m\ufffd"),
        ("é∫ \u00a0π", "é∫ \u00a0π"),
    ],
)
def test_text_that_would_reach_a_terminal(text: str, read: str) -> None:
    said = copy.deepcopy(GOOD)
    said["items"][2] |= {"text": text, "cls": text}
    said["evidence"] |= {name: [text] for name in ("scenes", "warnings", "sections", "asks", "overrides")}
    said["evidence"]["error"] |= {"kind": text, "message": text}
    found = evidence.read(json.dumps(said))
    item, error = found.snapshots[0].items[2], found.error
    assert error is not None
    assert {item.text, item.cls, error.kind, error.message} == {read}
    assert {*found.scenes, *found.warnings, *found.sections, *found.asks, *found.overrides} == {read}
    assert Failure("\ud800", "").kind == "\ufffd"  # so that the worker can write it
