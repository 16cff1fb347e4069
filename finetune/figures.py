"""The figure of a comparison: usable scenes, row by row. The same files give the same bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import fill
from typing import Any

#: Okabe and Ito's blue, which stays apart from grey for readers with a colour vision deficiency.
TRAINED, OTHER = "#0072B2", "#8a8f94"
#: The font comes with Matplotlib, so that every machine has it.
_STYLE: list[Any] = ["default", "seaborn-v0_8-whitegrid", {"axes.grid.axis": "x", "font.family": "DejaVu Sans"}]


def draw_usable(rows: Sequence[tuple[str, Mapping[str, Any], bool]], path: Path) -> None:
    """Draw how many scenes are usable, row by row from the top, with 95 % intervals.

    Args:
        rows: of each its name, the counted row `usable`, and whether it was trained.
        path: a PNG; no date, version or name is written into it.
    """
    import matplotlib.style
    from matplotlib.figure import Figure

    with matplotlib.style.context(_STYLE):
        figure = Figure(figsize=(8.4, 0.42 * len(rows) + 1.1), layout="constrained")
        axis = figure.subplots()
        for place, (_, cell, trained) in enumerate(rows):
            share, low, high = (100 * cell[name] for name in ("share", "low", "high"))
            axis.barh(place, share, color=TRAINED if trained else OTHER, height=0.62)
            axis.errorbar(
                share, place, xerr=[[max(0.0, share - low)], [max(0.0, high - share)]],
                color="#111111", elinewidth=1, capsize=3,
            )  # fmt: skip
            axis.text(min(high, 100) + 1.5, place, f"{cell['passed']} of {cell['of']}", va="center", fontsize=9)
        # "$" would begin a formula.
        names = [fill(name, 48, max_lines=2, placeholder="…").replace("$", r"\$") for name, _, _ in rows]
        axis.set_yticks(range(len(rows)), names)
        axis.invert_yaxis()
        axis.set_xlim(0, 114)
        axis.set_xticks(range(0, 101, 20))
        axis.set_xlabel("usable scenes (%), with 95 % intervals (Wilson)")
        path.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(path, format="png", dpi=130, metadata={"Software": None})
