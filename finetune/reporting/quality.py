"""Loss against quality, measured: what the scenes of each checkpoint are worth at its validation loss."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from finetune.errors import FinetuneError
from finetune.evaluation.statistics import share
from finetune.reporting.bars import MEASURES, errors
from finetune.reporting.rows import Row, read_rows
from finetune.reporting.style import CYCLE, MUTED, loss_axis, save, styled, subplots
from finetune.study import STUDY_CASES, STUDY_ROWS, STUDY_VALIDATION_LOSS

_MARKS = "os^Dv"
_POINTS = 72  # to the inch
_ASIDE = 3.0  # points between marks that would fall together
_MARGIN = 1.05  # of the losses, left and right
_NEAR = 0.07  # of the axis: closer numbers do not stand in one line
_ABOVE, _LINE = 103, 5.5  # where the epochs stand, in per cent of the scenes


def draw_quality(folders: Sequence[str | Path], path: Path) -> Path:
    """Draw the shares of scenes that pass against the validation loss of the checkpoint that wrote them.

    The loss falls to the right, so that training goes right; the vertical bars are 95 % Wilson intervals; the epochs
    are written above. Hollow marks beside are the study's after its last epoch.

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
    losses = [(row.training or {})["validation_loss"] for row in rows]
    study = [share(STUDY_ROWS[name], STUDY_CASES).as_dict() for name in MEASURES]
    with styled():
        # The study's loss is of another tokenizer: its points stand beside, not on the axis of ours.
        figure, (axis, beside) = subplots(1, 2, figsize=(8.8, 5.0), sharey=True, gridspec_kw={"width_ratios": (6, 1)})
        for place, (name, colour, mark) in enumerate(zip(MEASURES, CYCLE, _MARKS, strict=False)):
            cells = [row.counted(name) for row in rows]
            look = {"color": colour, "marker": mark, "markersize": 5.5, "elinewidth": 0.8, "capsize": 2}
            aside = (place - len(MEASURES) // 2) * _ASIDE
            shares = [100 * cell["share"] for cell in cells]
            _points(axis, losses, shares, errors(cells), aside, linewidth=1.6, label=name.replace("_", " "), **look)
            only = study[place]
            _points(beside, [0], [100 * only["share"]], errors([only]), aside, markerfacecolor="white", **look)
        axis.set_xscale("log")
        loss_axis(axis.xaxis, subs=range(1, 10))
        axis.set_xlim(max(losses) * _MARGIN, min(losses) / _MARGIN)
        heights = _heights(losses)
        for place, (row, loss, high) in enumerate(zip(rows, losses, heights, strict=True)):
            epoch = ("" if place else "epoch ") + f"{round((row.training or {})['epoch'], 1):g}"
            axis.text(loss, _ABOVE + _LINE * high, epoch, ha="center", va="bottom", fontsize=9, color=MUTED)
        axis.set_ylim(-2, _ABOVE + _LINE * (max(heights) + 1))
        axis.set_yticks(range(0, 101, 20))
        axis.set_xlabel("validation loss (nats a token), falling to the right")
        axis.set_ylabel(f"scenes (%), {rows[0].evaluation['functions']} functions of the {rows[0].split} split")
        beside.set_xlim(-1, 1)
        beside.set_xticks([0], [f"{STUDY_VALIDATION_LOSS[-1]:g}\n(of its own\ntokenizer)"])
        beside.set_title("the study", fontsize=10, loc="center")
        figure.legend(loc="outside right center")
        return save(figure, path)


def _points(axis: Any, x: Sequence[float], y: Sequence[float], bars: Any, aside: float, **look: Any) -> None:
    """Draw points with their bars, a little to one side, so that those that fall together can be told apart."""
    from matplotlib.transforms import ScaledTranslation

    moved = axis.transData + ScaledTranslation(aside / _POINTS, 0, axis.figure.dpi_scale_trans)
    axis.errorbar(x, y, yerr=bars, transform=moved, **look)


def _heights(losses: Sequence[float]) -> list[int]:
    """Give the line that each epoch's number stands in: the lowest in which none is near it."""
    width = math.log(max(losses) * _MARGIN**2 / min(losses))
    lines: list[list[float]] = []
    heights = []
    for loss in losses:
        place = math.log(loss) / width
        high = next((at for at, line in enumerate(lines) if all(abs(place - x) > _NEAR for x in line)), len(lines))
        if high == len(lines):
            lines.append([])
        lines[high].append(place)
        heights.append(high)
    return heights
