"""Copies: of a scene, of a lesson in another split, of an example in Manim's documentation."""

import re
from pathlib import Path

import pytest
from dataset_tree import Check, Damage, change, copy_some, found, scene_of

from validation.records import duplicates, overlap
from validation.records.overlap import manim_examples

CHECKS: dict[str, Check] = {rule: part.check for part in (duplicates, overlap) for rule in part.RULES}
POWER, OTHER = scene_of(65), scene_of(349)
"""A polynomial of five terms, and (2*x + 1)**3."""


def copy_with_another_head(root: Path) -> None:
    text = (root / POWER).read_text(encoding="utf-8")
    (root / OTHER).write_text('"""Another lesson."""\n# Not the same.\n' + text.split("\n", 1)[1], encoding="utf-8")


def renumber(path: str) -> Damage:
    # Every number in formulas, f and df becomes 7, exponents apart, and x has another name in the code.
    def damage(root: Path) -> None:
        lines = (root / path).read_text(encoding="utf-8").split("\n")
        first, last = lines.index("STEPS = ["), lines.index("def panel(y_range, y, label, color):")
        for place in range(first, last):
            lines[place] = re.sub(r"(?<!\^\{)(?<!\*\*)\b\d+", "7", lines[place])
            if lines[place].startswith(("def f(", "def df(", "    return")):
                lines[place] = re.sub(r"\bx\b", "t", lines[place])
        (root / path).write_text("\n".join(lines), encoding="utf-8")

    return damage


def train_lesson_in_test(root: Path) -> None:
    text = (root / POWER).read_text(encoding="utf-8")
    (root / OTHER).write_text(text, encoding="utf-8")
    renumber(OTHER)(root)
    change(349, split="test")(root)


def manim_example(name: str) -> str:
    return next(example.code for example in manim_examples() if example.name == name)


def copy_of_an_example(root: Path) -> None:
    code = manim_example("PlotParametricFunction").replace("PlotParametricFunction", "DerivativeVisualization")
    (root / OTHER).write_text(code.replace("cardioid", "curve"), encoding="utf-8")


BROKEN: dict[str, tuple[Damage, str]] = {
    "dataset.duplicate": (
        copy_with_another_head,
        f"{POWER}: error: dataset.duplicate: the code is that of {OTHER} (remove one of the two, with its record)",
    ),
    "dataset.near_duplicate": (
        train_lesson_in_test,
        f"{POWER}: error: dataset.near_duplicate: the lesson is 100% that of {OTHER} but for names and numbers,"
        " and they are in train and test (put both into one split)",
    ),
    "dataset.overlap": (
        copy_of_an_example,
        f"{OTHER}: error: dataset.overlap: 100% of Manim's example PlotParametricFunction (manim/mobject/graphing/"
        "functions.py) is in the scene, 100% of it (write the lesson in its own words)",
    ),
}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return copy_some(tmp_path, [65, 349])


@pytest.mark.parametrize("rule", CHECKS)
def test_broken(rule: str, small: Path) -> None:
    damage, text = BROKEN[rule]
    assert found(CHECKS[rule], small, rule) == []
    damage(small)
    assert found(CHECKS[rule], small, rule) == [text]


def test_the_same_lesson_twice_in_one_split_is_no_leak(small: Path) -> None:
    train_lesson_in_test(small)
    change(349, split="train")(small)
    assert found(duplicates.check, small, "dataset.near_duplicate") == []


def test_other_exponents_are_another_lesson(small: Path) -> None:
    train_lesson_in_test(small)
    text = (small / OTHER).read_text(encoding="utf-8")
    text = text.replace("^{4}", "^{8}").replace("**4", "**8").replace("^{3}", "^{7}").replace("**3", "**7")
    (small / OTHER).write_text(text, encoding="utf-8")
    assert found(duplicates.check, small, "dataset.near_duplicate") == []


@pytest.mark.parametrize("text", ["", "(", "x = 1\n", "\0", "def f(x):\n    return " + "(" * 150 + "x" + ")" * 150])
def test_scenes_that_are_none(text: str, small: Path) -> None:
    (small / OTHER).write_text(text, encoding="utf-8")
    assert [problem for rule, check in CHECKS.items() for problem in found(check, small, rule)] == []


def test_manims_examples_are_found() -> None:
    examples = manim_examples()
    assert len(examples) > 300
    assert all(example.code.strip() and ":ref_" not in example.code for example in examples)
    assert manim_example("PlotExample").startswith("class PlotExample(Scene):\n")


@pytest.mark.parametrize("name", ["PlotExample", "MovingCameraOnGraph", "PlotParametricFunction"])
def test_a_renamed_example_is_found(name: str, small: Path) -> None:
    code = manim_example(name)
    chosen = set(re.findall(r"^\s+(\w+) = ", code, re.MULTILINE))
    code = re.sub(r"\b\w+\b", lambda word: f"my_{word[0]}" if word[0] in chosen else word[0], code)
    text = (small / OTHER).read_text(encoding="utf-8")
    (small / OTHER).write_text(text + re.sub(r"class \w+", "class Mine", code), encoding="utf-8")
    assert any(name in problem for problem in found(overlap.check, small, "dataset.overlap"))


def test_without_manim(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overlap, "manim_examples", lambda: ())
    assert found(overlap.check, small, "dataset.overlap") == [
        "metadata/examples.jsonl: error: dataset.overlap: Manim is not installed, so its examples cannot be compared"
        " with (install the project's extra `validation`)"
    ]
