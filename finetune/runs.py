"""A training run as it lies in its folder: run.json (ours) and trainer_state.json (transformers' own history)."""

from __future__ import annotations

import platform
import re
import sys
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from .errors import FinetuneError
from .files import read_json, write_json

RUN, STATE, ADAPTER = "run.json", "trainer_state.json", "adapter"
PACKAGES = ("derivative-manim", "torch", "transformers", "trl", "peft", "accelerate", "bitsandbytes", "datasets")
_KINDS = {"config": dict, "environment": dict, "parameters": dict, "lengths": dict, "dataset": dict}
_FOLDER = re.compile(r"checkpoint-(\d+)")


def environment() -> dict[str, Any]:
    """Say what the run runs on: versions, processor, GPUs."""
    import torch

    versions = {}
    for package in PACKAGES:
        try:
            versions[package] = version(package)
        except PackageNotFoundError:
            versions[package] = ""
    return {
        "python": platform.python_version(),
        "packages": versions,
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


def last_checkpoint(run: str | Path) -> Path | None:
    """Find the last whole checkpoint of a run.

    transformers writes trainer_state.json last: a checkpoint without it, or with half of it, was being written when the
    process ended, and is passed over. None if there is no whole one.
    """
    for folder in sorted(_checkpoints(run), key=_step, reverse=True):
        try:
            state = read_json(folder / STATE, {"global_step": int, "log_history": list})
        except FinetuneError:
            continue
        if state["global_step"] == _step(folder):
            return folder
    return None


def _checkpoints(run: str | Path) -> list[Path]:
    return [path for path in Path(run).glob("checkpoint-*") if _FOLDER.fullmatch(path.name)]


def _step(folder: Path) -> int:
    return int(folder.name.rpartition("-")[2])


def write_run(run: str | Path, record: dict[str, Any]) -> None:
    """Write what is known before the first step."""
    write_json(Path(run) / RUN, record)


def read_run(run: str | Path) -> dict[str, Any] | None:
    """Read a run: run.json, and what the trainer's log says; None if there is no run.

    Returns:
        `config`, `environment`, `parameters`, `lengths`, `dataset`; `finished`; `steps`, `checkpoints`, `epochs` with
        their losses (mean cross entropies of the response's tokens, nats); `step`, that of the adapter that was kept;
        `seconds`, `samples_per_second`, `tokens_per_second`, `peak_memory_bytes`.

    Raises:
        FinetuneError: a file is damaged.
    """
    folder = Path(run)
    if not (folder / RUN).is_file():
        return None
    found = read_json(folder / RUN, _KINDS)
    last = folder if (folder / STATE).is_file() else last_checkpoint(folder)
    state = {"log_history": []} if last is None else read_json(last / STATE, {"log_history": list, "global_step": int})
    log = [entry for entry in state["log_history"] if isinstance(entry, dict)]
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
        "epochs": _epochs(checkpoints, steps),
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
            train = sum(losses) / len(losses)
            named = {"step": entry["step"], "epoch": entry["epoch"]}
            found.append(named | {"train_loss": train, "validation_loss": entry["eval_loss"]})
    return found


def _epochs(checkpoints: list[dict[str, Any]], steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The losses at the end of every whole epoch, as the study's table has them."""
    rows = []
    for checkpoint in checkpoints:
        epoch = round(checkpoint["epoch"])
        losses = [step["loss"] for step in steps if epoch - 1 < step["epoch"] <= epoch + 1e-6]
        if epoch and losses and abs(checkpoint["epoch"] - epoch) < 1e-6:
            train = sum(losses) / len(losses)
            rows.append(
                {"epoch": epoch, "train_loss": train, "validation_loss": checkpoint["validation_loss"]}
            )  # fmt: skip
    return rows


def adapter_of(run: str | Path, kept: dict[str, Any], checkpoint: str | None) -> tuple[str, dict[str, Any]]:
    """Find an adapter of a run, and say what is known of its training.

    Returns:
        The adapter's folder, and config, losses by epoch, step, epoch, validation loss, seconds and environment.

    Raises:
        FinetuneError: there is no such checkpoint, or the run is not finished.
    """
    steps = {str(entry["step"]): entry for entry in kept["checkpoints"]}
    if checkpoint is None and not kept["finished"]:
        raise FinetuneError(
            f"{run} is not finished: train on with the same command, or name a --checkpoint ({', '.join(steps)})"
        )
    step = checkpoint or str(kept["step"])
    folder = Path(run) / (f"checkpoint-{step}" if checkpoint else ADAPTER)
    if step not in steps or not (folder / "adapter_config.json").is_file():
        raise FinetuneError(f"{run} has no checkpoint {step}; there are {', '.join(steps) or 'none'}")
    reached = steps[step]
    return str(folder), {
        "config": kept["config"],
        "epochs": [row for row in kept["epochs"] if row["epoch"] <= reached["epoch"] + 1e-6],
        **reached,
        "seconds": kept["seconds"],
        "environment": kept["environment"],
        "dataset": kept["dataset"],
    }
