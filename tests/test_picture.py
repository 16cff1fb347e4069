"""What the scene shows, for every kind of function: gaps, asymptotes, narrow and far domains, extremes."""

import math
import warnings

import numpy as np
import pytest

from derivative_manim.generation.geometry import NoGraphError, Picture, picture
from derivative_manim.generation.parse import parse
from derivative_manim.generation.rules import differentiate
from derivative_manim.generation.source import numpy_code


def show(text: str) -> Picture:
    function = parse(text)
    return picture(function, differentiate(function).derivative)


def test_a_pole_is_a_gap_with_an_asymptote() -> None:
    shown = show("1/x")
    assert len(shown.pieces) == 2
    assert shown.pieces[0][1] < 0 < shown.pieces[1][0]
    assert any(line[0] == line[2] == 0 for line in shown.asymptotes)


def test_no_piece_runs_across_a_pole_of_tan() -> None:
    shown = show("tan(x)")
    for a, b in shown.pieces + shown.slope_pieces:
        assert not any(a < math.pi / 2 + k * math.pi < b for k in range(-4, 4))
    assert len(shown.asymptotes) >= 2


def test_a_slanting_and_a_horizontal_asymptote() -> None:
    a, b, c, d = next(line for line in show("x**2/(x + 1)").asymptotes if line[0] != line[2])
    assert b == pytest.approx(a - 1, abs=2e-3)
    assert d == pytest.approx(c - 1, abs=2e-3)
    levels = {round(line[1], 2) for line in show("atan(x)").asymptotes}
    assert levels == {-1.57, 1.57}


@pytest.mark.parametrize("text", ["sin(x)", "x**2", "exp(x)", "1/log(x)", "sqrt(x)", "sec(x)*tan(x)"])
def test_no_horizontal_asymptote_is_invented(text: str) -> None:
    assert [line for line in show(text).asymptotes if line[0] != line[2]] == []


def test_the_domain_of_f_bounds_the_graph_of_its_derivative() -> None:
    for a, _ in show("log(x)").slope_pieces:
        assert a > 0


def test_a_narrow_domain_is_shown_whole() -> None:
    shown = show("sqrt(1 - x**2)")
    assert shown.pieces == ((-1.0, 1.0),)
    assert shown.critical == (0.0,)


def test_a_constant_has_no_critical_point_and_a_flat_slope() -> None:
    shown = show("5")
    assert shown.critical == ()
    assert shown.dy_range[0] < 0 < shown.dy_range[1]


def test_an_explosive_function_leaves_the_panel_and_is_cut_there() -> None:
    shown = show("exp(x**2)")
    for a, b in shown.pieces:
        assert math.exp(max(a * a, b * b)) <= shown.y_range[1] * 1.001


def test_a_far_domain_is_found() -> None:
    shown = show("log(x - 100)")
    assert shown.x_range[0] >= 99
    assert shown.pieces


def test_nothing_to_draw_is_an_error_with_a_reason() -> None:
    with pytest.raises(NoGraphError, match="no interval of real values"):
        show("sqrt(-1 - x**2)")


def test_turning_points_are_in_view() -> None:
    assert show("x**3 - 3*x").critical == (-1.0, 1.0)
    assert show("x**4 - 3*x**2 + 2*x").critical == pytest.approx((-1.366, 0.366, 1.0), abs=1e-3)


def test_every_picture_of_the_release_can_be_drawn(records: list[dict[str, object]]) -> None:
    """Pieces and trace within the window, f and f' finite and silent on every piece, the tangent within its panel."""
    for record in records[::7]:
        function, derivative = parse(str(record["function"])), parse(str(record["derivative"]))
        shown = picture(function, derivative)
        code = {"f": numpy_code(function), "df": numpy_code(derivative)}
        for name, pieces, span in (
            ("f", shown.pieces, shown.y_range),
            ("df", shown.slope_pieces, shown.dy_range),
        ):
            for a, b in pieces:
                assert shown.x_range[0] <= a < b <= shown.x_range[1]
                with warnings.catch_warnings():
                    warnings.simplefilter("error")
                    y = eval(code[name], {"np": np, "x": np.linspace(a, b, 301)})  # noqa: S307
                y = np.broadcast_to(y, 301)
                slack = 0.02 * (span[1] - span[0])
                assert np.isfinite(y).all(), record["id"]
                assert span[0] - slack <= y.min(), (record["id"], name)
                assert y.max() <= span[1] + slack, (record["id"], name)
        start, end = shown.trace
        assert any(a <= start < end <= b for a, b in shown.pieces), record["id"]
        assert any(a <= start < end <= b for a, b in shown.slope_pieces), record["id"]
        assert end - start >= 0.1 * (shown.x_range[1] - shown.x_range[0]), record["id"]
