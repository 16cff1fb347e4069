"""Files that were changed, lost, added or exchanged; and certificates and counts of tokens of other scenes."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from dataset_tree import RECORDS, REPOSITORY, Damage, change, copy_some, edit_json, found, record_of, replace

from validation.records import design, files, measurements

FIRST, CHARS = record_of(1)["path"], record_of(1)["chars"]
CERTIFICATE, TOKENS = "metadata/validation.json", "metadata/tokens.json"
RANKS = range(1, 9)
CHECKS = {rule: part.check for part in (files, measurements) for rule in part.RULES}

BROKEN: dict[str, tuple[Damage, str]] = {
    "dataset.files": (change(1, chars=3000), f"{RECORDS}:1: dm-0001: chars of {FIRST} is {CHARS}, not 3000"),
    "dataset.stale": (
        replace(FIRST, "dm-0001", "dm-0002"),
        f"{FIRST}: the scene names dm-0002, but belongs to dm-0001",
    ),
    "dataset.certificate": (
        edit_json(CERTIFICATE, lambda document: document["examples"][2].update(sha256="0" * 64)),
        f"{CERTIFICATE}: 1 ids have another sha256 in it: dm-0003",
    ),
    "dataset.tokens": (
        edit_json(TOKENS, lambda document: document["examples"][2].update(completion=1)),
        f"{TOKENS}: 1 ids have a total that is not prompt and completion together: dm-0003",
    ),
}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Eight examples with what is measured of them, and a manifest of no more than that."""
    root = copy_some(tmp_path, RANKS)
    for path in (CERTIFICATE, TOKENS):
        edit_json(path, lambda document: document.update(examples=document["examples"][: len(RANKS)]))(root)
    sums = measurements.summarise(json.loads((root / CERTIFICATE).read_text())["examples"], "0.22.0")
    edit_json(CERTIFICATE, lambda document: document.update(summary=sums))(root)
    return root


def messages(root: Path, rule: str) -> list[str]:
    return found(CHECKS[rule], root, rule)


@pytest.mark.parametrize("rule", CHECKS)
def test_broken(rule: str, small: Path) -> None:
    damage, text = BROKEN[rule]
    assert messages(small, rule) == []
    damage(small)
    assert messages(small, rule) == [text]


def test_a_scene_is_missing(small: Path) -> None:
    (small / FIRST).unlink()
    assert messages(small, "dataset.files") == [f"{RECORDS}:1: dm-0001: there is no file {FIRST}"]


def test_a_scene_was_changed(small: Path) -> None:
    replace(FIRST, "import numpy as np", "import numpy as nq")(small)
    [message] = messages(small, "dataset.files")
    assert message.startswith(f"{RECORDS}:1: dm-0001: sha256 of {FIRST} is ")
    assert messages(small, "dataset.certificate") == [f"{CERTIFICATE}: 1 ids have another sha256 in it: dm-0001"]
    assert messages(small, "dataset.tokens") == [f"{TOKENS}: 1 ids have another sha256 in it: dm-0001"]


def test_a_scene_too_many(small: Path) -> None:
    shutil.copyfile(small / FIRST, small / "code/foundation/0538_3.py")
    assert messages(small, "dataset.stale") == ["code/foundation/0538_3.py: no record has this scene"]


@pytest.mark.parametrize("path", ["code/notes.txt", "metadata/old.json", "code/x.pyc"])
def test_a_file_that_nothing_describes(path: str, small: Path) -> None:
    (small / path).write_text("{}\n")
    assert messages(small, "dataset.stale") == [f"{path}: nothing describes this file"]


@pytest.mark.parametrize("path", ["code/foundation/0002_3.py", "code/advanced/0001_3.py", "../0001_3.py"])
def test_a_path_of_another_scene(path: str, small: Path) -> None:
    change(1, path=path)(small)
    assert f"{RECORDS}:1: dm-0001: the path {path} is not code/foundation/0001_<slug>.py" in messages(
        small, "dataset.files"
    )


