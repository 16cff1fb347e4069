"""What the documents say of the dataset beside the measured tables: the version, the columns, the wordings."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
CARD = (ROOT / "dataset_card.md").read_text(encoding="utf-8").split("\n")
INFO: dict[str, Any] = json.loads((ROOT / "metadata" / "dataset_info.json").read_text(encoding="utf-8"))
TYPES = {
    "string": "string",
    "int32": "int32",
    "float": "float64",
    "strings": "list of string",
    "floats": "list of 3 float64",
    "steps": "list of {`rule`, `latex`, `expression`: string}",
}
"""How the card writes the types of dataset_info.json."""


@pytest.mark.parametrize(
    ("path", "pattern"),
    [
        ("derivative_manim/_version.py", r'^__version__ = "(.*)"$'),
        ("CITATION.cff", r"^version: (\S*)$"),
        ("dataset_card.md", r"^  version = \{(.*)\},$"),
        ("README.md", r"^  version = \{(.*)\},$"),
        ("metadata/manifest.json", r'^  "version": "(.*)"$'),
    ],
)
def test_one_version_is_for_package_dataset_and_tag(path: str, pattern: str) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    assert re.findall(pattern, text, re.MULTILINE) == [INFO["version"]]


def test_the_card_describes_every_column_once_with_its_type() -> None:
    for name, kind in INFO["columns"].items():
        assert sum(line.startswith(f"| `{name}` | {TYPES[kind]} | ") for line in CARD) == 1, name


def test_the_card_has_the_wordings_with_their_counts_in_train(records: list[dict[str, Any]]) -> None:
    counts = Counter(str(row["instruction_format"]) for row in records if row["split"] == "train")
    for number, wording in INFO["instruction_formats"].items():
        shown = wording.replace("{function}", "X").replace("{}", "X")
        assert CARD.count(f"| {number} | `{shown}` | {counts[number]} |") == 1
