"""The estimated width of a line against what Manim draws, for every kind of line of the release."""

from pathlib import Path
from typing import Any

import pytest

from derivative_manim.generation.width import line_height, text_width

manim = pytest.importorskip("manim")


def test_the_estimate_is_near_what_manim_draws(records: list[dict[str, Any]], tmp_path: Path) -> None:
    rows = {
        row.replace("&", "").replace(r"\qquad", "")
        for r in records
        for s in r["steps"]
        for row in s["latex"].split(r"\\[1ex]")
    }
    sample = sorted(rows, key=lambda row: (text_width(row), row))[len(rows) // 3 :: len(rows) // 24]
    assert len(sample) >= 12
    with manim.tempconfig({"media_dir": str(tmp_path)}):
        for row in sample:
            drawn = manim.MathTex(row.strip(), font_size=36).width
            assert 0.85 * drawn < text_width(row) < 1.2 * drawn, (row, drawn, text_width(row))


def test_the_estimated_height_is_near_what_manim_draws(records: list[dict[str, Any]], tmp_path: Path) -> None:
    """Of one row, of several, of fractions and of fractions in fractions: what decides where a page is turned."""
    lines = sorted({s["latex"] for r in records for s in r["steps"]}, key=lambda line: (line_height(line), line))
    sample = [*lines[:: len(lines) // 10], *lines[-6:]]
    with manim.tempconfig({"media_dir": str(tmp_path)}):
        for line in sample:
            drawn = manim.MathTex(line, font_size=36).height
            assert 0.8 * drawn < line_height(line) < 1.35 * drawn + 0.1, (line, drawn, line_height(line))
