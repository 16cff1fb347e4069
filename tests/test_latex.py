"""LaTeX as a person writes it."""

import re

import pytest

from derivative_manim.generation.latex import latex
from derivative_manim.generation.parse import parse
from derivative_manim.generation.width import BREAK_WIDTH, LINE_WIDTH, fit, text_width


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x**2*sin(x)", r"x^{2} \sin x"),
        ("sin(2*x)", r"\sin(2x)"),
        ("sin(x)**2*cos(x)", r"\sin^{2} x \cos x"),
        ("-x/3", r"-\frac{x}{3}"),
        ("exp(-x**2/2)", r"e^{-x^{2}/2}"),
        ("3*2**x", r"3 \cdot 2^{x}"),
        ("log(x)*(x + 1)", r"\ln x \cdot (x + 1)"),
        ("cos(x)*log(x)", r"\cos x \cdot \ln x"),
        ("log(x)*sin(x)", r"\ln x \cdot \sin x"),
        ("2**x*log(2)*cos(x)", r"2^{x}(\ln 2) \cos x"),
        ("log(x)**2", r"(\ln x)^{2}"),
        ("log(x, 2)", r"\log_{2} x"),
        ("cos(pi*x/2)", r"\cos\left(\frac{\pi x}{2}\right)"),
        ("x**(2/3)", r"x^{2/3}"),
        ("cbrt(x)", r"\sqrt[3]{x}"),
        ("2*(x - 1)", "2(x - 1)"),
        ("1 - x**2", "1 - x^{2}"),
        ("asinh(x)", r"\operatorname{arsinh} x"),
        ("-(x + 1)/(x - 1)", r"-\frac{x + 1}{x - 1}"),
        ("exp(-(1/3)*(x - 10))", "e^{-(x - 10)/3}"),
        ("2**((2/3)*(x - 1))", "2^{2(x - 1)/3}"),
        ("exp((x/2)*sin(x))", r"e^{x \sin x/2}"),
    ],
)
def test_latex(text: str, expected: str) -> None:
    assert latex(parse(text)) == expected


def test_no_latex_in_the_release_has_a_unit_factor_or_a_double_sign(records: list[dict[str, object]]) -> None:
    for record in records:
        for key in ("function_latex", "derivative_latex"):
            text = str(record[key])
            assert not text.startswith(r"1 \cdot"), (record["id"], text)
            for ugly in ("+ -", "- -", r"\left(-1\right)", "^{1}", r"\left(x \right)", "+ 0"):
                assert ugly not in text, (record["id"], text)


def test_a_long_line_is_broken_before_an_operator_and_a_short_one_is_not() -> None:
    short = r"f'(x) = 2x \sin x"
    assert fit([short]) == short
    long = r"f'(x) = " + " + ".join([r"x^{2} \sin x \cos x"] * 4)
    assert text_width(long) > BREAK_WIDTH
    broken = fit([long])
    first, second = broken.split(r" \\[1ex] ")
    assert first.startswith("&f'(x) = x^{2}")
    assert second.startswith(r"&\qquad + x^{2}")
    assert max(text_width(first), text_width(second)) < text_width(long)


def test_a_fraction_is_broken_only_once_its_denominator_stands_before_it() -> None:
    fraction = r"\frac{" + " + ".join([r"x^{2} \sin x"] * 4) + "}{x}"
    assert fraction in fit([f"f'(x) = {fraction}"])  # at most it has a row of its own
    wider = fraction.replace(r"\frac{", r"\frac{x^{2} \sin x + x^{2} \sin x + ")
    rows = fit([f"f'(x) = {wider}"]).split(r" \\[1ex] ")
    assert rows[0].startswith(r"&f'(x) = \frac{1}{x} \Bigl[x^{2}")
    assert rows[-1].endswith(r"\sin x\Bigr]")
    assert " ".join(rows).count(r"x^{2} \sin x") == 6
    assert max(text_width(row) for row in rows) < LINE_WIDTH


def test_every_line_of_the_release_is_wide_enough_to_read(records: list[dict[str, object]]) -> None:
    """A line wider than 1.7 columns would be scaled below the size that can be read at 480p."""
    for record in records:
        for step in record["steps"]:  # type: ignore[attr-defined]
            for row in step["latex"].split(r"\\[1ex]"):
                assert text_width(row) < 1.7 * LINE_WIDTH, (record["id"], row)


def test_a_result_is_not_shrunk_for_its_condition(records: list[dict[str, object]]) -> None:
    for record in records:
        result = record["steps"][-1]["latex"]  # type: ignore[index]
        assert r", \quad" not in result or "\\\\" in result or text_width(result) <= LINE_WIDTH, (record["id"], result)


def test_no_number_is_read_into_what_follows(records: list[dict[str, object]]) -> None:
    for record in records:
        for step in record["steps"]:  # type: ignore[attr-defined]
            assert not re.search(r"\\ln \d+ \\[a-z]*(sin|cos|tan|sec|csc|cot|ln)", step["latex"]), (record["id"], step)


@pytest.mark.parametrize(
    ("row", "kept"),
    [
        (r"f'(x) = \frac{1}{|\sec x + \tan x|} \cdot |\sec x + \tan x| \sec x", r"|\sec x + \tan x| \sec x"),
        (r"\qquad \tan(3x) > 0, \quad 1 - \sin x \ne 0, \quad 1 + \sin x \ne 0", r"1 - \sin x \ne 0"),
        (r"\qquad 4 - x^{2} \ge 0, \quad \cos(2x) - x^{2} > 0", r"\cos(2x) - x^{2} > 0"),
    ],
)
def test_no_row_is_broken_within_bars_or_a_condition(row: str, kept: str) -> None:
    for limit in (2.0, 2.5, 3.0, 3.5, 4.0):
        assert kept in fit([row], limit)
