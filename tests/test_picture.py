"""What the scene shows, for every kind of function: gaps, asymptotes, narrow and far domains, extremes."""

import math
import warnings
from typing import Any

import numpy as np
import pytest

from derivative_manim.generation.features import features
from derivative_manim.generation.geometry import NoGraphError, Picture, picture
from derivative_manim.generation.heights import turns
from derivative_manim.generation.numeric import Curve
from derivative_manim.generation.parse import parse
from derivative_manim.generation.rules import differentiate
from derivative_manim.generation.scene import multiples_of_pi
from derivative_manim.generation.source import numpy_code


def show(text: str, *, careful: bool = False, **asked: Any) -> Picture:
    function = parse(text)
    return picture(function, differentiate(function).derivative, careful=careful, **asked)


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


@pytest.mark.parametrize(
    ("text", "holes", "slope_holes"),
    [
        ("sin(x)/x", ((0.0, 1.0),), ((0.0, 0.0),)),
        ("(1 - cos(x))/x", ((0.0, 0.0),), ((0.0, 0.5),)),  # near 0 only lost digits are left of its slope
        ("abs(x)", (), ((0.0, -1.0), (0.0, 1.0))),
        ("exp(-1/x**2)", ((0.0, 0.0),), ((0.0, 0.0),)),
        ("atan(1/x)", ((0.0, -1.5708), (0.0, 1.5708)), ((0.0, -1.0),)),
        ("1/(1 + exp(1/x))", ((0.0, 1.0), (0.0, 0.0)), ((0.0, 0.0),)),  # too large a number just right of 0
        ("1/x", (), ()),
        ("log(x)", (), ()),
    ],
)
def test_a_graph_has_circles_where_it_has_holes_or_jumps(
    text: str, holes: tuple[tuple[float, float], ...], slope_holes: tuple[tuple[float, float], ...]
) -> None:
    shown = show(text)
    assert (shown.holes, shown.slope_holes) == (holes, slope_holes)
    for places, (low, high, _) in ((shown.holes, shown.y_range), (shown.slope_holes, shown.dy_range)):
        assert all(low < y < high for _, y in places)
    if holes:
        assert not any(line[0] == line[2] for line in (*shown.asymptotes, *shown.slope_asymptotes))


@pytest.mark.parametrize(
    ("text", "holes", "slope_holes"),
    [
        ("x*log(x)", ((0.0, 0.0),), ()),
        ("x**2*log(x)", ((0.0, 0.0),), ((0.0, 0.0),)),
        ("log(x)*log(1 - x)", ((0.0, 0.0), (1.0, 0.0)), ()),
        ("sqrt(x)", (), ()),  # it has a value there
        ("x*log(x)**2", (), ()),  # it comes too slowly
        ("log(x)", (), ()),
    ],
)
def test_a_typed_graph_has_a_circle_where_it_begins_without_a_point(
    text: str, holes: tuple[tuple[float, float], ...], slope_holes: tuple[tuple[float, float], ...]
) -> None:
    shown = show(text, careful=True)
    assert (shown.holes, shown.slope_holes) == (holes, slope_holes)
    assert show(text).holes == ()  # those of the dataset have none


def test_a_window_is_not_looked_for_next_to_overflow() -> None:
    low, high, _ = show("pi**x").x_range
    assert -10 < low < 0 < high < 10


def test_a_jump_of_the_slope_is_no_zero_of_it() -> None:
    assert show("abs(x)").critical == ()
    assert show("x**2 - 2*abs(x)").critical == (-1.0, 1.0)


@pytest.mark.parametrize(
    ("text", "critical"),
    [
        ("exp(-1/x**2)", ()),  # near 0 its slope is only too small a number
        ("x**100", (0.0,)),  # and here it is 0 in the middle of where it is too small
        ("x**3*cos(1/x)", (-0.4536, -0.1722, 0.1722, 0.4536)),  # without end: those that stand apart
    ],
)
def test_what_is_marked_as_a_zero_of_the_slope_is_one(text: str, critical: tuple[float, ...]) -> None:
    assert show(text).critical == critical


