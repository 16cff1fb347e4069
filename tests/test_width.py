"""The estimated width of a line against what Manim draws, for every kind of line of the release."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from derivative_manim.generation.width import line_height, text_width

manim = pytest.importorskip("manim")


Typeset = Callable[[str], Path]


def drawn(lines: list[str], typeset: Typeset) -> list[Any]:
    """What Manim makes of some lines."""
    with manim.tempconfig({"media_dir": str(typeset("\n".join(f"MathTex({line!r})" for line in lines)))}):
        return [manim.MathTex(line, font_size=36) for line in lines]


def test_the_estimate_is_near_what_manim_draws(records: list[dict[str, Any]], typeset: Typeset) -> None:
    rows = {
        row.replace("&", "").replace(r"\qquad", "").strip()
        for r in records
        for s in r["steps"]
        for row in s["latex"].split(r"\\[1ex]")
    }
    sample = sorted(rows, key=lambda row: (text_width(row), row))[len(rows) // 3 :: len(rows) // 24]
    assert len(sample) >= 12
    for row, formula in zip(sample, drawn(sample, typeset), strict=True):
        assert 0.85 * formula.width < text_width(row) < 1.2 * formula.width, (row, formula.width, text_width(row))


def test_the_estimated_height_is_near_what_manim_draws(records: list[dict[str, Any]], typeset: Typeset) -> None:
    """Of one row, of several, of fractions and of fractions in fractions: what decides where a page is turned."""
    lines = sorted({s["latex"] for r in records for s in r["steps"]}, key=lambda line: (line_height(line), line))
    sample = [*lines[:: len(lines) // 10], *lines[-6:]]
    for line, formula in zip(sample, drawn(sample, typeset), strict=True):
        height = formula.height
        assert 0.8 * height < line_height(line) < 1.35 * height + 0.1, (line, height, line_height(line))
