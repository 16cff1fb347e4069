"""Bars by level: how many of a run's scenes pass what matters, with intervals."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from finetune.evaluation.statistics import share
from finetune.reporting.rows import Row
from finetune.reporting.style import STUDY, save, styled, subplots
from finetune.study import STUDY_CASES, STUDY_ROWS

#: Of the eleven rows, those that are drawn.
MEASURES = ("valid_syntax", "executes", "right_function", "right_derivative", "usable")
_WORDS = {name: name.replace("_", "\n") for name in MEASURES}
# From light to dark as the levels get harder; `all` apart from them.
_SHADES = ("#cfe3f2", "#9cc6e4", "#66a5d2", "#3784bd")
_ALL = "#a3a8ad"


def draw_bars(rows: Sequence[Row], path: Path) -> Path:
    """Draw one panel a run: bars by level and in all, with 95 % Wilson intervals, and the study's shares as points.

    Args:
        rows: the runs, one or more.
        path: the PNG to write.

    Returns:
        The path.
    """
    columns = 1 if len(rows) == 1 else 2
    lines = -(-len(rows) // columns)
    with styled():
        figure, axes = subplots(lines, columns, figsize=(5.6 * columns, 2.9 * lines + 0.5), sharey=True, squeeze=False)
        panels = list(axes.flat)
        for axis, row in zip(panels, rows, strict=False):
            _panel(axis, row)
        for axis in panels[len(rows) :]:
            axis.set_visible(False)
        for line in axes:
            line[0].set_ylabel("scenes (%)")
        handles: dict[str, Any] = {}
        for axis in panels[: len(rows)]:
            handles |= {label: handle for handle, label in zip(*axis.get_legend_handles_labels(), strict=True)}
        figure.legend(handles.values(), handles.keys(), loc="outside lower center", ncols=len(handles))
        return save(figure, path)


def _panel(axis: Any, row: Row) -> None:
    groups = [*row.levels, "all"]
    width = 0.84 / (len(groups) + 1)
    colours = [*_SHADES[: len(groups) - 1], *["#999999"] * (len(groups) - 1 - len(_SHADES)), _ALL]
    for place, (level, colour) in enumerate(zip(groups, colours, strict=True)):
        cells = [row.counted(name, level) for name in MEASURES]
        axis.bar(
            [x + (place - len(groups) / 2) * width for x in range(len(MEASURES))],
            [100 * cell["share"] for cell in cells],
            width * 0.92,
            yerr=errors(cells),
            color=colour,
            label=level,
            error_kw={"elinewidth": 0.9, "ecolor": "#111111", "capsize": 1.8},
        )
    study = [share(STUDY_ROWS[name], STUDY_CASES).as_dict() for name in MEASURES]
    axis.errorbar(
        [x + len(groups) / 2 * width for x in range(len(MEASURES))],
        [100 * cell["share"] for cell in study],
        yerr=errors(study),
        fmt="D", color=STUDY, markersize=4.5, elinewidth=0.9, capsize=1.8, label="the study, all",
    )  # fmt: skip
    axis.set_ylim(-3, 104)
    axis.set_xticks(range(len(MEASURES)), [_WORDS[name] for name in MEASURES])
    axis.grid(visible=False, axis="x")
    axis.set_title(_short(row.name))


def errors(cells: Sequence[dict[str, Any]]) -> list[list[float]]:
    """How far an interval reaches below and above; a Wilson interval holds its share, up to rounding."""
    return [
        [100 * max(0.0, cell["share"] - cell["low"]) for cell in cells],
        [100 * max(0.0, cell["high"] - cell["share"]) for cell in cells],
    ]


def _short(name: str) -> str:
    # "$" would begin a formula.
    return (name if len(name) <= 56 else name[:55] + "…").replace("$", r"\$")