@pytest.mark.parametrize("text", ["1/(1 + exp(1/x))", "tanh(1/x)", "x/(1 + exp(1/x))"])
def test_a_piece_ends_before_a_number_is_too_large(text: str) -> None:
    function = parse(text)
    derivative = differentiate(function).derivative
    for tree, pieces in ((function, show(text).pieces), (derivative, show(text).slope_pieces)):
        assert len(pieces) == 2
        assert not any(Curve(tree).overflows(end) for piece in pieces for end in piece)
        assert pieces[1][0] - pieces[0][1] < 0.01


def test_graphs_that_die_away_towards_a_crowd_are_seen_from_near() -> None:
    low, high, _ = show("x**3*cos(1/x)").x_range
    assert (low, high) == (-0.6, 0.6)


def test_a_cusp_at_the_axis_does_not_press_the_panel_flat() -> None:
    shown = show("3*x**(2/3) - 2*x")
    assert shown.y_range[1] >= 4
    assert 1.0 in shown.critical


def test_values_between_which_there_is_no_graph_are_not_looked_at() -> None:
    low, high, _ = show("x**x").x_range  # (-1)**(-1) is real, but no graph leads to it
    assert -1 < low < 0
    assert high <= 2.5


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
    assert shown.x_range[0] >= 98
    assert shown.pieces


def test_nothing_to_draw_is_an_error_with_a_reason() -> None:
    with pytest.raises(NoGraphError, match="no interval of real values"):
        show("sqrt(-1 - x**2)")


INSIDE = {  # what a teacher marks: turning points, level points, zeros
    "x**3 - 3*x**2": (0, 2, 3),
    "2*x**3 + 3*x**2": (-1, 0, -1.5),
    "x**3/3 + x**2 - 3*x": (-3, 1),
    "x**4/4 - x**3": (0, 3, 4),
    "x**4/4 - x**3/3 - x**2": (-1, 0, 2),
    "x**4 - 2*x**3 - 3*x**2 + 4*x + 1": (-1, 0.5, 2),
    "x**5/5 - x**4": (0, 4, 5),
    "x**6 - 3*x**4 + 3*x**2": (-1, 0, 1),
    "x*exp(x)": (-1, 0),
    "(x**2 - 3)*exp(x)": (-3, 1),
    "log(x)/x": (1, math.e),
    "x/exp(x)": (0, 1),
    "x**(1/x)": (math.e,),
    "sin(sqrt(x))": (math.pi**2 / 4,),
    "x + sin(x)": (-math.pi, 0, math.pi),
    "sqrt(x)*log(x)": (math.exp(-2), 1),
    "cos(sqrt(x))": (0, math.pi**2),
    "x*cos(x**2)": (-1.81, -0.81, 0.81, 1.81),
    "(3*x + 2)**6": (-2 / 3,),
}


@pytest.mark.parametrize("text", INSIDE)
def test_what_matters_is_inside_with_room_beside_it(text: str) -> None:
    low, high, _ = show(text).x_range
    for point in INSIDE[text]:
        assert low + 0.04 * (high - low) < point < high - 0.04 * (high - low), (text, low, high)


@pytest.mark.parametrize(
    "text",
    ["x**4 - 5*x**2 + 4", "x**2 - 3*x + log(x)", "x*log(x)", "x**2*log(x)", "x**3*exp(x)", "tan(x) - 2*x"],
)
def test_turning_points_move_the_curve_by_a_part_that_is_seen(text: str) -> None:
    shown = show(text)
    part = features(Curve(parse(text)), *shown.x_range[:2])
    assert part.turning
    moves = turns(part, *shown.x_range[:2], shown.y_range)
    assert min(moves) >= 0.055 * (shown.y_range[1] - shown.y_range[0])


