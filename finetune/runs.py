"""A training run as it lies in its folder: run.json (ours) and trainer_state.json (transformers' own history)."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterable
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from statistics import fmean
from typing import Any

from .errors import FinetuneError
from .files import read_json

RUN, STATE, ADAPTER = "run.json", "trainer_state.json", "adapter"
PACKAGES = ("derivative-manim", "torch", "transformers", "trl", "peft", "accelerate", "bitsandbytes", "datasets")
_KINDS = {"config": dict, "environment": dict, "parameters": dict, "lengths": dict, "dataset": dict}


def environment() -> dict[str, Any]:
    """Say what the run runs on: versions, processor, GPUs."""
    import torch

    return {
        "python": platform.python_version(),
        "packages": {package: version(package) for package in PACKAGES if find_spec(package.replace("-", "_"))},
        "gpus": [torch.cuda.get_device_name(index) for index in range(torch.cuda.device_count())],
        "processor": processor(),
        "threads": torch.get_num_threads(),
    }


def processor() -> str:
    """Name the processor as the system does."""
    if sys.platform == "linux":
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def threads(number: int, processor: str) -> str:
    """Write on how many threads of which processor a run runs."""
    return f"{number} {'thread' if number == 1 else 'threads'} of {processor}"


def last_checkpoint(run: str | Path) -> Path | None:
    """Find the last whole checkpoint of a run; None if there is none.

    transformers writes trainer_state.json last: a checkpoint without it, or with half of it, was being written when the
    process ended, and is passed over.
    """
    steps = [int(path.name.partition("-")[2]) for path in Path(run).glob("checkpoint-[0-9]*")]
    for step in sorted(steps, reverse=True):
        folder = Path(run) / f"checkpoint-{step}"
        try:
            if read_json(folder / STATE, {"global_step": int, "log_history": list})["global_step"] == step:
                return folder
        except FinetuneError:
            continue
    return None


def read_run(run: str | Path) -> dict[str, Any] | None:
    """Read a run: run.json, and what the trainer's log says; None if there is no run.

    Returns:
        `config`, `environment`, `parameters`, `lengths`, `dataset`; `finished`; `steps` and `checkpoints` with their
        losses (mean cross entropies of the response's tokens, nats); `step`, that of the adapter that was kept;
        `seconds`, `samples_per_second`, `tokens_per_second`, `peak_memory_bytes`.
    """
    folder = Path(run)
    if not (folder / RUN).is_file():
        return None
    found = read_json(folder / RUN, _KINDS)
    last = folder if (folder / STATE).is_file() else last_checkpoint(folder)
    state = {"log_history": []} if last is None else read_json(last / STATE, {"log_history": list, "global_step": int})
    log = state["log_history"]
    kept = ("step", "epoch", "loss", "learning_rate")
    steps = [{name: entry.get(name) for name in kept} for entry in log if "loss" in entry]
    checkpoints = _evaluated(log, steps)
    seconds = max((entry["seconds"] for entry in log if "seconds" in entry), default=0.0)
    lengths = found["lengths"].get("train") or {}
    passed = lengths.get("rows", 0) * (steps[-1]["epoch"] if steps else 0.0)
    return found | {
        "finished": last == folder and state.get("global_step", 0) >= state.get("max_steps", 0),
        "steps": steps,
        "checkpoints": checkpoints,
        "step": state.get("best_global_step") or (steps[-1]["step"] if steps else 0),
        "seconds": seconds,
        "samples_per_second": passed / seconds if seconds else 0.0,
        "tokens_per_second": passed * lengths.get("mean", 0.0) / seconds if seconds else 0.0,
        "peak_memory_bytes": max((entry.get("peak_memory_bytes", 0) for entry in log), default=0),
    }


def _evaluated(log: Iterable[dict[str, Any]], steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The validation losses, each with the mean train loss since the one before."""
    found: list[dict[str, Any]] = []
    for entry in log:
        since = found[-1]["step"] if found else 0
        losses = [step["loss"] for step in steps if since < step["step"] <= entry.get("step", 0)]
        if "eval_loss" in entry and losses:
            named = {"step": entry["step"], "epoch": entry["epoch"], "validation_loss": entry["eval_loss"]}
            found.append(named | {"train_loss": fmean(losses)})
    return found


def adapter_of(run: str | Path, kept: dict[str, Any], checkpoint: str | None = None) -> tuple[str, dict[str, Any]]:
    """Find the adapter of a run, the best one or that of a checkpoint, and say what is known of its training.

    Returns:
        The adapter's folder, and config, step, epoch, losses, seconds and environment.
    """
    if checkpoint is None and not kept["finished"]:
        raise FinetuneError(f"{run} is not finished: train on with the same command, or name a --checkpoint")
    folder, step = Path(run) / (f"checkpoint-{checkpoint}" if checkpoint else ADAPTER), checkpoint or str(kept["step"])
    reached = next((entry for entry in kept["checkpoints"] if str(entry["step"]) == step), None)
    if reached is None or not (folder / "adapter_config.json").is_file():
        raise FinetuneError(f"{run} has no checkpoint {step}")
    told = {name: kept[name] for name in ("config", "seconds", "environment", "dataset")}
    return str(folder), {**told, **reached}
