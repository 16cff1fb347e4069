"""One class for each way of going wrong, the cause before its effects."""

import json
import time
from pathlib import Path

import pytest

from finetune.failures import CLASSES, failure, repeats
from finetune.samples import Sample

ROOT = Path(__file__).resolve().parents[2]
WAITS = "class A(Scene):\n    def construct(self):\n" + "        self.wait(1)\n" * 10
SCENE = (ROOT / "code" / "foundation" / "0014_x2.py").read_text(encoding="utf-8")


def sample(completion: str, finish_reason: str = "stop", unfilled: str = "") -> Sample:
    scene = "" if unfilled else completion
    return Sample("dm-0014", "foundation", "x**2", 0, 42, "", completion, scene, unfilled, finish_reason, 1, 1, 0.0)


def rows(**known: bool) -> dict[str, bool]:
    return {"executes": False, **known}


@pytest.mark.parametrize(
    ("given", "error_class", "expected"),
    [
        (sample(""), "syntax", "empty"),
        (sample(" \n\n"), "", "empty"),
        (sample("", unfilled="line 1"), "", "empty"),
        (sample("```python\n```\n"), "", "empty"),
        (sample(WAITS), "runtime: NameError", "repetition"),
        (sample(WAITS, "length"), "syntax", "repetition"),
        (sample(WAITS + "        self.wa", "length"), "syntax", "repetition"),
        (sample(WAITS, "length", unfilled="line 1"), "", "repetition"),
        (sample("```python\n" + WAITS + "```\nThis is the lesson.\n"), "syntax", "repetition"),
        (sample(SCENE[:900], "length"), "syntax", "no stop"),
        (sample("function: x", "length", unfilled="line 2"), "", "no stop"),
        (sample("function: x", unfilled="line 2"), "", "unfilled"),
        (sample(SCENE), "wrong derivative", "wrong derivative"),
        (sample(SCENE), "runtime: ValueError", "runtime: ValueError"),
        (sample("x = 1\n"), "runtime: LookupError", "no scene"),
        (sample(SCENE), "", "unexplained"),
    ],
)
def test_what_is_not_usable_has_one_class(given: Sample, error_class: str, expected: str) -> None:
    assert failure(given, rows(usable=False, scene_class="class" in given.scene), error_class) == expected
    assert expected in CLASSES or expected.startswith("runtime: ")


@pytest.mark.parametrize("given", [sample(SCENE), sample(SCENE + WAITS), sample(SCENE, "length")])
def test_what_is_usable_has_none(given: Sample) -> None:
    assert failure(given, rows(usable=True, scene_class=True), "") == ""
    assert failure(given, rows(usable=True, scene_class=True), "layout") == "layout"
    assert failure(given, rows(usable=True, scene_class=True), "fault") == "fault"


def test_latex_that_cannot_be_set_is_a_class_of_its_own() -> None:
    given = sample(SCENE), rows(usable=False, scene_class=True), "runtime: ValueError"
    assert failure(*given, "latex error converting to dvi. See log output above") == "LaTeX"
    assert failure(*given, "cannot convert float NaN to integer") == "runtime: ValueError"


def test_a_lookup_error_of_its_own_is_one() -> None:
    assert (
        failure(sample(SCENE), rows(usable=False, scene_class=True), "runtime: LookupError") == "runtime: LookupError"
    )


@pytest.mark.parametrize(
    "text",
    [
        "self.wait(1)\n" * 10,
        "import numpy\n" + "self.wait(1)\n\n" * 10,
        "x = 1\n" + "".join(f"line {n % 12}\n" for n in range(120)),
        "x = 1\n" + "".join(f"line {n % 12}\n" for n in range(137)),
        "x = 1\n" + "self.play(Create(a))\nself.wait(1)\n" * 10 + "self.play(Cre",
        "y = " + "x + " * 40,
        "y = " + "(" * 300,
        "y = " + "np.sin(x) * np.cos(x) + " * 12 + "np.s",
        "# " + "sin cos tan exp log sqrt " * 400,
    ],
)
def test_a_block_at_the_end_repeated_ten_times_is_a_repetition(text: str) -> None:
    assert repeats(text)
    assert repeats(text, cut=True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n" * 50,
        "self.wait(1)\n" * 9,
        "self.wait(1)\n" * 50 + "self.play(Create(a))\n",
        "x = 1\n" + "".join(f"line {n % 12}\n" for n in range(119)),
        "".join(f"step_{n} = MathTex(s)\n" for n in range(200)),
        "# " + "-" * 78,
        "x = 1\n" + "\n" * 40,
    ],
)
def test_less_than_that_is_none(text: str) -> None:
    assert not repeats(text)


def test_blank_lines_until_the_limit_are_a_repetition() -> None:
    assert repeats("x = 1\n" + "\n" * 40, cut=True)


def test_no_scene_and_no_fill_of_the_dataset_is_a_repetition() -> None:
    records = [json.loads(line) for line in (ROOT / "metadata" / "examples.jsonl").read_text("utf-8").splitlines()]
    for record in records:
        assert not repeats((ROOT / record["path"]).read_text(encoding="utf-8"), cut=True)
        assert not repeats("steps:\n" + "\n".join(step["latex"] for step in record["steps"]), cut=True)
    assert len(records) == 537


@pytest.mark.parametrize(
    "text", ["a" * 2_000_000, "ab\n" * 700_000, "a\n" * 699_999 + "b", "x" * 10 + "\n" * 2_000_000]
)
def test_two_megabytes_take_no_time(text: str) -> None:
    started = time.perf_counter()
    repeats(text, cut=True)
    assert time.perf_counter() - started < 5