@pytest.mark.parametrize("text", ["sqrt(x)*log(x)", "x*log(x)", "x*log(x)**2"])
def test_a_turning_point_is_seen_apart_from_where_the_graph_ends(text: str) -> None:
    low, high, _ = show(text).x_range
    assert min(features(Curve(parse(text)), low, high).turning) >= 0.04 * (high - low)


@pytest.mark.parametrize("text", ["x**5", "x**3", "sinh(x)"])
def test_what_only_rises_leaves_its_panel_late(text: str) -> None:
    shown = show(text)
    assert sum(b - a for a, b in shown.pieces) >= 0.75 * (shown.x_range[1] - shown.x_range[0])


@pytest.mark.parametrize("text", ["1/(x - 3)**5", "1/x**7"])
def test_a_steep_pole_does_not_hide_a_third_of_the_graph(text: str) -> None:
    shown = show(text)
    assert sum(b - a for a, b in shown.pieces) >= 0.68 * (shown.x_range[1] - shown.x_range[0])


def test_the_panel_of_the_slope_has_the_slopes_of_what_is_seen_of_f() -> None:
    shown = show("x**20 - 1")
    end = shown.pieces[0][1]
    assert shown.dy_range[1] >= 20 * end**19
    assert 20 * shown.trace[1] ** 19 > 1  # so that the tangent turns on its way


def test_a_graph_is_shown_from_where_it_begins() -> None:
    assert show("x**(1/x)").y_range[0] <= 0
    assert show("x - 4*sqrt(x) + 3").y_range[1] >= 3


def test_a_window_is_as_narrow_as_what_it_shows() -> None:
    shown = show("1000*x**3 - x")
    assert shown.critical == pytest.approx((-0.01826, 0.01826), abs=1e-4)
    assert sum(b - a for a, b in shown.pieces) >= 0.8 * (shown.x_range[1] - shown.x_range[0])


def test_a_window_is_as_wide_as_it_takes_to_see_a_curve_bend() -> None:
    assert show("(x + 1)/(x**2 + 10000)").critical == pytest.approx((-101.005, 99.005), abs=1e-3)


def test_growth_is_shown_with_the_level_to_which_it_leads() -> None:
    assert any(line[1] == line[3] == 100 for line in show("100/(1 + 9*exp(-x/2))").asymptotes)


def test_an_asymptote_is_found_where_a_part_is_too_large_a_number() -> None:
    assert any(line[1] == line[3] == 1 for line in show("exp(x)/(exp(x) - 1)").asymptotes)


def test_a_slope_that_is_not_0_is_not_shown_as_0() -> None:
    shown = show("exp(100*x)")
    assert round(100 * math.exp(100 * shown.trace[0]), shown.decimals) > 0
    assert show("1000000*x").decimals == 0


def test_ticks_are_no_farther_apart_than_their_numbers_need() -> None:
    function = parse("x**2")
    assert picture(function, differentiate(function).derivative, span=(-300, 300)).x_range[2] == 100


def test_halves_that_are_alike_are_both_shown() -> None:
    low, high, _ = show("sec(3*x)").x_range
    assert low == -high
    assert high - low >= 2 * math.pi / 3
    low, high, _ = show("1/(x**2 - 4)**20").x_range
    assert low == -high


@pytest.mark.parametrize(
    ("text", "length"),
    [("sin(x)", 2 * math.pi), ("2*cos(x) + cos(2*x)", 2 * math.pi), ("tan(x)", math.pi), ("sin(x/2)", 4 * math.pi)],
)
def test_a_whole_period_with_ticks_at_multiples_of_pi(text: str, length: float) -> None:
    low, high, step = show(text).x_range
    assert high - low >= length
    assert step in (math.pi, math.pi / 2)
    assert multiples_of_pi((low, high, step))
    assert high - low <= 3.1 * length


