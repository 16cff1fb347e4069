"""Makes a log of Inspect AI into a samples folder, so that its row stands in the same tables as all others."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from derivative_manim.finetune.inspect_task import sample_of
from inspect_ai.model import ChatMessageUser

from .errors import FinetuneError
from .samples import Sample

TASK = "derivative_manim"
#: Providers that run the model on this machine or on one's own server; a row of theirs is the model as it is.
LOCAL = ("hf", "vllm", "sglang", "ollama", "llama-cpp-python", "transformer_lens", "nnterp", "mlx")


def samples_from_log(path: str | Path) -> list[Sample]:
    """Read the answers out of a log, in the order of the dataset; epoch 1 is index 0.

    The scores in the log are left where they are: `python -m finetune evaluate` judges the answers as it judges all.

    Raises:
        FinetuneError: it is no such log, it is not finished, or a sample ended with an error.
    """
    log = _read(path)
    return sorted((_sample(log, sample) for sample in log.samples), key=lambda sample: (sample.index, sample.id))


def settings_from_log(path: str | Path, *, name: str = "", kind: str = "") -> dict[str, Any]:
    """Read what stands beside the samples in generation.json.

    Raises:
        FinetuneError: as `samples_from_log`.
    """
    log = _read(path)
    task = {"split": "test", "wording": "all", "style": "chat", "shots": 0, **log.eval.task_args}
    decoding = log.eval.model_generate_config.merge(log.plan.config)
    shots = int(task["shots"])
    provider = log.eval.model.partition("/")[0]
    plain = "few-shot" if shots else "zero-shot"
    # Greedy only where it was asked for: a provider's own default is sampling as far as anyone can tell.
    greedy = decoding.temperature == 0
    epochs = log.eval.config.epochs or 1
    stamp = (log.eval.metadata or {}).get("dataset_stamp")
    if not isinstance(stamp, dict):
        raise FinetuneError(f"{path} does not say which version of the dataset it is of: run `inspect eval` again")
    return {
        "name": name or f"{log.eval.model}, Inspect AI, {task['style']}" + (f", {shots} examples" if shots else ""),
        "kind": kind or (plain if shots or provider in LOCAL else "api"),
        "mode": "few-shot" if shots else "direct",
        "target": "direct",
        "split": task["split"],
        "wording": task["wording"],
        "functions": len({sample.id for sample in log.samples}),
        "samples_per_function": epochs,
        "model": log.eval.model,
        "adapter": "",
        "decoding": {
            "method": "greedy" if greedy else "sampling",
            "temperature": decoding.temperature,
            "beams": 1,
            "max_new_tokens": decoding.max_tokens,
            "batch_size": decoding.max_connections or 1,
            "shots": shots,
        },
        "seed": decoding.seed or 0,
        "training": None,
        "environment": {
            "python": "",
            "packages": {**log.eval.packages, "derivative-manim": str(log.eval.task_version)},
            "gpus": [],
            "processor": "",
            "threads": 0,
        },
        "inspect": {"log": Path(path).name, "eval_id": log.eval.eval_id, "task": log.eval.task, "style": task["style"]},
        "dataset": stamp,
        "command": f"inspect eval finetune/inspect_task.py --model {log.eval.model}",
        "seconds": _seconds(log.stats.started_at, log.stats.completed_at),
        "complete": True,
    }


def _read(path: str | Path) -> Any:
    from inspect_ai.log import read_eval_log

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
    keys = {(sample.id, sample.epoch) for sample in samples}
    wanted = len({sample.id for sample in samples}) * (log.eval.config.epochs or 1)
    if not samples or len(keys) != len(samples) or len(samples) != wanted:
        raise FinetuneError(f"{path} holds {len(samples)} samples where it should hold {wanted or 'some'}")
    return log


def _sample(log: Any, sample: Any) -> Sample:
    given = [ChatMessageUser(content=sample.input)] if isinstance(sample.input, str) else sample.input
    found: Sample = sample_of(
        sample.output,
        id=str(sample.id),
        index=sample.epoch - 1,
        metadata=sample.metadata,
        messages=given,
        seed=log.plan.config.seed or 0,
    )
    return found


def _seconds(started: str, completed: str) -> float:
    if not started or not completed:
        return 0.0
    return (datetime.fromisoformat(completed) - datetime.fromisoformat(started)).total_seconds()
