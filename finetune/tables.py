"""Tables, by pandas: for the terminal and as Markdown."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .failures import meaning
from .statistics import share
from .study import STUDY_CASES, STUDY_NAME, STUDY_ROWS

if TYPE_CHECKING:
    from pandas import DataFrame

#: `usable` is the study's word; it leaves out layout and what is false beside function, derivative and lines.
FAULTLESS = "usable, and no fault found"
NONE = "–"


def words() -> dict[str, str]:
    """Give the words for the study's eleven rows."""
    from derivative_manim.validation.reports import ROW_WORDS

    found: dict[str, str] = ROW_WORDS
    return found


def rows(evaluation: Mapping[str, Any]) -> DataFrame:
    """Give the eleven rows, and usable scenes without any fault: by level and nearness, in all, and the study's."""
    from pandas import DataFrame

    table = {
        group: {words()[row]: interval(cell) for row, cell in counted.items()}
        | {FAULTLESS: interval(evaluation["faultless"][group])}
        for group, counted in evaluation["rows"].items()
    }
    study = {words()[row]: interval(share(passed, STUDY_CASES).as_dict()) for row, passed in STUDY_ROWS.items()}
    return DataFrame(table | {STUDY_NAME.lower(): study | {FAULTLESS: NONE}})


def failures(evaluation: Mapping[str, Any]) -> DataFrame:
    """Give the failures by class and group, the most frequent first, and what each class is."""
    from pandas import DataFrame

    counted = evaluation["failures"]
    return DataFrame(
        {group: {name: found.get(name, 0) for name in counted["all"]} for group, found in counted.items()}
        | {"which is": {name: meaning(name) for name in counted["all"]}}
    )


def pass_at_k(evaluation: Mapping[str, Any]) -> DataFrame:
    """Give pass@k of every row, in per cent."""
    from pandas import DataFrame

    found = {words()[row]: values for row, values in evaluation["pass_at_k"].items()}
    return DataFrame(
        {row: {f"pass@{k}": f"{100 * value:.0f}" for k, value in values.items()} for row, values in found.items()}
    ).T


def pairs(found: Mapping[str, Any]) -> DataFrame:
    """Give the comparison of two runs, row by row."""
    from pandas import DataFrame

    names = {"both": "both", "only_a": f"only {found['a']}", "only_b": f"only {found['b']}", "neither": "neither"}
    return DataFrame(
        {
            words()[row]: {title: counts[key] for key, title in names.items()} | {"p": p_value(counts["p"])}
            for row, counts in found["rows"].items()
        }
    ).T


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


def markdown(table: DataFrame, corner: str = "") -> str:
    """Draw a table as Markdown: the names of its rows first, numbers to the right."""
    heads = [corner, *map(str, table.columns)]
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
