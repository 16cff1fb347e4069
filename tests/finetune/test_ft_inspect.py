"""The Inspect AI task, and its log as a samples folder, with Inspect's mock model."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from derivative_manim.finetune import inspect_task
from derivative_manim.finetune.errors import FinetuneError
from derivative_manim.validation.judge import ROWS
from derivative_manim.validation.sandbox import SandboxUnavailable

from derivative_manim.records import LEVELS, Example, read_examples
from finetune import cli
from finetune.samples import read_samples, read_settings, unfenced

pytest.importorskip("inspect_ai")

from inspect_ai import Task
from inspect_ai import eval as inspect_eval
from inspect_ai.log import EvalLog
from inspect_ai.model import ModelOutput, ModelUsage, get_model

REPOSITORY = Path(__file__).resolve().parents[2]

# A fresh interpreter in another folder, as `inspect eval PATH@derivative_manim` starts it.
ELSEWHERE = """
from inspect_ai import eval
from inspect_ai.model import ModelOutput, ModelUsage, get_model
output = ModelOutput.from_content("mockllm/model", "(")
output.usage = ModelUsage(input_tokens=1, output_tokens=1)
log = eval("{path}@derivative_manim", model=get_model("mockllm/model", custom_outputs=[output]), limit=1,
           log_dir="logs", display="none", task_args={{"wording": "standard", "shots": 1}})[0]