def test_two_records_of_one_scene(small: Path) -> None:
    change(2, path=FIRST)(small)
    assert f"{RECORDS}:2: dm-0002: {FIRST} is the path of dm-0001 too" in messages(small, "dataset.files")


def test_what_every_build_makes_has_to_be_there(small: Path) -> None:
    for path in ("statistics.json", "curriculum_mapping.json", "validation.json", "tokens.json"):
        (small / "metadata" / path).unlink()
    assert messages(small, "dataset.files") == [
        f"metadata/{name}.json: the file is missing" for name in ("curriculum_mapping", "statistics")
    ]
    assert [messages(small, rule) for rule in ("dataset.certificate", "dataset.tokens")] == [[], []]


def exchanged(document: dict[str, Any]) -> None:
    # One too many, one too few, and one twice.
    rows = document["examples"]
    rows[0]["id"] = "dm-0999"
    rows[2] = dict(rows[4])


@pytest.mark.parametrize(("rule", "path"), [("dataset.certificate", CERTIFICATE), ("dataset.tokens", TOKENS)])
def test_other_examples(rule: str, path: str, small: Path) -> None:
    edit_json(path, exchanged)(small)
    assert [text for text in messages(small, rule) if "summary" not in text][:3] == [
        f"{path}: 1 ids are in it more than once: dm-0005",
        f"{path}: 1 ids are in it, but are no records: dm-0999",
        f"{path}: 2 ids are not in it: dm-0001, dm-0003",
    ]


@pytest.mark.parametrize(("rule", "path"), [("dataset.certificate", CERTIFICATE), ("dataset.tokens", TOKENS)])
@pytest.mark.parametrize("document", [None, {}, {"examples": [1]}])
def test_documents_of_another_kind(document: object, rule: str, path: str, small: Path) -> None:
    (small / path).write_text(json.dumps(document))
    [message] = messages(small, rule)
    assert message.startswith(f"{path}: it is not what it should be: ")


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (lambda d: d["summary"].update(scenes=9), "its summary has scenes 9, but its rows make 8"),
        (lambda d: d["examples"][3].update(seconds=41.0), "its summary has seconds {'total'"),
        (lambda d: d["summary"]["animations"].update(max=99), "its summary has animations {'total'"),
        (lambda d: d.update(manim="0.21.0"), "it was made with Manim 0.21.0, but the release is for 0.22.0"),
    ],
)
def test_a_certificate_that_does_not_add_up(edit: Callable[[Any], object], message: str, small: Path) -> None:
    edit_json(CERTIFICATE, edit)(small)
    assert messages(small, "dataset.certificate")[0].startswith(f"{CERTIFICATE}: {message}")


def test_a_prompt_changed_since(small: Path) -> None:
    change(4, instruction="Draw it.")(small)
    assert messages(small, "dataset.tokens") == [f"{TOKENS}: 1 ids have another prompt_sha256 in it: dm-0004"]


@pytest.mark.parametrize(("total", "count"), [(2048, 0), (2049, 1)])
def test_an_example_that_training_would_cut(total: int, count: int, small: Path) -> None:
    def edit(document: Any) -> None:
        row = document["examples"][1]
        row.update(completion=total - row["prompt"], total=total)

    edit_json(TOKENS, edit)(small)
    texts = [f"{TOKENS}: 1 ids have more than 2048 tokens, so that training would cut them: dm-0002"]
    assert messages(small, "dataset.tokens") == texts[:count]


def test_the_prompt_is_that_of_the_documents() -> None:
    page = (REPOSITORY / "docs" / "dataset.md").read_text(encoding="utf-8")
    block = page.split("## Prompt format\n", 1)[1].split("```\n")[1].removesuffix("{code}\n")
    assert block.replace("{instruction}", "{}") == design.PROMPT
