"""Tables, by pandas: for the terminal and as Markdown."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from .statistics import share
from .study import STUDY_CASES, STUDY_ROWS

#: `usable` is the study's word; it leaves out layout and what is false beside function, derivative and lines.
FAULTLESS = "usable, and no fault found"
NONE = "–"


def study() -> dict[str, dict[str, Any]]:
    """Give the study's eleven rows, counted as an evaluation has them."""
    return {row: share(passed, STUDY_CASES) for row, passed in STUDY_ROWS.items()}


def frame(lines: Mapping[str, Mapping[str, Any]]) -> Any:
    """Give a table of lines by name; what a line lacks is a dash."""
    from pandas import DataFrame

    return DataFrame.from_dict(dict(lines), orient="index").fillna(NONE)


def interval(cell: Mapping[str, Any]) -> str:
    """Write a count with the interval of its share, in per cent."""
    return f"{cell['passed']}/{cell['of']} ({100 * cell['low']:.0f}-{100 * cell['high']:.0f} %)"


def p_value(value: float) -> str:
    """Write the p value of a test."""
    return f"{value:.3f}" if value >= 0.001 else f"{value:.0e}"


def duration(seconds: float) -> str:
    """Write a time: seconds, or minutes and seconds, or hours and minutes."""
    minutes, rest = divmod(round(seconds), 60)
    hours, left = divmod(minutes, 60)
    if not minutes:
        return f"{seconds:.3g} s"
    return f"{hours} h {left} min" if hours else f"{minutes} min {rest} s"


def markdown(table: Any) -> str:
    """Draw a table as Markdown: the names of its rows first, numbers to the right."""
    heads = ["", *map(str, table.columns)]
    lines = [[str(name), *map(str, cells)] for name, cells in zip(table.index, table.values.tolist(), strict=True)]
    columns = zip(*table.values.tolist(), strict=True)
    words = [any(str(cell)[:1].isalpha() for cell in column) for column in columns]
    rules = ["---", *("---" if holds else "--:" for holds in words)]
    return "".join("| " + " | ".join(map(escaped, line)) + " |\n" for line in [heads, rules, *lines])


def escaped(text: str) -> str:
    """Write what a model may have written (the name of an exception) so that it shows and does nothing."""
    flat = " ".join(text.split()).replace("\\", "\\\\")
    shown = "".join(sign if unicodedata.category(sign)[0] != "C" else f"\\u{ord(sign):04x}" for sign in flat)
    return shown.replace("|", "\\|").replace("<", "&lt;").replace("`", "\\`")
