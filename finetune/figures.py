"""The figures of the report: usable scenes, losses. The same files give the same bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .study import STUDY_EPOCHS, STUDY_NAME, STUDY_TRAIN_LOSS, STUDY_VALIDATION_LOSS

#: Okabe and Ito's colours, which stay apart for readers with a colour vision deficiency.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#666666", "#000000")
_MUTED = "#8a8f94"
_STYLE: dict[str, Any] = {
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 12,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "grid.color": "#e3e3e3",
    "grid.linewidth": 0.7,
    "font.size": 10,
    "font.family": "DejaVu Sans",  # comes with Matplotlib, so that every machine has it
    "legend.fontsize": 9,
    "legend.frameon": False,
}


@contextmanager
def _drawn(path: Path, size: tuple[float, float]) -> Iterator[Any]:
    """Give axes to draw on, and write them as a PNG without a date, a version or a name in it."""
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    settings: Any = {**matplotlib.rcParamsDefault, "backend": "agg"} | _STYLE
    with matplotlib.rc_context(settings):
        figure = Figure(figsize=size, layout="constrained")
        FigureCanvasAgg(figure)
        yield figure.subplots()
        path.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(path, format="png", dpi=130, metadata={"Software": None})


def draw_usable(rows: Sequence[tuple[str, Mapping[str, Any], bool]], path: Path) -> None:
    """Draw how many scenes are usable, row by row from the top, with 95 % intervals."""
    with _drawn(path, (8.4, 0.42 * len(rows) + 1.1)) as axis:
        for place, (_, cell, trained) in enumerate(rows):
            share, low, high = (100 * cell[name] for name in ("share", "low", "high"))
            axis.barh(place, share, color=COLOURS[0] if trained else _MUTED, height=0.62)
            axis.errorbar(
                share, place, xerr=[[max(0.0, share - low)], [max(0.0, high - share)]],
                color="#111111", elinewidth=1, capsize=3,
            )  # fmt: skip
            axis.text(min(high, 100) + 1.5, place, f"{cell['passed']} of {cell['of']}", va="center", fontsize=9)
        axis.set_yticks(range(len(rows)), [_short(name) for name, _, _ in rows])
        axis.invert_yaxis()
        axis.set_xlim(0, 114)
        axis.set_xticks(range(0, 101, 20))
        axis.set_xlabel("usable scenes (%), with 95 % intervals (Wilson)")
        axis.grid(visible=False, axis="y")


def draw_losses(runs: Sequence[tuple[str, Mapping[str, Any]]], path: Path) -> None:
    """Draw train and validation loss of every checkpoint of the runs, and the study's own by epoch.

    Losses are mean cross entropies of the response's tokens in nats, each of its own tokenizer and target.
    """
    study = [
        {"epoch": epoch, "train_loss": train, "validation_loss": validation}
        for epoch, train, validation in zip(STUDY_EPOCHS, STUDY_TRAIN_LOSS, STUDY_VALIDATION_LOSS, strict=True)
    ]
    named = [*((name, run["checkpoints"]) for name, run in runs), (STUDY_NAME, study)]
    with _drawn(path, (8.4, 4.6)) as axis:
        for (name, points), colour in zip(named, _colours(len(named)), strict=True):
            epochs = [point["epoch"] for point in points]
            axis.plot(
                epochs, [point["validation_loss"] for point in points],
                color=colour, marker="o", markersize=4.5, label=_short(name),
            )  # fmt: skip
            axis.plot(epochs, [point["train_loss"] for point in points], color=colour, linestyle=":", linewidth=1.2)
        axis.set_yscale("log")
        axis.yaxis.set_major_formatter(lambda value, _: f"{value:g}")
        axis.set_xlabel("epoch")
        axis.set_ylabel("loss (nats a token): validation -, train ..")
        axis.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=2)


def _colours(count: int) -> list[str]:
    return [COLOURS[place % len(COLOURS)] for place in range(count)]


def _short(name: str) -> str:
    # "$" would begin a formula.
    return (name if len(name) <= 48 else name[:47] + "…").replace("$", r"\$")
