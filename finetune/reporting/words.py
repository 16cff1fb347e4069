"""How numbers, shares and settings are written in the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from finetune.evaluation.statistics import CONFIDENCE
from finetune.reporting.blocks import Cell

NONE = "–"
_MINUTE = 60


def duration(seconds: float | None) -> str:
    """Write a time: seconds, or minutes and seconds, or hours and minutes."""
    if seconds is None:
        return NONE
    minutes, rest = divmod(round(seconds), _MINUTE)
    if not minutes:
        return f"{seconds:.3g} s"
    hours, minutes_left = divmod(minutes, _MINUTE)
    return f"{hours} h {minutes_left} min" if hours else f"{minutes} min {rest} s"


def percent(value: float) -> str:
    """Write a share in whole per cent, without the sign."""
    return f"{100 * value:.0f}"


def of(cell: Mapping[str, Any]) -> str:
    """Write a count in a sentence: passed, asked, share and interval."""
    interval = f"{percent(CONFIDENCE)} % interval {percent(cell['low'])} to {percent(cell['high'])} %"
    return f"{cell['passed']} of {cell['of']} ({percent(cell['share'])} %, {interval})"


def counted(cell: Mapping[str, Any], *, strong: bool = False) -> Cell:
    """Write a count in a table: passed and asked, below them share and interval."""
    interval = f"{percent(cell['share'])} % ({percent(cell['low'])}–{percent(cell['high'])})"
    return Cell(f"{cell['passed']}/{cell['of']}", interval, strong)


def epochs(count: float | None) -> str:
    """Write how long was trained; None if it is not known."""
    return "yes" if count is None else f"{round(count, 1):g} {'epoch' if count == 1 else 'epochs'}"


def machine(environment: Mapping[str, Any]) -> Cell:
    """Write what was computed on: GPUs, or processor and threads, and the versions below."""
    gpus = environment.get("gpus") or []
    packages = environment.get("packages") or {}
    small = ", ".join(f"{name} {packages[name]}" for name in ("torch", "transformers") if packages.get(name))
    if gpus:
        return Cell(", ".join(gpus), small)
    processor = str(environment.get("processor") or NONE)
    threads = environment.get("threads")
    return Cell(f"{processor}, {threads} threads" if threads else processor, small)


def as_text(value: Any) -> str:
    """Write a value of a configuration."""
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return NONE if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def number(value: float | None, form: str, unit: float = 1.0) -> str:
    """Write a measured number in a unit, or that there is none."""
    return NONE if value is None else format(value / unit, form)


def loss(value: float | None) -> str:
    """Write a loss (nats a token), or that there is none."""
    return NONE if value is None else f"{value:.4f}"


def p_value(value: float) -> str:
    """Write the p-value of a test."""
    return f"{value:.3f}" if value >= 10**-3 else f"{value:.0e}"


def row_words() -> dict[str, str]:
    """Give the words for the study's eleven rows."""
    from validation.reports import ROW_WORDS

    return ROW_WORDS
