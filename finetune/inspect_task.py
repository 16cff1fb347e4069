"""The benchmark as an Inspect AI task: any model that Inspect can call, scored with one command (docs/baseline.md).

`style=alpaca` is the training prompt, for models that were tuned on it and for base models. Inspect speaks to models in
messages: for the providers `hf` and `vllm`, `-M "chat_template='{{ messages[0].content }}'"` hands it over as it is.

The verdict is formed in this process, by the validator, from what its own sandbox saw; Inspect's sandboxes are not
used, and nothing of a completion runs outside the validator's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import anyio.to_thread

# By their whole names: `inspect eval FILE` reads this file without its package.
from derivative_manim.finetune import chat, data
from derivative_manim.finetune.errors import FinetuneError
from derivative_manim.finetune.failures import failure
from derivative_manim.finetune.samples import Sample as Answer
from derivative_manim.finetune.samples import unfenced
from derivative_manim.validation.judge import ROWS, Verdict, judge
from derivative_manim.validation.problem import Severity
from derivative_manim.validation.sandbox import SandboxUnavailable, require
from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.log import HeadlineMetric, read_eval_log
from inspect_ai.model import ChatMessage, ChatMessageAssistant, ChatMessageUser, GenerateConfig, ModelOutput
from inspect_ai.scorer import Score, Scorer, Target, ci_wilson, grouped, mean, scorer, stderr
from inspect_ai.solver import TaskState, generate
from inspect_ai.util import concurrency

import derivative_manim as dataset
from derivative_manim.records import SPLITS

#: Reasons to stop that are no end: the limit of tokens, of the request or of the model.
CUT = ("max_tokens", "model_length")
TASK = "derivative_manim"
#: Providers that run the model on this machine or on one's own server; a row of theirs is the model as it is.
LOCAL = ("hf", "vllm", "sglang", "ollama", "llama-cpp-python", "transformer_lens", "nnterp", "mlx")
STYLES = ("chat", "alpaca")
WORDINGS = ("all", "standard")
MOST_SHOTS = 3
#: Tokens that an answer may have unless `--max-tokens` says otherwise. A prompt and its scene fit 2,048 tokens, the
#: limit of the training rows; a chat model may think aloud first.
MAX_TOKENS = {"chat": 8192, "alpaca": 2048}


@task  # type: ignore[untyped-decorator]  # Inspect is not read by the type checker
def derivative_manim(
    split: str = "test",
    wording: str = "all",
    style: str = "chat",
    shots: int = 0,
    workers: int = 2,
    seconds: float = 60.0,
) -> Task:
    """Ask for the scene of every function of a split, and judge what comes.

    Args:
        split: `test` (69 functions of forms that the training split does not have), `validation` or `train`.
        wording: `all` (the seven wordings, as released) or `standard` (the first of them throughout).
        style: `chat` (one user message that says what a lesson must have) or `alpaca` (the training prompt).
        shots: 0 to 3 solved examples before the question: the training functions that are nearest as text.
        workers: scenes judged at a time.
        seconds: the longest that a scene may run.

    Raises:
        SandboxUnavailable: nothing could be judged here; said before a model is asked.
    """
    for name, value, known in (("split", split, SPLITS), ("wording", wording, WORDINGS), ("style", style, STYLES)):
        if value not in known:
            raise FinetuneError(f"{name} is {value!r}; it may be {' or '.join(known)}")
    if shots not in range(MOST_SHOTS + 1):
        raise FinetuneError(f"shots is {shots!r}; it may be 0 to {MOST_SHOTS}")
    require()
    samples = [_sample(example, wording, style, shots) for example in data.examples(split)]
    return Task(
        dataset=MemoryDataset(samples, name=f"derivative-manim/{split}", location="derivative-manim"),
        solver=generate(),
        scorer=scene_verdict(workers=workers, seconds=seconds),
        config=GenerateConfig(max_tokens=MAX_TOKENS[style]),
        # What no answer came to is a failure, not a sample less: also with `--no-fail-on-error`.
        score_on_error=True,
        version=dataset.__version__,
        headline_metric=HeadlineMetric(score="usable", metric="mean"),
        metadata={"dataset": "derivative-manim", "dataset_stamp": data.dataset_stamp(split)},
    )


@scorer(  # type: ignore[untyped-decorator]
    metrics={
        row: [
            mean(),
            stderr(),
            ci_wilson(),
            grouped(mean(), "level", all=False),
            grouped(stderr(), "level", all=False, name_template="{group_name}_stderr"),
        ]
        for row in ROWS
    }
)
def scene_verdict(workers: int = 2, seconds: float = 60.0) -> Scorer:
    """Judge an answer: the eleven rows, each 0 or 1; see `derivative_manim`.

    With several epochs Inspect takes each function's mean first: errors and intervals count functions, not answers.
    """

    async def score(state: TaskState, target: Target) -> Score:
        sample = sample_of(state.output, str(state.sample_id), state.epoch - 1, state.metadata, state.messages)
        stop = state.output.stop_reason if state.output.choices else "none"
        if not sample.scene:
            # Python reads an empty text; as an answer it is wrong in every row.
            return _score(Verdict(error=f"the model wrote nothing (stop reason: {stop})"), sample, stop)
        try:
            async with concurrency("derivative-manim judge", workers):
                verdict = await anyio.to_thread.run_sync(lambda: judge(sample.scene, sample.function, seconds=seconds))
        except SandboxUnavailable:
            raise  # nothing can be judged here: no score would be the model's
        except Exception as error:
            # A hole in the judge. An exception would take the sample out of the means with `--no-fail-on-error`.
            said = f"the judge failed on this answer: {type(error).__name__}: {error}"
            verdict = Verdict(error_class="judge", error=said)
        return _score(verdict, sample, stop)

    return score


def sample_of(
    output: ModelOutput,
    id: str,
    index: int,
    metadata: Mapping[str, Any],
    given: Sequence[ChatMessage],
    seed: int = 0,
) -> Answer:
    """Give what a model answered in this project's own form, which all that is judged has."""
    text = output.completion
    if metadata["style"] == "alpaca" and metadata["shots"] > 0:
        # A model that was not tuned goes on with a next example, as the prompt shows it.
        text, _ = data.before_next_example(text)
    scene = unfenced(text)
    usage = output.usage
    asked = [message for message in given if message.role == "user" or message.source == "input"]
    return Answer.of(
        {"id": id, **metadata},
        index,
        seed,
        "\n\n".join(message.text for message in asked),
        text,
        scene=scene if scene.strip() else "",
        finish_reason="length" if output.choices and output.stop_reason in CUT else "stop",
        prompt_tokens=usage.input_tokens if usage else 0,
        completion_tokens=usage.output_tokens if usage else 0,
        seconds=output.time or 0.0,
    )


