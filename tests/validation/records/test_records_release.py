"""Reading a tree: what is not JSON, or a certificate of others, is a problem; the release itself is found right."""

import json
from pathlib import Path

import pytest
from dataset_tree import RECORDS, REPOSITORY, change, copy_some, edit_json, found, read, replace

from validation import records
from validation.records import certified, schema
from validation.records.schema import SCHEMA
from validation.release import CERTIFICATE, Release

BROKEN = {
    "schema.json": (replace(RECORDS, '"rank": 1,', '"rank": NaN,'), "not JSON: NaN is no JSON number"),
    "schema.record": (change(1, rank=600), "metadata/examples.jsonl:1: $.rank: 600 is greater than the maximum of 537"),
    "schema.schema": (
        edit_json(SCHEMA, lambda document: document["properties"]["rank"].update(type="no type")),
        f"{SCHEMA}: not a valid JSON Schema: 'no type' is not valid under any of the given schemas",
    ),
    "dataset.certificate": (
        edit_json(CERTIFICATE, lambda document: document["examples"][1].update(sha256="0" * 64)),
        "1 ids have another sha256 in it: dm-0002",
    ),
}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return copy_some(tmp_path, [1, 2])


def test_the_release_is_right() -> None:
    assert [str(problem) for problem in records.check(Release(REPOSITORY))] == []


def test_a_tree_is_read(small: Path) -> None:
    (small / "code/foundation/__pycache__").mkdir()
    (small / "code/foundation/__pycache__/x.pyc").write_bytes(b"x")
    (small / "code/bad.py").write_bytes(b"\xff\n")
    release = Release(small)
    assert release.problems == []
    assert [(record.line, record.text("id")) for record in release.records] == [(1, "dm-0001"), (2, "dm-0002")]
    assert "code/bad.py" in release.scenes
    assert release.by_path[release.records[1].path] is release.records[1].values
    assert "metadata/schema/example.schema.json" in release.documents
    assert all("__pycache__" not in path for path in release.files)


@pytest.mark.parametrize("rule", schema.RULES)
def test_records_and_their_schema(rule: str, small: Path) -> None:
    damage, text = BROKEN[rule]
    assert found(schema.check, small, rule) == []
    damage(small)
    assert found(schema.check, small, rule) == [text]


def test_broken(small: Path) -> None:
    damage, message = BROKEN["schema.json"]
    damage(small)
    assert [str(problem.where) + ": " + problem.message for problem in records.check(Release(small))] == [
        f"{RECORDS}:1: {message}"
    ]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"{", "not JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
        (b"", "not JSON: Expecting value: line 1 column 1 (char 0)"),
        (b"[]", "not JSON: the line is no object"),
        (b'{"id": "\xff"}', "not JSON: 'utf-8' codec can't decode byte 0xff in position 8: invalid start byte"),
    ],
)
def test_lines_that_are_no_records(line: bytes, message: str, small: Path) -> None:
    (small / RECORDS).write_bytes(line + b"\n")
    release = Release(small)
    assert [problem.message for problem in release.problems] == [message]
    assert release.records == []


def test_an_empty_folder_is_no_release(tmp_path: Path) -> None:
    assert [problem.check for problem in records.check(Release(tmp_path))] == ["schema.schema"]


def test_records_that_break_the_schema_are_not_judged_further(small: Path) -> None:
    replace(RECORDS, '"level": "foundation"', '"level": 7')(small)
    assert {problem.check for problem in records.check(Release(small))} == {"schema.record"}


def test_a_certificate_of_others(small: Path) -> None:
    damage, message = BROKEN["dataset.certificate"]
    rows = [{"id": record["id"], "sha256": record["sha256"]} for record in read(small)]
    edit_json(CERTIFICATE, lambda document: document.update(examples=rows))(small)
    assert list(certified.check(Release(small))) == []
    damage(small)
    assert [problem.message for problem in certified.check(Release(small))] == [message]
    edit_json(CERTIFICATE, lambda document: document["examples"][1].update(id="dm-0999"))(small)
    assert [problem.message for problem in certified.check(Release(small))] == [
        "2 ids have another sha256 in it: dm-0002, dm-0999"
    ]


@pytest.mark.parametrize("document", [None, {}, {"examples": [1]}])
def test_a_certificate_that_is_none(document: object, small: Path) -> None:
    (small / CERTIFICATE).write_text(json.dumps(document))
    assert [problem.message[:12] for problem in certified.check(Release(small))] == ["it is none: "]
    (small / CERTIFICATE).unlink()
    assert list(certified.check(Release(small))) == []
