"""The estimated width of a line against what Manim draws, for every kind of line of the release."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from derivative_manim.validation.formulas import latex
from derivative_manim.validation.formulas.equality import Comparer

from derivative_manim.generation.width import WIDEST, broken, line_height, text_width

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


@pytest.mark.parametrize(
    "row",
    [
        r"f'(x) = \frac{e^{-x^{2}} "
        r"((8 - 6x^{2} - 11x^{4} - 2x^{6}) \sin(3x) + 3(x^{3} + 2x)(x^{2} + 4) \cos(3x))}{(x^{2} + 4)^{2}}",
        r"f'(x) = \frac{\cos(x^{2}) \cdot (x^{2} + x + 1)^{2} "
        r"- \arctan(x^{2}) \ln(x^{2} + 1) \cdot 2(x^{2} + x + 1)}{(x^{2} + 1)^{4}}",
    ],
)
def test_a_sum_that_is_too_wide_is_broken_in_brackets(row: str) -> None:
    parts = broken([row])
    assert len(parts) >= 2
    assert max(map(text_width, parts)) <= WIDEST
    whole = " ".join(parts).replace(r"\qquad ", "")
    assert whole.count(r"\Bigl[") == whole.count(r"\Bigr]") >= 1
    (before,), (after,) = latex.parse(row), latex.parse(whole)
    assert Comparer().equal(before.sides[1], after.sides[1])