def messages(example: Mapping[str, Any], wording: str, style: str, shots: int) -> list[ChatMessage]:
    """Give the messages that ask for one function."""
    if style == "alpaca":
        return [ChatMessageUser(content=data.ask(example, wording, "direct", shots))]
    return [
        ChatMessageUser(content=text) if role == "user" else ChatMessageAssistant(content=text, source="input")
        for role, text in chat.turns(example, wording, shots)
    ]


def _sample(example: Mapping[str, Any], wording: str, style: str, shots: int) -> Sample:
    return Sample(
        id=example["id"],
        input=messages(example, wording, style, shots),
        target=example["code"],  # one right answer, to look at: the scorer does not compare with it
        metadata={name: example[name] for name in ("level", "rank", "function", "derivative")}
        | {"style": style, "shots": shots},
    )


def _score(verdict: Verdict, sample: Answer, stop: str) -> Score:
    kind = failure(sample, verdict.rows(), verdict.error_class, verdict.error)
    errors = [problem for problem in verdict.problems if problem.severity is Severity.ERROR]
    first = "\n".join(f"- {problem.check}, line {problem.where.line}: {problem.message}" for problem in errors[:5])
    said = ": ".join(part for part in (kind, verdict.error) if part) or "nothing went wrong"
    return Score(
        value={row: int(passed) for row, passed in verdict.rows().items()},
        answer=sample.scene,
        explanation=f"{said}\n{first}".strip(),
        metadata={
            "failure": kind,
            "error_class": verdict.error_class,
            "stop_reason": stop,
        },
    )