@pytest.mark.parametrize(("text", "length"), [("cot(x)", math.pi), ("csc(x)", 2 * math.pi), ("cot(2*x)", math.pi / 2)])
def test_a_pole_at_0_hides_no_period(text: str, length: float) -> None:
    low, high, _ = show(text).x_range
    assert 1.04 * length <= high - low <= 2.7 * length


@pytest.mark.parametrize("text", ["x**2", "exp(x)", "sin(x**2)", "cos(pi*x/2)", "atan(x)", "x**11 - x"])
def test_other_functions_have_plain_ticks(text: str) -> None:
    assert not multiples_of_pi(show(text).x_range)


@pytest.mark.parametrize(
    "text", ["log(sin(x))", "sqrt(cos(x))", "log(cos(2*x))", "sqrt(1 - x**2)", "acosh(x)", "sin(x)**x"]
)
def test_most_of_the_window_lies_in_the_domain(text: str) -> None:
    low, high, _ = show(text).x_range
    assert np.isfinite(Curve(parse(text))(np.linspace(low, high, 501))).mean() >= 0.6


def test_functions_on_other_scales() -> None:
    low, high, _ = show("exp(100*x)").x_range
    assert high - low < 1
    assert show("sin(20*x)").x_range[1] < 1
    low, high, _ = show("(x - 20)**2").x_range
    assert low < 20 < high
    assert show("sqrt(x - 1000)").x_range[0] >= 990
    assert show("1000000*x").y_range[1] >= 4e6
    assert show("x/1000000").decimals >= 7


@pytest.mark.parametrize(
    "text", ["x**2", "sin(x)", "1/x", "exp(x)", "x**3 - 3*x", "x**5", "log(x)", "tan(x)", "3", "x*exp(-x)"]
)
def test_the_names_stand_at_their_curves(text: str) -> None:
    """Near the curve on screen, and not on it."""
    shown = show(text)
    function = parse(text)
    for curve, (x, y), pieces, span, bottom in (
        (Curve(function), shown.label, shown.pieces, shown.y_range, 0.1),
        (Curve(differentiate(function).derivative), shown.slope_label, shown.slope_pieces, shown.dy_range, -3.1),
    ):
        away = []
        for a, b in pieces:
            grid = np.linspace(a, b, 400)
            sx = -6.25 + (grid - shown.x_range[0]) * 6.2 / (shown.x_range[1] - shown.x_range[0])
            sy = bottom + (curve(grid) - span[0]) * 2.6 / (span[1] - span[0])
            away.append(np.hypot(np.maximum(np.abs(sx - x) - 0.3, 0), np.maximum(np.abs(sy - y) - 0.15, 0)).min())
        assert 0.02 < min(away) < 0.6, (text, x, y)


def test_turning_points_are_in_view() -> None:
    assert show("x**3 - 3*x").critical == (-1.0, 1.0)
    assert show("x**4 - 3*x**2 + 2*x").critical == pytest.approx((-1.366, 0.366, 1.0), abs=1e-3)


def test_every_picture_of_the_release_can_be_drawn(records: list[dict[str, object]]) -> None:
    """Pieces and trace within the window, f and f' finite and silent on every piece, the tangent within its panel."""
    for record in records[::27]:
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


def test_sides_that_come_together_slowly_are_a_hole_and_no_jump() -> None:
    dotted = ("abs(x)**(3/2)", (), (0.0,))  # f'(0) = 0: the graph of f' goes on there
    for text, holes, level in (dotted, ("x + abs(x)**(3/2)", ((0.0, 1.0),), (-0.4444,))):
        function = parse(text)
        shown = picture(function, differentiate(function).derivative)
        assert shown.slope_holes == holes
        assert shown.critical == level
        assert shown.dy_range[1] > 1
        (_, left), (right, _) = shown.slope_pieces
        assert -1e-3 < left < 0 < right < 1e-3


