import json
from pathlib import Path

import pytest

from derivative_manim.errors import DerivativeManimError
from derivative_manim.generation.parse import parse
from derivative_manim.generation.source import sympy_text
from derivative_manim.prompts import make_prompt
from derivative_manim.records import LEVELS
from finetune import data
from finetune.config import LessonArguments as Data
from finetune.errors import FinetuneError
from finetune.targets import UnfilledError, finished, response, scene_of, slot_is_derivative, slots


def test_rows_are_the_release_s_prompts_and_scenes_in_the_order_of_the_ranks() -> None:
    rows = data.rows("validation", Data())
    found = data.functions("validation")
    assert rows.column_names == ["id", "prompt", "completion"]
    assert rows["id"][:] == [example["id"] for example in found]
    assert all(example["id"] not in scene for example, scene in zip(found, rows["completion"], strict=True))
    made = ". Made by derivative-manim."
    assert [
        scene.replace(made, f". Scene {row['id']}, made by derivative-manim.", 1)
        for row, scene in zip(found, rows["completion"], strict=True)
    ] == [example["code"] for example in found]
    assert rows["prompt"][0] == make_prompt(found[0]["instruction"])
    assert [example["rank"] for example in found] == sorted(example["rank"] for example in found)


def test_rows_are_those_of_the_target_as_it_is_now(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache that knows functions by name would give the rows of an earlier version."""
    before = data.rows("validation", Data(target="fill"))
    monkeypatch.setattr(data, "response", lambda target, example: f"{target} of {example['id']}")
    after = data.rows("validation", Data(target="fill"))
    assert after["completion"][:] == [f"fill of {name}" for name in after["id"]]
    assert after["completion"][:] != before["completion"][:]


def test_wording_standard_asks_everything_in_the_first_wording() -> None:
    rows = data.rows("validation", Data(wording="standard"))
    assert all("Build an animated derivative visualization for: f(x) = " in prompt for prompt in rows["prompt"])
    assert not all("Build an animated" in prompt for prompt in data.rows("validation", Data())["prompt"])


@pytest.mark.parametrize("size", [1, 4, 41, 418])
def test_a_smaller_training_set_has_every_level_s_share(size: int) -> None:
    rows = data.rows("train", Data(train_size=size))
    assert len(rows) == len(set(rows["id"])) == size
    level = {example["id"]: example["level"] for example in data.functions("train")}
    counts = [sum(level[name] == wanted for name in rows["id"]) for wanted in LEVELS]
    assert max(counts) - min(counts) <= 1


def test_in_stages_each_level_joins_those_before_it() -> None:
    level = {example["id"]: LEVELS.index(example["level"]) for example in data.functions("train")}
    names = data.rows("train", Data(train_size=40, order="progressive"))["id"]
    stages = [names[:10], names[10:30], names[30:60], names[60:]]
    assert [sorted({level[name] for name in stage}) for stage in stages] == [[0], [0, 1], [0, 1, 2], [0, 1, 2, 3]]
    assert all(len(set(stage)) == len(stage) for stage in stages)
    assert [level[name] for name in stages[3]] != sorted(level[name] for name in stages[3])  # shuffled within


def test_more_rows_than_there_are() -> None:
    for size in (419, 0):
        with pytest.raises(FinetuneError, match=f"{size} rows are asked for, and there are 418"):
            data.rows("train", Data(train_size=size))


@pytest.mark.parametrize("target", ["fill", "fill-finish"])
def test_the_right_answer_fills_the_template_to_the_very_scene_of_the_release(target: str) -> None:
    for example in data.functions("validation", 4):
        answer = response(target, example)
        scene = scene_of(target, answer, example_id=example["id"])
        assert scene == example["code"], example["function"]
        function, derivative, steps = slots(answer)
        assert function == example["function"]
        assert target == "fill-finish" or derivative == example["derivative"]
        # What needs no model is not asked for: the first line, the last, the words for a rule.
        assert len(steps) == len(example["steps"]) - 2
        assert "f(x) =" not in answer
        assert "\\text{" not in answer


def test_layout_is_no_part_of_an_answer() -> None:
    for example in data.functions("train")[::7]:
        assert not any("[1ex]" in step or step.startswith("&") for step in slots(response("fill", example))[2])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("(1)*(sin(x)) + (x)*(cos(x))", "sin(x) + x*cos(x)"),
        ("(1/2)*x**(1/2 - 1)", "1/(2*sqrt(x))"),
        ("3*x**2 - 12*x", "3*x**2 - 12*x"),
        ("(2*x)*(x**2 - 4)", "2*x*(x**2 - 4)"),
        ("exp(asin(x))", "exp(asin(x))"),
    ],
)
def test_the_last_simplification_needs_no_model(text: str, shown: str) -> None:
    assert sympy_text(finished(parse(text))) == shown


def test_a_rule_that_there_is_not_fills_nothing() -> None:
    with pytest.raises(UnfilledError, match=r"there is no rule \[sines\]; there are constant, power"):
        scene_of("fill", "function: x\nsteps:\n[sines]\nx\nderivative: 1\n")


def test_what_a_model_got_wrong_stays_wrong() -> None:
    example = next(row for row in data.functions("test") if row["function"] != "0")
    answer = response("fill", example).replace(f"derivative: {example['derivative']}", "derivative: 17*x")
    scene = scene_of("fill", answer)
    assert "return 17 * x" in scene
    assert "f'(x) = 17x" in scene
    assert not slot_is_derivative(answer, example["function"])
    assert slot_is_derivative(response("fill", example), example["function"])
    assert not slot_is_derivative("nothing", example["function"])


def test_a_prompt_can_be_had_without_its_frame() -> None:
    example = data.functions("test", 1)[0]
    assert data.prompt(example, "bare") == f"{example['instruction']}\n"


def test_extra_lessons_are_learned_beside_the_release(tmp_path: Path) -> None:
    rows = [{**row, "id": f"dx-1-{n:06d}"} for n, row in enumerate(data.functions("validation", 4))]
    rows[0]["completion"] = rows[0]["completion"].replace(" dm-", " dx-1-00")
    (tmp_path / "lessons.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (tmp_path / "expand.json").write_text('{"number": 4}')
    made = data.rows("train", Data(extra=str(tmp_path), train_size=8))
    assert made["id"][8:] == [row["id"] for row in rows]
    assert all('. Made by derivative-manim."""' in text.partition("\n")[0] for text in made["completion"])
    by_level = data.rows("train", Data(extra=str(tmp_path), train_size=8, order="curriculum"))
    assert [name[:2] for name in by_level["id"]] == ["dm", "dm", "dx"] * 4
    assert len(data.rows("validation", Data(extra=str(tmp_path)))) == 50
    (tmp_path / "expand.json").write_text('{"number": 5}')
    with pytest.raises(DerivativeManimError, match="4 of 5 lessons: the same `derivative-manim expand` goes on"):
        data.rows("train", Data(extra=str(tmp_path)))


UNFILLED = {
    "": "no line begins with 'function:': it is to be one",
    "function: x": "no line begins with 'steps:': it is to be one",
    "function: x\nsteps:\nx\n": "no line begins with 'derivative:': it is to be one",
    "function: x\nsteps:\nx\nderivative: 1\nderivative: 1": "2 line begins with 'derivative:': it is to be one",
    "function: x\nderivative: 1\nsteps: f(x) = x\n": "there are no steps",
    "function: x\nderivative: 1\nsteps:\n": "there are no steps",
    'function: x\nderivative: 1\nsteps:\n", exit(), r"\n': "the line '\", exit(), r\"' does not fit into a string",
    "function: x\nderivative: 1\nsteps:\nx\\\n": "the line 'x\\\\' does not fit into a string",
    "function: x\nderivative: 1\nsteps:\nf'(x) = e^{x\n": "unbalanced braces",
    "function: exec(x)\nderivative: 1\nsteps:\nx\n": "unknown function 'exec'",
    "function: sqrt(-1 - x**2)\nderivative: 1\nsteps:\nx\n": "the template cannot draw it",
}


@pytest.mark.parametrize("answer", UNFILLED)
def test_an_answer_that_makes_no_scene_says_why(answer: str) -> None:
    with pytest.raises(UnfilledError) as error:
        scene_of("fill", answer)
    assert UNFILLED[answer] in str(error.value)
