"""Reading a tree: everything that cannot be read is a problem, and nothing outside it is opened."""

import os
from pathlib import Path

import pytest
from dataset_tree import Damage, copy_some, replace

from validation.release import MAX_SCENE_BYTES, RULES, Release, parse_json

RECORDS = "metadata/examples.jsonl"


def make_link(root: Path) -> None:
    (root / "code/foundation/0009_link.py").symlink_to("/etc/passwd")


BROKEN: dict[str, tuple[Damage, str]] = {
    "schema.json": (
        replace(RECORDS, '"rank": 1, ', '"rank": 1, "rank": 1, '),
        "metadata/examples.jsonl:1: error: schema.json: the key 'rank' is given twice in one object"
        " (keep one of the two)",
    ),
    "dataset.readable": (
        make_link,
        "code/foundation/0009_link.py: error: dataset.readable: cannot be read: Too many levels of symbolic links"
        " (put an ordinary file in its place)",
    ),
}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return copy_some(tmp_path, [1, 2])


def problems(root: Path) -> list[str]:
    return [str(problem) for problem in Release(root).problems]


def test_intact(small: Path) -> None:
    release = Release(small)
    assert release.problems == []
    assert [record.name for record in release.records] == ["dm-0001", "dm-0002"]
    assert list(release.by_path) == list(reversed(release.scenes))
    assert release.scenes[release.records[0].path].text.startswith('"""The derivative of 3.')
    assert "metadata/schema/example.schema.json" in release.documents
    assert not release.is_checkout
    assert release.page("README.md") is None


@pytest.mark.parametrize("rule", RULES)
def test_broken(rule: str, small: Path) -> None:
    damage, text = BROKEN[rule]
    damage(small)
    assert problems(small) == [text]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"{", "not JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
        (b"", "not JSON: Expecting value: line 1 column 1 (char 0)"),
        (b"[]", "the line is a JSON array, not an object"),
        (b"null", "the line is a JSON null, not an object"),
        (b'{"id": "\xff"}', "not JSON: byte 9 is not UTF-8"),
        (b'{"rank": NaN}', "not JSON: NaN is no JSON number"),
        (b'{"rank": 1e999}', "not JSON: the number 1e999 is too large"),
        (b'{"id": "\\ud800"}', "not JSON: it has half of a surrogate pair"),
        (b"[" * 10**5 + b"]" * 10**5, "not JSON: it is nested too deep"),
    ],
)
def test_lines_that_cannot_be_read(line: bytes, message: str, small: Path) -> None:
    (small / RECORDS).write_bytes(line + b"\n")
    release = Release(small)
    assert [problem.message for problem in release.problems] == [message]
    assert release.records == []


def test_absurd_number(small: Path) -> None:
    (small / RECORDS).write_bytes(b'{"rank": ' + b"9" * 10**5 + b"}\n")
    [problem] = Release(small).problems
    assert problem.message.startswith("not JSON: Exceeds the limit")


def test_last_line_without_its_end(small: Path) -> None:
    (small / RECORDS).write_bytes((small / RECORDS).read_bytes().rstrip())
    release = Release(small)
    assert [problem.message for problem in release.problems] == ["the last line does not end with a newline"]
    assert len(release.records) == 2


def test_fields_of_any_type(small: Path) -> None:
    (small / RECORDS).write_bytes(b'{"id": 7, "path": ["x"], "rank": true, "chars": "9"}\n{}\n')
    release = Release(small)
    assert release.problems == []
    assert [record.name for record in release.records] == ["line 1", "line 2"]
    assert [(record.path, record.number("rank"), record.number("chars")) for record in release.records] == [
        ("", None, None),
        ("", None, None),
    ]


def test_no_tree(tmp_path: Path) -> None:
    assert problems(tmp_path / "none") == [
        "code: error: dataset.readable: there is no such folder (give the folder that holds code/ and metadata/)",
        "metadata: error: dataset.readable: there is no such folder (give the folder that holds code/ and metadata/)",
        "metadata/examples.jsonl: error: schema.json: there are no records (build the dataset)",
    ]


def test_nothing_outside_is_opened(small: Path) -> None:
    secret = small / "secret.py"
    secret.write_text("secret")
    (small / "code/folder").symlink_to(small, target_is_directory=True)
    replace(RECORDS, "code/foundation/0001_3.py", "code/../secret.py")(small)
    release = Release(small)
    assert b"secret" not in release.files.values()
    assert release.records[0].path == "code/../secret.py"
    assert [problem.where.path for problem in release.problems] == ["code/folder"]


def test_no_ordinary_file(small: Path) -> None:
    os.mkfifo(small / "code/pipe.py")
    with (small / "code/huge.py").open("wb") as file:
        file.truncate(MAX_SCENE_BYTES + 1)
    assert [problem.message for problem in Release(small).problems] == [
        f"cannot be read: it has {MAX_SCENE_BYTES + 1} bytes, more than {MAX_SCENE_BYTES}",
        "cannot be read: it is not an ordinary file",
    ]


def test_a_name_that_is_no_text_can_be_printed(small: Path) -> None:
    (small / os.fsdecode(b"code/\xff.py")).write_text("x = 1\n")
    assert "code/\\udcff.py" in Release(small).scenes


def test_bytes_that_are_no_text(small: Path) -> None:
    (small / "code/bad.py").write_bytes(b"\xff\n")
    assert Release(small).scenes["code/bad.py"].text == "\ufffd\n"


def test_python_caches_are_no_files_of_the_dataset(small: Path) -> None:
    (small / "code/foundation/__pycache__").mkdir()
    (small / "code/foundation/__pycache__/x.pyc").write_bytes(b"x")
    assert all("__pycache__" not in path for path in Release(small).files)


def test_repeated_keys_are_told() -> None:
    repeated: list[str] = []
    assert parse_json(b'{"a": {"b": 1, "b": 2}, "a": 3}', repeated.append) == {"a": 3}
    assert repeated == ["b", "a"]