@pytest.mark.parametrize("text", ["sin(pi*x)", "tan(pi*x)", "cos(2*pi*x) + 1", "sin(pi*x/3)"])
def test_a_period_that_whole_numbers_are_multiples_of_is_no_horizontal_asymptote(text: str) -> None:
    shown = show(text)
    assert not [line for line in (*shown.asymptotes, *shown.slope_asymptotes) if line[1] == line[3]]


@pytest.mark.parametrize("text", ["exp(2*x)*cosh(2*x)", "exp(x)*cosh(x)", "exp(-x)*cosh(x)"])
def test_what_rounding_leaves_of_a_slope_has_no_zeros(text: str) -> None:
    shown = show(text)
    assert shown.critical == ()
    assert shown.x_range[0] < 0 < shown.x_range[1]
    assert any(line[1] == line[3] == 0.5 for line in shown.asymptotes)


@pytest.mark.parametrize(
    ("text", "critical"),
    [
        ("1000 + 50*x - x**2/10", (250,)),
        ("x*(100 - 2*x)", (25,)),
        ("200*x - x**2", (100,)),
        ("(200 - x)*x**2", (0, 400 / 3)),
        ("x**3 - 300*x", (-10, 10)),
        ("500/x + x/20", (-100, 100)),
        ("2*x + 5000/x", (-50, 50)),
        ("20*x*exp(-x/50)", (50,)),
        ("50*sqrt(x) - x", (625,)),
        ("log(x) - x/40", (40,)),
        ("(x + 1)**3/(x**2 + 1)**2", (-1, 0.6458)),  # and at -4.6458, where it is hardly seen
    ],
)
def test_a_turning_point_far_from_0_is_shown_where_there_is_none_near_it(text: str, critical: tuple[float]) -> None:
    shown = show(text)
    low, high, _ = shown.x_range
    assert shown.critical == pytest.approx(critical, abs=1e-3)
    assert all(low + 0.04 * (high - low) < x < high - 0.04 * (high - low) for x in critical)


@pytest.mark.parametrize("text", ["80*exp(-x/20) + 20", "50*exp(x/50)", "30*exp(-x/100)", "200*(1 - exp(-x/30))"])
def test_a_curve_without_marks_is_shown_so_wide_that_it_bends(text: str) -> None:
    shown = show(text)
    slopes = Curve(differentiate(parse(text)).derivative)(np.linspace(*shown.x_range[:2], 101))
    assert np.ptp(slopes) > 0.5 * np.abs(slopes).max()


def test_a_bell_far_from_0_is_shown_to_its_feet() -> None:
    low, high, _ = show("exp(-(x - 100)**2/200)").x_range
    assert low <= 80 < 120 <= high


HALF = round(math.pi / 2, 4)


@pytest.mark.parametrize(
    ("text", "holes"),
    [
        ("sin(x)*cot(x)", ((-3.1416, -1.0), (0.0, 1.0), (3.1416, -1.0))),
        ("tan(x)*cos(x)", ((-HALF, -1.0), (HALF, 1.0))),
        ("tan(x)/(1 + tan(x))", ((-HALF, 1.0), (HALF, 1.0))),
        ("x**(1/log(x))", ((0.0, 2.7183), (1.0, 2.7183))),
        ("(x**2 - 9)/(x**2 - x - 6)", ((3.0, 1.2),)),
        ("(x**2 - 16)/(x - 4)", ((4.0, 8.0),)),
        ("(x + 1)**(1/x)", ((0.0, 2.7183),)),
        ("(1 + 2*x)**(1/x)", ((0.0, 7.3891),)),
    ],
)
def test_a_hole_is_shown_wherever_it_is(text: str, holes: tuple[tuple[float, float], ...]) -> None:
    shown = show(text, careful=True)
    assert shown.holes == holes
    assert [x for x, _ in shown.slope_holes] == [x for x, _ in holes]
    assert not {x for x, _ in holes} & {line[0] for line in shown.slope_asymptotes if line[0] == line[2]}
    assert all(shown.x_range[0] < x < shown.x_range[1] and shown.y_range[0] < y < shown.y_range[1] for x, y in holes)


