"""The curves of a training run, beside the study's own: loss by step and by epoch, and the learning rate."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from finetune.reporting.style import MUTED, OURS, OURS_TOO, STUDY, THEIRS_TOO, loss_axis, save, styled, subplots
from finetune.study import STUDY_EPOCHS, STUDY_NAME, STUDY_TRAIN_LOSS, STUDY_VALIDATION_LOSS

_SMALLEST = 1e-9


def draw_curves(history: Mapping[str, Any], path: Path) -> Path:
    """Draw the losses and the learning rate of a run.

    Above: train loss of every optimizer step, mean train loss and validation loss of every checkpoint, and the study's
    own figures (`finetune.study`) by epoch; below: the learning rate. Losses are mean cross entropies of the response's
    tokens in nats, on a logarithmic axis. What is not finite or not positive cannot be drawn there and is left out.

    Args:
        history: what `finetune.training.history` keeps of a run.
        path: the PNG to write. The same history gives the same bytes with the same Matplotlib.

    Returns:
        The path.
    """
    with styled():
        return save(_figure(history), path)


def _figure(history: Mapping[str, Any]) -> Any:
    figure, (loss, rate) = subplots(2, 1, figsize=(8.0, 6.4), sharex=True, gridspec_kw={"height_ratios": (3, 1)})
    steps = list(history.get("steps") or ())
    checkpoints = list(history.get("checkpoints") or history.get("epochs") or ())
    drawn = [step for step in steps if _positive(step["loss"])]
    loss.plot(
        [step["epoch"] for step in drawn], [step["loss"] for step in drawn],
        color=OURS_TOO, linewidth=0.9, alpha=0.7, label="train, by step",
    )  # fmt: skip
    for key, colour, mark, name in (
        ("train_loss", OURS_TOO, "s", "train"),
        ("validation_loss", OURS, "o", "validation"),
    ):
        shown = [row for row in checkpoints if _positive(row.get(key))]
        loss.plot(
            [row["epoch"] for row in shown], [row[key] for row in shown],
            color=colour, marker=mark, markersize=5, linewidth=1.8 if key == "validation_loss" else 0,
            label=f"{name}, by checkpoint",
        )  # fmt: skip
    for values, colour, mark, name in (
        (STUDY_TRAIN_LOSS, THEIRS_TOO, "s", "train"),
        (STUDY_VALIDATION_LOSS, STUDY, "o", "validation"),
    ):
        loss.plot(
            STUDY_EPOCHS, values,
            color=colour, marker=mark, markersize=4, markerfacecolor="white", linestyle="--", linewidth=1.2,
            label=f"{STUDY_NAME}: {name}",
        )  # fmt: skip
    loss.set_yscale("log")
    loss_axis(loss.yaxis)
    loss.set_ylabel("loss (nats a token)")
    loss.set_title(_title(history))
    loss.legend(loc="upper right", ncols=2)
    rate.plot([step["epoch"] for step in steps], [step["learning_rate"] for step in steps], color=MUTED)
    rate.set_ylabel("learning rate")
    rate.set_xlabel(_x_label(steps))
    rate.set_ylim(bottom=0)
    rate.ticklabel_format(axis="y", style="sci", scilimits=(0, 0))
    rate.set_xlim(left=0)
    return figure


def _positive(value: Any) -> bool:
    return isinstance(value, int | float) and _SMALLEST < value < float("inf")


def _title(history: Mapping[str, Any]) -> str:
    config = history.get("config") or {}
    model = str(config.get("model", {}).get("name", "")).rstrip("/").rpartition("/")[2]
    target = str(config.get("data", {}).get("target", ""))
    return ", ".join(part for part in (model, target) if part) or "training run"


def _x_label(steps: list[Mapping[str, Any]]) -> str:
    if not steps or not steps[-1]["epoch"]:
        return "epoch"
    return f"epoch ({steps[-1]['step'] / steps[-1]['epoch']:.0f} optimizer steps each)"
