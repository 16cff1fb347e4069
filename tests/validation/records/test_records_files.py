"""Files, ids, levels, cuts, instructions and the manifest: one tree, damaged in one place each time."""

import json
import shutil
from pathlib import Path
from types import ModuleType

import pytest
from dataset_tree import Damage, change, copy_all, edit_json, found, read, replace, scene_of, write

from validation.records import curriculum, files, instructions, manifest

PARTS = (files, curriculum, instructions, manifest)
RULES: dict[str, ModuleType] = {rule: part for part in PARTS for rule in part.RULES}
RECORDS = "metadata/examples.jsonl"
CURRICULUM = "metadata/curriculum_mapping.json"
MANIFEST = "metadata/manifest.json"
FIRST = scene_of(1)


def carriage_return(root: Path) -> None:
    (root / FIRST).write_bytes((root / FIRST).read_bytes().replace(b"import numpy as np\n", b"import numpy as np\r\n"))


BROKEN: dict[str, tuple[Damage, str]] = {
    "dataset.files": (
        change(1, chars=3000),
        "metadata/examples.jsonl:1: error: dataset.files: dm-0001: code/foundation/0001_3.py has 2959 characters, not"
        " 3000 (build the dataset again)",
    ),
    "dataset.text": (
        carriage_return,
        "code/foundation/0001_3.py:4: error: dataset.text: the scene has a carriage return (remove it)",
    ),
    "dataset.stale": (
        replace(FIRST, "dm-0001", "dm-0002"),
        "code/foundation/0001_3.py: error: dataset.stale: the scene names 'dm-0002', but belongs to dm-0001"
        " (build the dataset again)",
    ),
    "dataset.ids": (
        change(7, rank=8),
        "metadata/examples.jsonl:7: error: dataset.ids: dm-0007: record 7 has the rank 8 and the id 'dm-0007'"
        " (should be rank 7, dm-0007)",
    ),
    "dataset.levels": (
        change(134, level="conceptual"),
        "metadata/examples.jsonl:134: error: dataset.levels: dm-0134: the level is 'conceptual', but rank 134 is in"
        " foundation (levels are cuts of the ranks)",
    ),
    "dataset.curriculum": (
        edit_json(CURRICULUM, lambda document: document["examples"][130].update(draft_level="foundation")),
        "metadata/curriculum_mapping.json: error: dataset.curriculum: dm-0131: draft_level is 'foundation', not"
        " 'conceptual' (build the dataset again)",
    ),
    "dataset.instruction": (
        change(14, instruction_standard="Build an animated derivative visualization for: f(x) = x**3"),
        "metadata/examples.jsonl:14: error: dataset.instruction: dm-0014: instruction_standard is 'Build an animated"
        " derivative visualization for: f(x) = x**3' (should be 'Build an animated derivative visualization for: f(x) ="
        " x**2')",
    ),
    "dataset.wordings": (
        lambda root: [
            change(record["rank"], instruction_format=2)(root)
            for record in read(root)
            if (record["split"], record["instruction_format"]) == ("validation", 3)
        ],
        "metadata/examples.jsonl: error: dataset.wordings: the wordings are used 8/14/0/7/7/7/7 times in validation,"
        " not as evenly as they divide (no two may differ by more than one)",
    ),
    "dataset.manifest": (
        edit_json(MANIFEST, lambda document: document["files"].pop(FIRST)),
        "code/foundation/0001_3.py: error: dataset.manifest: the manifest does not list this file"
        " (build the dataset again, or undo the change of the file)",
    ),
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return copy_all(tmp_path)


@pytest.mark.parametrize("rule", RULES)
def test_broken(rule: str, tree: Path) -> None:
    damage, text = BROKEN[rule]
    assert found(RULES[rule].check, tree, rule) == []
    damage(tree)
    assert found(RULES[rule].check, tree, rule) == [text]


def messages(root: Path, rule: str) -> list[str]:
    return [text.split(f"{rule}: ", 1)[1] for text in found(RULES[rule].check, root, rule)]


def test_a_scene_is_missing(tree: Path) -> None:
    (tree / FIRST).unlink()
    assert messages(tree, "dataset.files") == [f"dm-0001: there is no file '{FIRST}' (build the dataset again)"]
    [message] = messages(tree, "dataset.manifest")
    assert message.startswith(f"there is no file '{FIRST}', which the manifest lists")


def test_a_scene_was_changed(tree: Path) -> None:
    replace(FIRST, "return 3", "return 4")(tree)
    [message] = messages(tree, "dataset.files")
    assert message.startswith(f"dm-0001: the SHA-256 sum of {FIRST} is ")
    [message] = messages(tree, "dataset.manifest")
    assert message.startswith("the SHA-256 sum is ")


def test_a_scene_too_many(tree: Path) -> None:
    shutil.copyfile(tree / FIRST, tree / "code/foundation/0538_3.py")
    assert messages(tree, "dataset.stale") == [
        "no record has this scene (remove it, or build the dataset again)",
    ]


@pytest.mark.parametrize("path", ["code/notes.txt", "metadata/old.json", "metadata/schema/old.json", "code/x.pyc"])
def test_a_file_that_nothing_describes(path: str, tree: Path) -> None:
    (tree / path).write_text("{}\n")
    assert found(files.check, tree, "dataset.stale") == [
        f"{path}: error: dataset.stale: nothing describes this file (remove it)"
    ]
    assert len(messages(tree, "dataset.manifest")) == 1


@pytest.mark.parametrize("name", ["validation.json", "tokens.json"])
def test_what_is_made_later_is_a_file_like_any(name: str, tree: Path) -> None:
    (tree / "metadata" / name).unlink(missing_ok=True)
    assert messages(tree, "dataset.files") == []
    (tree / "metadata" / name).write_text("{}\n")
    assert messages(tree, "dataset.stale") == []
    assert len(messages(tree, "dataset.manifest")) == 1


def test_a_file_of_metadata_is_missing(tree: Path) -> None:
    (tree / CURRICULUM).unlink()
    assert messages(tree, "dataset.files") == ["the file is missing (build the dataset again)"]


@pytest.mark.parametrize(
    "path", ["code/foundation/0002_3.py", "code/advanced/0001_3.py", "code/foundation/0001_A.py", "../0001_3.py", ""]
)
def test_paths_that_do_not_fit(path: str, tree: Path) -> None:
    change(1, path=path)(tree)
    first, second = messages(tree, "dataset.files")
    assert first.startswith(f"dm-0001: the path {path!r} ")
    assert second == f"dm-0001: there is no file {path!r} (build the dataset again)"


def test_two_records_of_one_scene(tree: Path) -> None:
    records = read(tree)
    records[1] |= {key: records[0][key] for key in ("path", "sha256", "chars")}
    write(tree, records)
    assert f"dm-0002: '{FIRST}' is the path of dm-0001 too (build the dataset again)" in messages(tree, "dataset.files")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"x = 1", "the scene does not end with exactly one newline (end it with one)"),
        (b"x = 1\n\n", "the scene does not end with exactly one newline (end it with one)"),
        (b"", "the scene does not end with exactly one newline (end it with one)"),
        (b"# \0\n", "the scene has a NUL character (remove it)"),
        (b"\xef\xbb\xbfx = 1\n", "the scene has a byte order mark (remove it)"),
        (b"# \xff\n", "byte 3 is not UTF-8 (save the file as UTF-8)"),
    ],
)
def test_texts(content: bytes, message: str, tree: Path) -> None:
    (tree / FIRST).write_bytes(content)
    assert messages(tree, "dataset.text") == [message]