@pytest.mark.parametrize(("span", "slopes"), [((0, 42), (1.0,)), ((-42, 0), (-1.0,)), ((-4, 4), (-1.0, 1.0))])
def test_of_a_jump_at_the_edge_of_the_window_one_end_is_shown(
    span: tuple[float, float], slopes: tuple[float, ...]
) -> None:
    assert tuple(y for _, y in show("abs(x)", span=span).slope_holes) == slopes


@pytest.mark.parametrize(("text", "at"), [("log(sin(x))", 3.0), ("1/x", 0.05), ("x**2", 1.0)])
def test_the_place_where_the_tangent_stops_is_in_view(text: str, at: float) -> None:
    function, shown = parse(text), show(text, careful=True, at=at)
    for curve, (low, high, _) in ((function, shown.y_range), (differentiate(function).derivative, shown.dy_range)):
        assert low <= Curve(curve).at(at) <= high


@pytest.mark.parametrize("text", ["log(x)/x", "log(x)**2", "sqrt(x)/(x + 1)", "log(x)/x**2", "cos(log(x))"])
def test_the_slope_is_seen_on_both_sides_of_its_zero(text: str) -> None:
    shown = show(text, careful=True)
    zero, begins = shown.critical[0], shown.pieces[0][0]
    assert zero - shown.slope_pieces[0][0] > 0.2 * (zero - begins)
    low, high, _ = shown.dy_range
    turning = max(abs(differentiated(text, x)) for x in np.linspace(zero, shown.x_range[1], 200).tolist())
    assert turning > 0.15 * (high - low)


def differentiated(text: str, x: float) -> float:
    return Curve(differentiate(parse(text)).derivative).at(x)


@pytest.mark.parametrize(
    ("text", "low", "high"), [("100/(1 + 9*exp(-x/2))", 0.0, 100.0), ("1000/(1 + exp(-x/5))", 0.0, 1000.0)]
)
def test_growth_within_bounds_is_shown_up_to_both(text: str, low: float, high: float) -> None:
    shown, f = show(text), Curve(parse(text))
    assert f.at(shown.x_range[0]) < low + 0.12 * (high - low)
    assert f.at(shown.x_range[1]) > high - 0.15 * (high - low)


@pytest.mark.parametrize(
    ("text", "bends"), [("x**3/100 - 3*x**2/5 + 13*x + 200", 20.0), ("x**3/1000 - 3*x**2/10 + 40*x", 100.0)]
)
def test_a_curve_that_turns_nowhere_is_shown_where_it_bends_the_other_way(text: str, bends: float) -> None:
    low, high, _ = show(text).x_range
    assert low + 0.1 * (high - low) < bends < high - 0.1 * (high - low)


@pytest.mark.parametrize(
    ("text", "corner"), [("x + abs(x - 2)", 2.0), ("2*x + abs(x - 3)", 3.0), ("x + abs(x - 20)", 20.0)]
)
def test_a_corner_is_shown_where_the_graph_does_not_turn(text: str, corner: float) -> None:
    low, high, _ = show(text).x_range
    assert low + 0.1 * (high - low) < corner < high - 0.1 * (high - low)


def test_poles_where_the_domain_of_what_is_inside_ends() -> None:
    assert [line[0] for line in show("tan(asin(x))").asymptotes] == [-1.0, 1.0]


@pytest.mark.parametrize("text", ["x**2*sin(1/x)", "x**2*cos(1/x)"])
def test_a_crowd_of_turning_points_is_seen_to_move_the_curve(text: str) -> None:
    shown, f = show(text), Curve(parse(text))
    level = [abs(f.at(x)) for x in shown.critical]
    assert max(level) > 0.25 * (shown.y_range[1] - shown.y_range[0])
