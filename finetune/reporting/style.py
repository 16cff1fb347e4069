"""How every chart of a report looks: one set of colours, a light ground, the same bytes each time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# Okabe and Ito's colours, which stay apart for readers with a colour vision deficiency
# (Wong, "Points of view: Color blindness", Nature Methods 8, 441, 2011).
OURS, OURS_TOO, STUDY, THEIRS_TOO = "#0072B2", "#56B4E9", "#D55E00", "#E69F00"
MUTED = "#666666"
CYCLE = (OURS, STUDY, "#009E73", "#CC79A7", THEIRS_TOO, OURS_TOO, MUTED, "#000000")

_STYLE: dict[str, Any] = {
    "figure.facecolor": "white",
    "axes.facecolor": "white",
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 12,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": 10.5,
    "grid.color": "#e3e3e3",
    "grid.linewidth": 0.7,
    "font.size": 10,
    "font.family": "DejaVu Sans",  # comes with Matplotlib, so that every machine has it
    "legend.fontsize": 9,
    "legend.frameon": True,
    "legend.framealpha": 0.9,
    "legend.edgecolor": "none",
    "figure.dpi": 100,
}


@contextmanager
def styled() -> Iterator[None]:
    """Draw in the style of the reports: whatever a user's matplotlibrc says, the same bytes."""
    import matplotlib

    settings: Any = {**matplotlib.rcParamsDefault, "backend": "agg"} | _STYLE
    with matplotlib.rc_context(settings):
        yield


def subplots(rows: int, columns: int, **options: Any) -> tuple[Any, Any]:
    """Give a figure and its axes, with no window and no global state touched.

    To be called, drawn on and saved inside `styled()`.

    Args:
        rows: of panels.
        columns: of panels.
        options: of `Figure.subplots`, and `figsize` in inches.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=options.pop("figsize", (8.0, 4.5)), layout="constrained")
    FigureCanvasAgg(figure)
    return figure, figure.subplots(rows, columns, **options)


def save(figure: Any, path: Path) -> Path:
    """Write a figure as a PNG without a date, a version or a name in it.

    Args:
        figure: Matplotlib's.
        path: the file; its folder is made.

    Returns:
        The path.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, format="png", dpi=130, metadata={"Software": None})
    return path


def loss_axis(axis: Any, subs: Sequence[float] = (1.0, 2.0, 5.0)) -> None:
    """Make an axis of losses logarithmic, with plain numbers at 1, 2 and 5 of every decade, or at others of it."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    axis.set_major_locator(LogLocator(subs=subs, numticks=20))
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axis.set_minor_formatter(NullFormatter())