def test_a_scene_that_names_no_record(tree: Path) -> None:
    replace(FIRST, "Scene dm-0001, ", "")(tree)
    assert messages(tree, "dataset.stale") == [
        "the scene names no record, but belongs to dm-0001 (build the dataset again)"
    ]


def test_a_record_is_missing(tree: Path) -> None:
    write(tree, read(tree)[:-1])
    assert messages(tree, "dataset.ids") == ["there are 536 records, not 537 (build the dataset again)"]
    assert messages(tree, "dataset.curriculum") == [
        "it has 537 entries for 536 records; unknown 'dm-0537' (build the dataset again)"
    ]


def test_two_records_change_places(tree: Path) -> None:
    records = read(tree)
    records[4], records[5] = records[5], records[4]
    write(tree, records)
    assert [message.split(" (")[1] for message in messages(tree, "dataset.ids")] == [
        "should be rank 5, dm-0005)",
        "should be rank 6, dm-0006)",
    ]


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("release_level_ends", "foundation 134, conceptual 269, application 403, advanced 537"),
        ("draft_level_ends", "foundation 130, conceptual 287, application 487, advanced 537"),
    ],
)
def test_cuts(key: str, message: str, tree: Path) -> None:
    edit_json(CURRICULUM, lambda document: document[key].update(foundation=133))(tree)
    [text] = messages(tree, "dataset.curriculum")
    assert text.startswith(f"{key} is foundation 133, ")
    assert text.endswith(f"not {message} (the design fixes them)")


@pytest.mark.parametrize("document", [None, [], {}, {"examples": {}}, "x", 3])
def test_documents_of_another_kind(document: object, tree: Path) -> None:
    for path in (CURRICULUM, MANIFEST):
        (tree / path).write_text(json.dumps(document))
    assert messages(tree, "dataset.curriculum") == ["there is no list of examples in it (build the dataset again)"]
    assert messages(tree, "dataset.manifest") == ["there is no list of files in it (build the dataset again)"]


def test_an_entry_without_a_topic(tree: Path) -> None:
    edit_json(CURRICULUM, lambda document: document["examples"][0].update(topic=""))(tree)
    assert messages(tree, "dataset.curriculum") == ["dm-0001: there is no topic (give it one)"]


def test_a_wording_that_is_none(tree: Path) -> None:
    change(1, instruction_format=8)(tree)
    assert messages(tree, "dataset.instruction") == ["dm-0001: there is no wording 8 (they are numbered from 1 to 7)"]


def test_an_instruction_about_another_function(tree: Path) -> None:
    change(1, function="4")(tree)
    assert [message.split(" is ")[0] for message in messages(tree, "dataset.instruction")] == [
        "dm-0001: instruction",
        "dm-0001: instruction_standard",
    ]


def test_wordings_in_train(tree: Path) -> None:
    rank = next(row["rank"] for row in read(tree) if row["split"] == "train" and row["instruction_format"] == 1)
    change(rank, instruction_format=2)(tree)
    assert messages(tree, "dataset.wordings") == [
        "the wordings are used 71/68/64/63/51/50/51 times in train, not 72/67/64/63/51/50/51"
        " (the design fixes these numbers)"
    ]