print(log.status, log.samples[0].scores["scene_verdict"].metadata["error_class"], len(log.samples[0].input))
"""


@pytest.fixture(scope="module", autouse=True)
def data_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        yield


@pytest.fixture(scope="module")
def examples() -> list[Example]:
    """One test function of every level."""
    rows = list(read_examples(splits=("test",)))
    return [next(row for row in rows if row["level"] == level) for level in LEVELS]


def answer(text: str, stop_reason: Any = "stop") -> ModelOutput:
    output = ModelOutput.from_content("mockllm/model", text, stop_reason=stop_reason)
    output.usage = ModelUsage(input_tokens=7, output_tokens=len(text), total_tokens=7 + len(text))
    return output


def run(task: Task, answers: dict[str, ModelOutput], folder: Path, **options: Any) -> EvalLog:
    """Let the mock model answer each function by the instruction that it is asked with."""

    def custom(messages: list[Any], *_: Any) -> ModelOutput:
        return next(output for asked, output in answers.items() if asked in messages[-1].text)

    model = get_model("mockllm/model", custom_outputs=custom, memoize=False)
    [log] = inspect_eval(task, model=model, log_dir=str(folder), display="none", log_format="json", **options)
    return log


@pytest.fixture(scope="module")
def log(examples: list[Example], tmp_path_factory: pytest.TempPathFactory) -> EvalLog:
    """A right scene in a fence, a right scene for another function, nothing, and a scene that was cut."""
    right, other, nothing, cut = (example["instruction"] for example in examples)
    answers = {
        right: answer(f"Here it is:\n```python\n{examples[0]['code']}```\nHave fun."),
        other: answer(examples[0]["code"]),
        nothing: answer("", "content_filter"),
        cut: answer(examples[3]["code"][:1500] + "(", "max_tokens"),
    }
    ids = [example["id"] for example in examples]
    return run(inspect_task.derivative_manim(), answers, tmp_path_factory.mktemp("logs"), sample_id=ids)


def scores(log: EvalLog) -> dict[str, Any]:
    assert log.samples
    return {str(sample.id): (sample.scores or {})["scene_verdict"] for sample in log.samples}


def test_every_answer_has_its_verdict(log: EvalLog, examples: list[Example]) -> None:
    assert log.status == "success"
    found = scores(log)
    right, other, nothing, cut = (found[example["id"]] for example in examples)
    assert right.value == dict.fromkeys(ROWS, 1)
    assert right.answer == examples[0]["code"]
    assert right.explanation == "nothing went wrong"
    assert other.metadata["failure"] == "wrong function"
    assert other.value["executes"] == other.value["animation"] == 1
    assert other.value["right_function"] == other.value["usable"] == 0
    assert nothing.value == dict.fromkeys(ROWS, 0)
    assert nothing.explanation == "empty: the model wrote nothing (stop reason: content_filter)"
    assert cut.value["usable"] == cut.value["executes"] == 0
    assert (cut.metadata["failure"], cut.metadata["error_class"]) == ("no stop", "syntax")
    assert cut.metadata["stop_reason"] == "max_tokens"


def test_metrics_count_all_answers(log: EvalLog) -> None:
    assert log.results
    rows = {score.name: score for score in log.results.scores}
    assert list(rows) == list(ROWS)
    assert {score.scored_samples for score in rows.values()} == {4}
    usable = {name: metric.value for name, metric in rows["usable"].metrics.items()}
    assert usable["mean"] == 0.25
    assert usable["stderr"] == pytest.approx(0.25)
    # Wilson's interval of 1 in 4 (Wilson 1927; the same as statsmodels' proportion_confint).
    assert usable["ci_wilson_lower"] == pytest.approx(0.0456, abs=1e-4)
    assert usable["ci_wilson_upper"] == pytest.approx(0.6994, abs=1e-4)
    assert [usable[f"grouped_{level}"] for level in LEVELS] == [1, 0, 0, 0]
    assert rows["executes"].metrics["mean"].value == 0.5
    assert log.results.headline
    assert (log.results.headline.score, log.results.headline.metric) == ("usable", "mean")


def test_log_becomes_samples(log: EvalLog, examples: list[Example], tmp_path: Path) -> None:
    given = ["inspect", log.location, "--output", str(tmp_path / "row"), "--name", "a row"]
    assert cli.main(given) == 0
    samples = read_samples(tmp_path / "row")
    assert [sample.id for sample in samples] == [example["id"] for example in examples]
    assert [sample.function for sample in samples] == [example["function"] for example in examples]
    assert [sample.level for sample in samples] == list(LEVELS)
    assert [sample.finish_reason for sample in samples] == ["stop", "stop", "stop", "length"]
    assert [sample.scene for sample in samples] == [unfenced(sample.completion) for sample in samples]
    assert samples[0].scene == examples[0]["code"]
    assert samples[2].scene == ""
    assert {sample.prompt_tokens for sample in samples} == {7}
    assert samples[0].completion_tokens == len(samples[0].completion)
    assert examples[0]["instruction"] in samples[0].prompt
    settings = read_settings(tmp_path / "row")
    assert settings is not None
    assert (settings["name"], settings["kind"], settings["mode"]) == ("a row", "api", "direct")
    assert (settings["split"], settings["wording"], settings["functions"]) == ("test", "all", 4)
    assert settings["model"] == "mockllm/model"
    assert settings["decoding"]["max_new_tokens"] == inspect_task.MAX_TOKENS["chat"]
    assert settings["decoding"]["temperature"] is None
    assert settings["complete"] is True
    assert settings["dataset"]["version"]
    assert cli.main(given) == 2  # it has samples already


def test_epochs_and_examples(examples: list[Example], tmp_path: Path) -> None:
    task = inspect_task.derivative_manim(wording="standard", style="alpaca", shots=1)
    text = "\n\n### Instruction:\nanother one"
    answers = {examples[0]["instruction_standard"]: answer(text)}
    log = run(task, answers, tmp_path, sample_id=[examples[0]["id"]], epochs=2, seed=5, temperature=0.0)
    samples, settings = inspect_task.from_log(log.location)
    assert [sample.index for sample in samples] == [0, 1]
    # What a base model writes after its answer, as the prompt's examples show it, is not the answer.
    assert {sample.scene.strip() for sample in samples} == {""}
    assert {sample.completion.strip() for sample in samples} == {""}
    assert samples[0].prompt.count("### Instruction:") == 2
    assert {sample.seed for sample in samples} == {5}
    assert (settings["functions"], settings["samples_per_function"]) == (1, 2)
    assert (settings["kind"], settings["mode"], settings["wording"]) == ("few-shot", "few-shot", "standard")
    assert (settings["decoding"]["method"], settings["decoding"]["shots"]) == ("greedy", 1)
    assert log.results
    assert {score.scored_samples for score in log.results.scores} == {1}  # functions


def test_a_failing_judge_drops_nothing(
    examples: list[Example], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = inspect_task.derivative_manim()

    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("a hole")

    monkeypatch.setattr(inspect_task, "judge", broken)
    answers = {example["instruction"]: answer("x = 1") for example in examples[:2]}
    log = run(task, answers, tmp_path, sample_id=[row["id"] for row in examples[:2]], fail_on_error=False)
    found = scores(log)
    assert {score.metadata["error_class"] for score in found.values()} == {"judge"}
    assert all(score.value == dict.fromkeys(ROWS, 0) for score in found.values())
    assert "the judge failed on this answer: RuntimeError: a hole" in next(iter(found.values())).explanation
    assert log.results
    assert {score.scored_samples for score in log.results.scores} == {2}


def test_a_failing_model_is_a_failure_and_no_whole_log(examples: list[Example], tmp_path: Path) -> None:
    log = run(inspect_task.derivative_manim(), {}, tmp_path, sample_id=[examples[0]["id"]], fail_on_error=False)
    assert scores(log)[examples[0]["id"]].value == dict.fromkeys(ROWS, 0)
    with pytest.raises(
        FinetuneError, match=r"1 of its samples ended with an error; `inspect eval-retry .* goes on with it"
    ):
        inspect_task.from_log(log.location)


def test_no_sandbox_is_said_before_a_model_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: Any, **__: Any) -> None:
        raise SandboxUnavailable("there is no sandbox")

    monkeypatch.setattr(inspect_task, "require", none)
    with pytest.raises(SandboxUnavailable):
        inspect_task.derivative_manim()


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"split": "dev"}, "split is 'dev'; it may be train or validation or test"),
        ({"wording": "mine"}, "wording is 'mine'; it may be all or standard"),
        ({"style": "plain"}, "style is 'plain'; it may be chat or alpaca"),
        ({"shots": 4}, "shots is 4; it may be 0 to 3"),
    ],
)
def test_wrong_parameters(parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(FinetuneError, match=message):
        inspect_task.derivative_manim(**parameters)


def test_messages(examples: list[Example]) -> None:
    train = list(read_examples(splits=("train",)))
    alpaca = inspect_task.messages(examples[0], "all", "alpaca", 0)
    assert [message.text for message in alpaca] == [examples[0]["prompt"]]
    chat = inspect_task.messages(examples[0], "all", "chat", 2)
    assert [message.role for message in chat] == ["user", "assistant", "user", "assistant", "user"]
    assert chat[-1].text.startswith(examples[0]["instruction"])
    assert unfenced(chat[1].text) in {row["code"] for row in train}
    assert examples[0]["code"] not in "".join(message.text for message in chat)


def test_wrong_logs(log: EvalLog, tmp_path: Path) -> None:
    def changed(change: Callable[[dict[str, Any]], None]) -> Path:
        content = json.loads(Path(log.location).read_text(encoding="utf-8"))
        change(content)
        path = tmp_path / "changed.json"
        path.write_text(json.dumps(content), encoding="utf-8")
        return path

    with pytest.raises(FinetuneError, match="there is no log"):
        inspect_task.from_log(tmp_path / "none.eval")
    (tmp_path / "text.json").write_text("no log")
    with pytest.raises(FinetuneError, match="is not a log of Inspect AI"):
        inspect_task.from_log(tmp_path / "text.json")
    with pytest.raises(FinetuneError, match="of the task other, not of derivative_manim"):
        inspect_task.from_log(changed(lambda content: content["eval"].update(task="other")))
    with pytest.raises(FinetuneError, match="its status is 'cancelled'; `inspect eval-retry"):
        inspect_task.from_log(changed(lambda content: content.update(status="cancelled")))


@pytest.mark.slow
def test_from_another_folder(python: Callable[..., str]) -> None:
    script = ELSEWHERE.format(path=REPOSITORY / "finetune" / "inspect_task.py")
    assert python(script, path=None).splitlines()[-1] == "success syntax 3"