def from_log(path: str | Path, *, name: str = "") -> tuple[list[Answer], dict[str, Any]]:
    """Read a log: the answers in the order of the dataset (epoch 1 is index 0), and what generation.json says of them.

    The scores in the log are left where they are: `python -m finetune evaluate` judges the answers as it judges all.
    """
    if not Path(path).is_file():
        raise FinetuneError(f"there is no log {path}: `inspect eval` names the one that it wrote")
    try:
        log = read_eval_log(str(path), resolve_attachments=True)
    except Exception as error:  # zip, JSON, pydantic: whatever a file that is no log comes to
        raise FinetuneError(f"{path} is not a log of Inspect AI ({type(error).__name__})") from error
    if log.eval.task.rpartition("/")[2] != TASK:
        raise FinetuneError(f"{path} is a log of the task {log.eval.task}, not of {TASK}")
    samples = log.samples or []
    failed = sum(sample.error is not None for sample in samples)
    if log.status != "success" or failed:
        state = f"{failed} of its samples ended with an error" if failed else f"its status is {log.status!r}"
        raise FinetuneError(f"{path} is not whole: {state}; `inspect eval-retry {path}` goes on with it")
    task = {"split": "test", "wording": "all", "style": "chat", "shots": 0, **log.eval.task_args}
    decoding = log.eval.model_generate_config.merge(log.plan.config)
    shots, seed = int(task["shots"]), decoding.seed or 0
    started, completed = map(datetime.fromisoformat, (log.stats.started_at, log.stats.completed_at))
    local = log.eval.model.partition("/")[0] in LOCAL
    settings = {
        "name": name or f"{log.eval.model}, Inspect AI, {task['style']}" + (f", {shots} examples" if shots else ""),
        "kind": "few-shot" if shots else "zero-shot" if local else "api",
        "mode": "few-shot" if shots else "direct",
        "target": "direct",
        "split": task["split"],
        "wording": task["wording"],
        "functions": len({sample.id for sample in samples}),
        "samples_per_function": log.eval.config.epochs or 1,
        "model": log.eval.model,
        "adapter": "",
        "decoding": {
            # Greedy only where it was asked for: a provider's own default is sampling as far as anyone can tell.
            "method": "greedy" if decoding.temperature == 0 else "sampling",
            "temperature": decoding.temperature,
            "max_new_tokens": decoding.max_tokens,
            "shots": shots,
        },
        "seed": seed,
        "training": None,
        "environment": {"packages": {**log.eval.packages, "derivative-manim": str(log.eval.task_version)}},
        "inspect": {"log": Path(path).name, "eval_id": log.eval.eval_id, "task": log.eval.task, "style": task["style"]},
        "dataset": log.eval.metadata["dataset_stamp"],
        "command": f"inspect eval finetune/inspect_task.py --model {log.eval.model}",
        "seconds": (completed - started).total_seconds(),
        "complete": True,
    }
    answers = [_answer(sample, seed) for sample in samples]
    return sorted(answers, key=lambda answer: (answer.index, answer.id)), settings


def _answer(sample: Any, seed: int) -> Answer:
    given = [ChatMessageUser(content=sample.input)] if isinstance(sample.input, str) else sample.input
    return sample_of(sample.output, str(sample.id), sample.epoch - 1, sample.metadata, given, seed)
