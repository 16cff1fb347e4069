"""The whole: the release passes, every rule has an example that breaks it, and no tree ends it with an exception."""

import ast
import json
import random
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from dataset_tree import REPOSITORY, Check, copy_some

from validation import records as dataset
from validation.problem import Problem
from validation.release import Release

MODULES = (
    "release", "schema", "files", "functions", "families", "certificate", "tokens", "measures", "copies", "documents",
    "whole",
)  # fmt: skip


def fails(release: Release) -> Iterator[Problem]:
    raise ZeroDivisionError("no\nreason")


BROKEN: dict[str, tuple[Check, str]] = {
    "dataset.internal": (
        fails,
        "metadata/examples.jsonl: error: dataset.internal: the check of numbers failed: ZeroDivisionError: no reason"
        " (report this as a bug of the validator)",
    ),
}


def test_intact() -> None:
    calls: list[tuple[str, int, int]] = []
    problems = dataset.check(Release(REPOSITORY), progress=lambda *call: calls.append(call))
    assert [str(problem) for problem in problems] == []
    assert [done for _, done, _ in calls] == list(range(len(calls)))
    assert calls[-1] == ("", len(calls) - 1, len(calls) - 1)


def test_a_check_that_fails_is_a_problem(tmp_path: Path) -> None:
    check, text = BROKEN["dataset.internal"]
    assert [str(problem) for problem in dataset.run("numbers", check, Release(tmp_path))] == [text]


def test_every_rule_is_broken_somewhere() -> None:
    broken = {rule for name in MODULES for rule in import_module(f"test_dataset_{name}").BROKEN}
    assert broken == dataset.RULES.keys()


def test_every_problem_is_of_a_declared_rule() -> None:
    # The first argument of error(...), and of _report(...), in every module.
    used = set()
    for file in [*(REPOSITORY / "validation/dataset").glob("*.py"), REPOSITORY / "validation/release.py"]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            match node:
                case ast.Constant(value=str() as text) if text.startswith(("dataset.", "schema.")) and " " not in text:
                    used.add(text)
    assert used == dataset.RULES.keys()


def test_an_empty_folder(tmp_path: Path) -> None:
    checks = {problem.check for problem in dataset.check(Release(tmp_path))}
    assert "dataset.internal" not in checks
    assert {"schema.json", "dataset.readable", "dataset.ids", "dataset.manifest", "dataset.statistics"} <= checks


VALUES: tuple[object, ...] = (
    None,
    True,
    -1,
    10**400,
    1.5,
    "",
    "x",
    "\x00",
    "é" * 1000,
    "../../x",
    [],
    [[]],
    [None, 1],
    {},
    {"a": {}},
    "c*x",
)


@pytest.mark.parametrize("seed", range(12))
def test_random_damage(seed: int, tmp_path: Path) -> None:
    root = copy_some(tmp_path, [1, 15, 135, 270, 537])
    chance = random.Random(seed)
    for file in [*root.glob("metadata/*.json"), root / "metadata/examples.jsonl"]:
        lines = file.read_text(encoding="utf-8").splitlines() if file.suffix == ".jsonl" else [file.read_text("utf-8")]
        texts = [json.dumps(spoil(json.loads(line), chance)) for line in lines]
        file.write_text("\n".join(texts) + "\n", encoding="utf-8")
    problems = dataset.check(Release(root))
    assert problems != []
    assert [str(problem) for problem in problems if problem.check == "dataset.internal"] == []


def spoil(value: object, chance: random.Random) -> object:
    if chance.random() < 0.05:
        return chance.choice(VALUES)
    if isinstance(value, dict):
        return {key: spoil(part, chance) for key, part in value.items() if chance.random() > 0.02}
    if isinstance(value, list):
        return [spoil(part, chance) for part in value]
    return value


HOSTILE = {
    "deep.py": "x = " + "(" * 10**5,
    "minus.py": "x = " + "-" * 10**5 + "1\n",
    "power.py": "def f(x):\n    return 9**9**9**9\n\n\ndef df(x):\n    return x**9**9**9\n",
    "names.py": "int = len = str = f = df = None\n" * 1000,
    "nul.py": "\0" * 10**6,
    "strings.py": "MathTex(" + ", ".join(["'x'"] * 10**5) + ")\n",
    "lines.py": "\n" * 10**6,
    "cr.py": "\r" * 10**5,
    "attributes.py": "x" + ".x" * 10**4 + "\n",
    "cycle.py": "a = b\nb = a\nMathTex(a)\nMathTex(*a)\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_scenes(name: str, tmp_path: Path) -> None:
    root = copy_some(tmp_path, [1])
    [scene] = root.glob("code/*/*.py")
    scene.write_text(HOSTILE[name], encoding="utf-8", newline="")
    problems = dataset.check(Release(root))
    assert {"dataset.files", "dataset.manifest"} <= {problem.check for problem in problems}
    assert [str(problem) for problem in problems if problem.check == "dataset.internal"] == []


def test_the_auditor_shares_no_code_with_the_author() -> None:
    for file in [*(REPOSITORY / "validation/dataset").glob("*.py"), REPOSITORY / "validation/release.py"]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
                assert all(not name.startswith("derivative_manim") for name in names), file
