"""Loss against quality, measured: what the scenes of each checkpoint are worth at its validation loss."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from finetune.errors import FinetuneError
from finetune.evaluation.statistics import share
from finetune.reporting.bars import MEASURES, errors
from finetune.reporting.rows import Row, read_rows
from finetune.reporting.style import CYCLE, loss_axis, save, styled, subplots
from finetune.study import STUDY_CASES, STUDY_ROWS, STUDY_VALIDATION_LOSS

_MARKS = "os^Dv"


def draw_quality(folders: Sequence[str | Path], path: Path) -> Path:
    """Draw the shares of scenes that pass against the validation loss of the checkpoint that wrote them.

    The loss falls to the right, so that training goes right; the vertical bars are 95 % Wilson intervals; the epochs
    are written above. Hollow marks are the study's, at the validation loss of its last epoch.

    Args:
        folders: the evaluated checkpoints of one run.
        path: the PNG to write.

    Returns:
        The path.

    Raises:
        FinetuneError: a folder is not the evaluation of a checkpoint, or they are of several runs.
    """
    rows = read_rows(folders)
    if not rows:
        raise FinetuneError("there is no evaluated checkpoint in the folders: run `python -m finetune sweep` first")
    for row in rows:
        if not (row.training or {}).get("validation_loss"):
            raise FinetuneError(f"{row.folder} is not the evaluation of a checkpoint with a validation loss")
    if len({row.run for row in rows}) > 1:
        raise FinetuneError("the checkpoints are of several training runs: draw one run at a time")
    return draw_checkpoints(sorted(rows, key=lambda row: (row.training or {})["step"]), path)


def draw_checkpoints(rows: Sequence[Row], path: Path) -> Path:
    """Draw the same of rows, in the order of their steps."""
    with styled():
        figure, axis = subplots(1, 1, figsize=(8.4, 5.0))
        for place, (name, colour, mark) in enumerate(zip(MEASURES, CYCLE, _MARKS, strict=False)):
            # Points that fall together are drawn side by side, by a hundredth of their loss.
            aside = 1 + 0.012 * (place - len(MEASURES) // 2)
            cells = [row.counted(name) for row in rows]
            axis.errorbar(
                [(row.training or {})["validation_loss"] * aside for row in rows],
                [100 * cell["share"] for cell in cells],
                yerr=errors(cells),
                color=colour, marker=mark, markersize=5.5, linewidth=1.6, elinewidth=0.8, capsize=2,
                label=name.replace("_", " "),
            )  # fmt: skip
            study = share(STUDY_ROWS[name], STUDY_CASES).as_dict()
            axis.errorbar(
                [STUDY_VALIDATION_LOSS[-1] * aside], [100 * study["share"]], yerr=errors([study]),
                color=colour, marker=mark, markersize=5.5, markerfacecolor="white", elinewidth=0.8, capsize=2,
            )  # fmt: skip
        axis.set_xscale("log")
        loss_axis(axis.xaxis)
        losses = [(row.training or {})["validation_loss"] for row in rows]
        _label(axis, STUDY_VALIDATION_LOSS[-1], "the\nstudy", 1)
        for place, (row, loss) in enumerate(zip(rows, losses, strict=True)):
            _label(axis, loss, f"epoch\n{round((row.training or {})['epoch'], 1):g}", place % 2)
        spread = max(*losses, STUDY_VALIDATION_LOSS[-1]) * 1.15, min(*losses, STUDY_VALIDATION_LOSS[-1]) / 1.15
        axis.set_xlim(*spread)
        axis.set_ylim(-2, 118)
        axis.set_yticks(range(0, 101, 20))
        axis.set_xlabel("validation loss (nats a token), falling to the right")
        axis.set_ylabel(f"scenes (%), {rows[0].evaluation['functions']} functions of the {rows[0].split} split")
        figure.legend(loc="outside right center")
        return save(figure, path)


def _label(axis: Any, x: float, text: str, high: int) -> None:
    axis.text(x, 104 + 6.5 * high, text, ha="center", va="bottom", fontsize=8, linespacing=0.95, color="#444444")
