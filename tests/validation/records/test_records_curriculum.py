"""Order, levels, splits, wordings and figures: each is damaged once."""

from pathlib import Path

import pytest
from dataset_tree import RECORDS, Damage, change, change_all, copy_records, found, read, write

from validation.records import curriculum

BROKEN: dict[str, tuple[Damage, str]] = {
    "dataset.ids": (change(7, rank=8), f"{RECORDS}:7: dm-0007: record 7 has the rank 8"),
    "dataset.levels": (
        change(134, level="conceptual"),
        f"{RECORDS}:134: dm-0134: the level is conceptual, but rank 134 is in foundation",
    ),
    "dataset.splits": (
        lambda root: change(next(r["rank"] for r in read(root) if r["split"] == "train"), split="dev")(root),
        f"{RECORDS}: train has 417 examples, not 418",
    ),
    "dataset.description": (
        change_all(lambda r: r.update(description="A line.") if r["rank"] in (4, 9) else None),
        f"{RECORDS}: dm-0004, dm-0009 have one description, 'A line.'",
    ),
    "dataset.lengths": (change(1, chars=2799), f"{RECORDS}:1: dm-0001: 2799 characters, not 2800 to 4200"),
    "dataset.formulas": (
        change(1, latex_expressions=5),
        f"{RECORDS}:1: dm-0001: 5 LaTeX expressions, not 6 to 12",
    ),
    "dataset.animations": (change(1, animations=19), f"{RECORDS}:1: dm-0001: 19 calls of play and wait, not 8 to 18"),
    "dataset.wordings": (
        change_all(lambda r: r.update(instruction_format=2) if r["split"] == "validation" else None),
        f"{RECORDS}: the wordings are used 0/50/0/0/0/0/0 times in validation",
    ),
    "dataset.complexity": (
        change_all(lambda record: record.update(complexity=10)),
        f"{RECORDS}: the mean complexity is 10.0, 10.0, 10.0, 10.0 from level to level",
    ),
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return copy_records(tmp_path)


@pytest.mark.parametrize("rule", curriculum.RULES)
def test_broken(rule: str, tree: Path) -> None:
    damage, text = BROKEN[rule]
    assert found(curriculum.check, tree, rule) == []
    damage(tree)
    assert found(curriculum.check, tree, rule) == [text]


def test_a_record_is_missing(tree: Path) -> None:
    write(tree, read(tree)[:-1])
    assert found(curriculum.check, tree, "dataset.ids") == [f"{RECORDS}: there are 536 records, not 537"]


def test_a_level_that_a_split_lacks(tree: Path) -> None:
    lacking = {"split": "test", "level": "advanced"}
    change_all(lambda r: r.update(level="application") if r.items() >= lacking.items() else None)(tree)
    assert found(curriculum.check, tree, "dataset.splits") == [f"{RECORDS}: test has no example of the level advanced"]


def test_means(tree: Path) -> None:
    change_all(lambda r: r.update(chars=3473 if r["split"] == "train" else 3520, latex_expressions=9))(tree)
    assert found(curriculum.check, tree, "dataset.lengths") == [
        f"{RECORDS}: the scenes of {part} characters on average, not 3412 +- {tolerance}"
        for part, tolerance in (("all have 3483.4", 60), ("validation have 3520.0", 100), ("test have 3520.0", 100))
    ]
    assert found(curriculum.check, tree, "dataset.formulas") == [
        f"{RECORDS}: the scenes have 9.0 LaTeX expressions on average, not about 8"
    ]


def test_wordings_in_train(tree: Path) -> None:
    rank = next(row["rank"] for row in read(tree) if row["split"] == "train" and row["instruction_format"] == 1)
    change(rank, instruction_format=2)(tree)
    assert found(curriculum.check, tree, "dataset.wordings") == [
        f"{RECORDS}: the wordings are used 71/68/64/63/51/50/51 times in train"
    ]
