import pytest

from derivative_manim.prompts import make_prompt
from derivative_manim.records import LEVELS
from finetune import data
from finetune.config import Data
from finetune.errors import FinetuneError
from finetune.targets import TARGETS, UnfilledError, response, scene_of, slots


def test_rows_are_the_release_s_prompts_and_scenes_in_the_order_of_the_ranks() -> None:
    rows = data.rows("validation", Data())
    found = data.functions("validation")
    assert rows.column_names == ["id", "prompt", "completion"]
    assert rows["id"][:] == [example["id"] for example in found]
    assert rows["completion"][:] == [example["code"] for example in found]
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


def test_more_rows_than_there_are() -> None:
    with pytest.raises(FinetuneError, match="419 rows are asked for, and there are 418"):
        data.rows("train", Data(train_size=419))


def test_the_right_answer_fills_the_template_to_the_very_scene_of_the_release() -> None:
    for number, example in enumerate(data.functions("test", 12)):
        answer = response(TARGETS[1 + number % 2], example)
        assert scene_of("fill", answer, example_id=example["id"]) == example["code"]
        assert slots(answer) == (
            example["function"], example["derivative"], [step["latex"] for step in example["steps"]],
        )  # fmt: skip


def test_what_a_model_got_wrong_stays_wrong() -> None:
    example = next(example for example in data.functions("test") if example["function"] != "0")
    answer = response("fill", example).replace(f"derivative: {example['derivative']}", "derivative: 17*x")
    scene = scene_of("fill", answer)
    assert "return 17 * x" in scene
    assert example["steps"][-1]["latex"] in scene


UNFILLED = {
    "": "no line begins with 'function:': it is to be one",
    "function: x": "no line begins with 'steps:': it is to be one",
    "function: x\nsteps:\nx\n": "no line begins with 'derivative:': it is to be one",
    "function: x\nsteps:\nx\nderivative: 1\nderivative: 1": "2 line begins with 'derivative:': it is to be one",
    "function: x\nderivative: 1\nsteps: f(x) = x\n": "there are no steps",
    "function: x\nderivative: 1\nsteps:\n": "there are no steps",
    'function: x\nderivative: 1\nsteps:\n", exit(), r"\n': "the line '\", exit(), r\"' does not fit into a string",
    "function: x\nderivative: 1\nsteps:\nx\\\n": "the line 'x\\\\' does not fit into a string",
    "function: exec(x)\nderivative: 1\nsteps:\nx\n": "unknown function 'exec'",
    "function: sqrt(-1 - x**2)\nderivative: 1\nsteps:\nx\n": "the template cannot draw it",
}


@pytest.mark.parametrize("answer", UNFILLED)
def test_an_answer_that_makes_no_scene_says_why(answer: str) -> None:
    with pytest.raises(UnfilledError) as error:
        scene_of("fill", answer)
    assert UNFILLED[answer] in str(error.value)
