"""What is kept of a training run: one JSON file, written anew at every checkpoint."""

from __future__ import annotations

import json
import platform
import sys
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from finetune.errors import FinetuneError

FILE = "history.json"
PACKAGES = ("derivative-manim", "torch", "transformers", "trl", "peft", "accelerate", "bitsandbytes", "datasets")


def environment() -> dict[str, Any]:
    """Say what the run ran on: versions, processor or GPU."""
    import torch

    versions = {}
    for package in PACKAGES:
        try:
            versions[package] = version(package)
        except PackageNotFoundError:
            versions[package] = ""
    gpus = [torch.cuda.get_device_name(index) for index in range(torch.cuda.device_count())]
    return {
        "python": platform.python_version(),
        "packages": versions,
        "gpus": gpus,
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


def steps_of(log: Iterable[dict[str, Any]]) -> list[dict[str, float]]:
    """Take the optimizer steps out of a trainer's log: step, epoch, loss, learning rate, norm of the gradient."""
    return [
        {
            "step": entry["step"],
            "epoch": entry["epoch"],
            "loss": entry["loss"],
            "learning_rate": entry["learning_rate"],
            "grad_norm": float(entry.get("grad_norm", float("nan"))),
        }
        for entry in log
        if "loss" in entry and "learning_rate" in entry
    ]


def checkpoints_of(log: Iterable[dict[str, Any]], steps: list[dict[str, float]]) -> list[dict[str, float]]:
    """Take the validation losses out of a trainer's log, each with the mean train loss since the one before.

    A loss is the mean cross entropy of the response's tokens, in nats.
    """
    found: list[dict[str, float]] = []
    for entry in log:
        if "eval_loss" not in entry:
            continue
        since = found[-1]["step"] if found else 0
        losses = [step["loss"] for step in steps if since < step["step"] <= entry["step"]]
        if losses:
            found.append(
                {
                    "step": entry["step"],
                    "epoch": entry["epoch"],
                    "train_loss": sum(losses) / len(losses),
                    "validation_loss": entry["eval_loss"],
                }
            )
    return found


def epochs_of(checkpoints: list[dict[str, float]], steps: list[dict[str, float]]) -> list[dict[str, float]]:
    """Give train and validation loss at the end of every whole epoch, as the study's table has them."""
    rows = []
    for checkpoint in checkpoints:
        epoch = round(checkpoint["epoch"])
        if epoch and abs(checkpoint["epoch"] - epoch) < 1e-6:
            losses = [step["loss"] for step in steps if epoch - 1 < step["epoch"] <= epoch + 1e-6]
            rows.append(
                {
                    "epoch": epoch,
                    "train_loss": sum(losses) / len(losses),
                    "validation_loss": checkpoint["validation_loss"],
                }
            )
    return rows


def write(folder: str | Path, history: dict[str, Any]) -> None:
    """Write the history whole or not at all."""
    target = Path(folder) / FILE
    part = target.with_suffix(".part")
    part.write_text(json.dumps(history, indent=1, allow_nan=False) + "\n", encoding="utf-8")
    part.replace(target)


def read(folder: str | Path) -> dict[str, Any] | None:
    """Read a run's history; None if there is none yet."""
    source = Path(folder) / FILE
    if not source.is_file():
        return None
    content: dict[str, Any] = json.loads(source.read_text(encoding="utf-8"))
    return content


def adapter_of(run: str | Path, kept: dict[str, Any], checkpoint: str | None) -> tuple[str, dict[str, Any]]:
    """Find an adapter of a run, and say what is known of its training.

    Args:
        run: the folder.
        kept: its history.
        checkpoint: a step (`27`); None: the adapter of the finished run.

    Returns:
        The adapter's folder, and config, losses by epoch, step, epoch, validation loss and seconds.

    Raises:
        FinetuneError: there is no such checkpoint, or the run is not finished.
    """
    steps = {str(entry["step"]): entry for entry in kept["checkpoints"]}
    if checkpoint is None and not kept["finished"]:
        raise FinetuneError(
            f"{run} is not finished: train on with the same command, or name a --checkpoint ({', '.join(steps)})"
        )
    step = checkpoint or str(kept["checkpoints"][-1]["step"])
    folder = Path(run) / (f"checkpoint-{step}" if checkpoint else "adapter")
    if step not in steps or not (folder / "adapter_config.json").is_file():
        raise FinetuneError(f"{run} has no checkpoint {step}; there are {', '.join(steps)}")
    reached = steps[step]
    return str(folder), {
        "config": kept["config"],
        "epochs": [row for row in kept["epochs"] if row["epoch"] <= reached["epoch"] + 1e-6],
        "step": reached["step"],
        "epoch": reached["epoch"],
        "validation_loss": reached["validation_loss"],
        "train_loss": reached["train_loss"],
        "seconds": kept["seconds"],
        "environment": kept["environment"],
    }
