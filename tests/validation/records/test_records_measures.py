"""Sizes of splits, lengths, formulas, steps and complexity, held to the figures of the design."""

from pathlib import Path
from typing import Any

import pytest
from dataset_tree import Damage, change, change_all, copy_metadata, copy_some, found, read, replace, scene_of, write

from validation.records import measures
from validation.records.expression import UnreadableError
from validation.records.latex_count import latex_strings
from validation.records.measures import RULES
from validation.scene_file import SceneFile

FIRST = scene_of(1)


def flatten(record: dict[str, Any]) -> None:
    record["complexity"] = 40


BROKEN: dict[str, tuple[Damage, str]] = {
    "dataset.splits": (
        lambda root: change(next(row["rank"] for row in read(root) if row["split"] == "train"), split="dev")(root),
        "metadata/examples.jsonl: error: dataset.splits: train has 417 examples, not 418 (the design fixes the sizes)",
    ),
    "dataset.lengths": (
        change(1, chars=2799),
        "metadata/examples.jsonl:1: error: dataset.lengths: dm-0001: 2799 characters, not 2800 to 4200"
        " (change what the scene shows, not the number)",
    ),
    "dataset.formulas": (
        change(1, latex_expressions=5),
        "metadata/examples.jsonl:1: error: dataset.formulas: dm-0001: 5 LaTeX expressions, not 6 to 12"
        " (change what the scene shows, not the number)",
    ),
    "dataset.latex_count": (
        replace(FIRST, 'r"c = 3"', 'r"f(x)"'),
        "metadata/examples.jsonl:1: error: dataset.latex_count: dm-0001: latex_expressions is 7, but the scene has 6"
        " different formulas (build the dataset again)",
    ),
    "dataset.animations": (
        change(1, animations=19),
        "metadata/examples.jsonl:1: error: dataset.animations: dm-0001: 19 calls of play and wait, not 8 to 18"
        " (change what the scene shows, not the number)",
    ),
    "dataset.complexity": (
        change(
            537, rules=["quotient", "logarithmic differentiation", "product", "chain", "sine", "secant"], complexity=25
        ),
        "metadata/examples.jsonl:537: error: dataset.complexity: dm-0537: the complexity is 25, but its rules alone"
        " make 26 (build the dataset again)",
    ),
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return copy_metadata(tmp_path)  # no scene but the first: to read all of them takes seconds


def messages(root: Path, rule: str) -> list[str]:
    return [text.split(f"{rule}: ", 1)[1] for text in found(measures.check, root, rule)]


@pytest.mark.parametrize("rule", RULES)
def test_broken(rule: str, tree: Path) -> None:
    damage, text = BROKEN[rule]
    assert found(measures.check, tree, rule) == []
    damage(tree)
    assert found(measures.check, tree, rule) == [text]


def test_a_level_that_a_split_lacks(tree: Path) -> None:
    def move(record: dict[str, Any]) -> None:
        if (record["split"], record["level"]) == ("test", "advanced"):
            record["level"] = "application"

    change_all(move)(tree)
    assert messages(tree, "dataset.splits") == [
        "test has no example of the level advanced (every level is in every split)"
    ]


def test_means(tree: Path) -> None:
    def grow(record: dict[str, Any]) -> None:
        record.update(chars=3473 if record["split"] == "train" else 3520, latex_expressions=9)

    change_all(grow)(tree)
    assert messages(tree, "dataset.lengths") == [
        "the scenes of all have 3483.4 characters on average, not 3412 +- 60 (the design fixes the mean)",
        "the scenes of validation have 3520.0 characters on average, not 3412 +- 100 (the design fixes the mean)",
        "the scenes of test have 3520.0 characters on average, not 3412 +- 100 (the design fixes the mean)",
    ]
    assert messages(tree, "dataset.formulas") == [
        "the scenes have 9.0 LaTeX expressions on average, not about 8 (the design fixes the mean)"
    ]


def test_complexity_that_does_not_grow(tree: Path) -> None:
    change_all(flatten)(tree)
    assert messages(tree, "dataset.complexity") == [
        "the mean complexity is 40.0 in foundation and 40.0 in conceptual (it should grow from level to level)",
        "the mean complexity is 40.0 in conceptual and 40.0 in application (it should grow from level to level)",
        "the mean complexity is 40.0 in application and 40.0 in advanced (it should grow from level to level)",
        "complexity and rank have the correlation 0.00 (complexity should grow with rank on the whole)",
    ]


def test_no_records(tmp_path: Path) -> None:
    root = copy_some(tmp_path, [])
    assert messages(root, "dataset.splits")[0].startswith("train has 0 examples, not 418")


def test_values_of_any_type(tmp_path: Path) -> None:
    root = copy_some(tmp_path, [1, 2])
    wrong: dict[str, object] = {
        "chars": "3000",
        "animations": None,
        "latex_expressions": 10**4000,
        "complexity": 10**4000,
        "rules": [[], {}],
    }
    write(root, [{**record, **wrong} for record in read(root)])
    assert messages(root, "dataset.lengths")[0].startswith("dm-0001: '3000' characters, not 2800 to 4200")
    assert messages(root, "dataset.formulas")[0].startswith("dm-0001: a number of 13288 bits LaTeX expressions")
    assert messages(root, "dataset.animations")[0].startswith("dm-0001: None calls")


def count(body: str) -> frozenset[str]:
    return latex_strings(SceneFile("scene.py", f'A = ["a", "b"]\nB = A\n{body}\n'))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", ""),
        ("MathTex('x')", "x"),
        ("MathTex('x', 'y', color=RED)\nTex('x')", "xy"),
        ("Text('x')", ""),
        ("MathTex(A[0])", "a"),
        ("MathTex(A[-1])", "b"),
        ("MathTex(A[k])", "ab"),
        ("MathTex(*A)", "ab"),
        ("MathTex(B[1])", "b"),
        ("[MathTex(s) for s in A]", "ab"),
        ("[MathTex(s) for s in A[1:]]", "ab"),
        ("for s in A:\n    MathTex(s)", "ab"),
        ("def g(t):\n    return MathTex(t)\ng('p')\ng('q')\ng(t='r')", "pqr"),
        ("MathTex('x' if big else 'y')", "xy"),
    ],
)
def test_formulas_are_followed(body: str, expected: str) -> None:
    assert count(body) == set(expected)


@pytest.mark.parametrize(
    "body", ["MathTex(f'{x}')", "MathTex(x)", "MathTex(g())", "[MathTex(s) for s in g()]", "x = x\nMathTex(x)", "("]
)
def test_formulas_that_cannot_be_followed(body: str) -> None:
    with pytest.raises(UnreadableError):
        count(body)


def test_formulas_that_cannot_be_counted_are_a_problem(tmp_path: Path) -> None:
    root = copy_some(tmp_path, [1])
    replace(FIRST, "MathTex(label", 'MathTex(f"{label}"')(root)
    assert found(measures.check, root, "dataset.latex_count") == [
        f"{FIRST}: error: dataset.latex_count: dm-0001: the formulas cannot be counted: the formula of line 28 is not a"
        " literal (give MathTex literal strings)"
    ]
