"""What the documents say of the dataset beside the measured tables: the version, the columns, the wordings."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from derivative_manim.generation.card import KINDS, RESULTS, card
from derivative_manim.generation.figures import FIGURES, figures
from derivative_manim.hub.samples import shown
from derivative_manim.meanings import MEANING
from derivative_manim.records import read_examples

ROOT = Path(__file__).resolve().parents[1]
CARD = (ROOT / "dataset_card.md").read_text(encoding="utf-8").split("\n")
DETAIL = (ROOT / "docs" / "dataset.md").read_text(encoding="utf-8").split("\n")
INFO: dict[str, Any] = json.loads((ROOT / "metadata" / "dataset_info.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("path", "pattern"),
    [
        ("derivative_manim/_version.py", r'^__version__ = "(.*)"$'),
        ("CITATION.cff", r"^version: (\S*)$"),
        ("dataset_card.md", r"^  version = \{(.*)\},$"),
        ("metadata/manifest.json", r'^  "version": "(.*)"$'),
    ],
)
def test_one_version_is_for_package_dataset_and_tag(path: str, pattern: str) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    assert re.findall(pattern, text, re.MULTILINE) == [INFO["version"]]


def test_the_card_describes_every_column_once_with_its_type() -> None:
    for name, kind in INFO["columns"].items():
        assert CARD.count(f"| `{name}` | {KINDS[kind]} | {MEANING[name]} |") == 1, name


def test_the_card_is_short_and_shows_something_first() -> None:
    body = "\n".join(CARD).split("\n---\n", 1)[1]
    begin, end = RESULTS
    prose = body.partition(begin)[0] + body.partition(end)[2]
    assert sum(bool(re.search(r"\w", word)) for word in prose.split()) < 1500
    assert body.index("![") < body.index("## A sample") < body.index("## Load it")


def test_every_file_that_the_card_shows_is_there() -> None:
    samples = {Path(example["path"]).stem for example in shown(list(read_examples()))}
    for link in re.findall(r"\]\(([^)]*)\)", "\n".join(CARD)):
        if link.startswith("samples/"):
            assert Path(link).stem in samples, link
        elif "://" not in link:
            assert (ROOT / link).is_file(), link


def test_the_results_survive_a_new_card(records: list[dict[str, Any]]) -> None:
    statistics = json.loads((ROOT / "metadata" / "statistics.json").read_text(encoding="utf-8"))
    before = "\n".join(CARD)
    begin, end = RESULTS
    mark = before.replace(begin, f"{begin}\nkept")
    made = card(records, statistics, lambda path: (ROOT / path).read_text(encoding="utf-8"), mark)
    assert f"{begin}\nkept" in made
    assert made.count(begin) == made.count(end) == 1


def test_the_figure_counts_every_example(records: list[dict[str, Any]]) -> None:
    drawn = figures(records)
    assert drawn.count("<circle") == len(records)
    assert drawn == (ROOT / FIGURES).read_text(encoding="utf-8")
    assert f">{sum('chain' in record['rules'] for record in records)}<" in drawn


def test_the_wordings_are_told_with_their_counts_in_train(records: list[dict[str, Any]]) -> None:
    counts = Counter(str(row["instruction_format"]) for row in records if row["split"] == "train")
    for number, wording in INFO["instruction_formats"].items():
        told = wording.replace("{function}", "X").replace("{}", "X")
        assert DETAIL.count(f"| {number} | `{told}` | {counts[number]} |") == 1
