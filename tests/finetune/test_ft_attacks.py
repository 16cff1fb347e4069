"""Completions that try to have a better verdict than they deserve, through all of `evaluate`, in the real sandbox.

What `validation` itself withstands is tested with it; here is what a model, or one who submits for it, may put into
samples.jsonl.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from short_lesson import LESSON, edited, headed

pytest.importorskip("manim")
pytest.importorskip("scipy")
pytest.importorskip("datasets")

from derivative_manim.validation.sandbox import SandboxUnavailable, require

from finetune import data
from finetune.evaluate import evaluate
from finetune.samples import Sample, append_samples, unfenced, write_settings
from finetune.verdicts import VERDICTS

try:
    require()
except SandboxUnavailable as error:
    pytest.skip(str(error), allow_module_level=True)

ASKED, OTHER = "x**2", "sin(x**2)"

START = 'self.next_section("title")'
VERDICT = json.dumps({"usable": True, "right_derivative": True, "error_class": "", "rows": {"usable": True}})
SAYS_SO = f"print('Success: DerivativeVisualization rendered'); print({VERDICT!r}, flush=True)"
REPEATED = LESSON.partition('        self.next_section("tangent")')[0] + "        self.wait(1)\n" * 60


# By name: what the model wrote, why it ended, the class that it belongs to, and a row that it must not have.
ATTACKS: dict[str, tuple[str, str, str, str]] = {
    "says that it is right": (SAYS_SO + "\n", "stop", "no scene", "executes"),
    "says so and leaves": (
        edited((START, f"{SAYS_SO}; import sys; sys.exit(0)")), "stop", "runtime: SystemExit", "executes"
    ),
    "says so and is gone": (headed(f"import os\n{SAYS_SO}\nos._exit(0)"), "stop", "crash", "executes"),
    "has a Scene of its own": (
        headed(
            "class Scene:\n    def next_section(self, n): pass\n    def render(self, *a): pass\n"
            "    play = wait = render"
        ),
        "stop", "no scene", "executes",
    ),
    "right curve, wrong derivative": (
        edited(("return 2 * x", "return 3 * x")), "stop", "wrong derivative", "right_derivative"
    ),
    "right df, another curve drawn": (
        edited(("plot(df,", "plot(lambda x: 3 * x,")), "stop", "wrong derivative", "right_derivative"
    ),
    "right formulas, wrong curve": (
        edited(("plot(f,", "plot(lambda x: x**3 / 2,")), "stop", "wrong function", "right_function"
    ),
    "right curves, false formula": (
        edited(("f'(x) = 2x", "f'(x) = 3x")), "stop", "wrong derivative", "right_derivative"
    ),
    "is equal to everything": (
        headed("class Same(float):\n    def __eq__(self, o): return True\n    __hash__ = float.__hash__").replace(
            "return 2 * x", "return Same(5)"
        ),
        "stop", "wrong derivative", "right_derivative",
    ),
    "patches manim": (headed("Scene.play = lambda self, *a, **o: None"), "stop", "no animation", "usable"),
    "goes round in circles": (REPEATED, "length", "repetition", "usable"),
    "is cut": (LESSON[:700], "length", "no stop", "usable"),
    "puts something else first": (
        f"Install it:\n```bash\npip install manim\n```\nThen:\n```python\n{LESSON}```\n",
        "stop", "syntax", "valid_syntax",
    ),
    "is no text": ("\x00\ufffd\x7f" + LESSON, "stop", "syntax", "valid_syntax"),
    "is empty": ("", "stop", "empty", "valid_syntax"),
    "1 MB": (" ".join(f"word{n}" for n in range(100_000)), "stop", "syntax", "valid_syntax"),
}  # fmt: skip
# What does not end in its time, and the classes that it may have: Manim asks for the times of all frames at once, and
# whether that runs out of memory or of time first depends on the machine.
ENDLESS = {
    "loops for ever": (edited((START, "while True:\n            pass")), {"timeout"}),
    "animates for a year": (edited(("run_time=0.2", "run_time=31_557_600")), {"timeout", "runtime: MemoryError"}),
}


def judged(folder: Path, asked: dict[str, list[tuple[str, str]]], seconds: float) -> tuple[dict[str, Any], list[Any]]:
    """Evaluate completions, by the functions that they are for; a function with fewer than another lacks samples."""
    rows = {row["function"]: row for row in data.functions("train")}
    write_settings(
        folder,
        {
            "name": "attacks", "kind": "fine-tuned", "mode": "direct", "target": "direct", "split": "train",
            "decoding": {}, "complete": True, "dataset": data.dataset_stamp("train"),
            "functions": len(asked), "samples_per_function": max(map(len, asked.values())), "seed": 42,
        },
    )  # fmt: skip
    for function, completions in asked.items():
        row = rows[function]
        for index, (text, reason) in enumerate(completions):
            made = Sample(
                row["id"], row["level"], function, index, 42, "", text, unfenced(text), "", reason, 1, 1, 0.0
            )  # fmt: skip
            append_samples(folder, [made])
    found = evaluate(folder, workers=2, seconds=seconds)
    return found, [json.loads(line) for line in (folder / VERDICTS).read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """All of them at once, with the lessons that are right: the lines of verdicts.jsonl by name."""
    scene = next(row["code"] for row in data.functions("train") if row["function"] == ASKED)
    right = {"lesson": LESSON, "fenced": f"Here it is:\n```python\n{LESSON}```\nEnjoy.\n", "scene": scene}
    completions = [(text, "stop") for text in right.values()]
    completions += [(text, reason) for text, reason, _, _ in ATTACKS.values()]
    asked = {ASKED: completions, OTHER: [(scene, "stop")]}
    found, made = judged(tmp_path_factory.mktemp("attacks"), asked, 60)
    assert not found["complete"]
    assert found["rows"]["foundation"]["usable"]["passed"] == len(right)
    assert [line["index"] for line in made] == [*range(len(completions)), 0]
    return dict(zip([*right, *ATTACKS, "for another function"], made, strict=True))


@pytest.mark.parametrize("name", ["lesson", "fenced", "scene"])
def test_what_is_right_is_usable(name: str, lines: dict[str, Any]) -> None:
    assert lines[name]["rows"]["usable"] is True
    assert (lines[name]["failure"], lines[name]["error"]) == ("", "")


def test_what_is_right_for_another_function_is_not(lines: dict[str, Any]) -> None:
    found = lines["for another function"]
    assert found["function"] == OTHER
    assert found["rows"]["executes"] is True
    assert [found["rows"][row] for row in ("right_function", "right_derivative", "usable")] == [False] * 3
    assert found["failure"] == "wrong function"


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_not_usable_and_has_its_class(name: str, lines: dict[str, Any]) -> None:
    _, _, expected, row = ATTACKS[name]
    assert lines[name]["rows"]["usable"] is False
    assert lines[name]["rows"][row] is False
    assert lines[name]["failure"] == expected


def test_what_does_not_end_is_ended(tmp_path: Path) -> None:
    _, made = judged(tmp_path, {ASKED: [(text, "stop") for text, _ in ENDLESS.values()]}, 5)
    assert all(line["failure"] in expected for line, (_, expected) in zip(made, ENDLESS.values(), strict=True))
    assert not any(line["rows"]["executes"] or line["rows"]["usable"] for line in made)
