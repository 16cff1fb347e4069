"""Layout of any scene, poles, zeros, holes: what is a fault, and what is none. Mutations test the rules of a lesson."""

import math
from dataclasses import replace

import numpy as np
import pytest
from a_screen import at, axes, dot, graph, line, number, scene, shot, text

from validation import screen
from validation.formulas.arrays import Function
from validation.formulas.function_text import formula
from validation.run.evidence import Failure, Item
from validation.screen import contact, curves, holes, marks, slopes

PANEL = axes((-6.35, 0.05, 0.05, 2.65), (-3.0, 3.0), (-4.0, 4.0))
CROWDED = [*(a / 100 for a in range(-4, 5)), 1.0, 2.0]  # places: nine that a dot covers together, and two
GRID = Item("grid", 900, "VGroup", PANEL.box, owner=PANEL.id, pieces=((at(PANEL, 0, -4), at(PANEL, 0, 4)),))


def test_a_scene_that_failed_shows_nothing_to_check() -> None:
    small = shot(replace(text("P", 0, 0), size=1.0))
    failed = replace(scene(small), error=Failure("NameError", "x"))
    found = [screen.check("s.py", screen.showing_of(each, "x", strict=True)) for each in (scene(small), failed)]
    assert [bool(problems) for problems in found] == [True, False]


def test_problems_are_merged_by_what_is_involved() -> None:
    points = [text(f"P{n}", n, 0, size=10.0) for n in (1, 2, 5)]
    numbers = [replace(number(n, 5, 0), size=10.0) for n in (1, 2, 5)]
    shots = [shot(*points, one, play=play, time=float(play)) for play, one in enumerate(numbers, 1)]
    found = screen.check_layout("s.py", scene(*shots))
    assert [problem.message.partition(" is ")[0] for problem in found] == [
        "the text 'P1'", "the text 'P2'", "the text 'P5'", "the number 1.00",
    ]  # fmt: skip


def test_what_is_no_fault_of_the_layout_of_any_scene() -> None:
    endless = graph(PANEL, lambda x: 9 * x, (-3, 3))
    items = [text("a", 0, 0), replace(text("a", 0, 0), id=999), GRID, text("1", -6.5, 0), endless, line((0, 0), (9, 9))]
    overlaps = ((0, 1, 50), (2, 3, 50), (0, 5, 2))
    assert screen.check_layout("s.py", scene(shot(*items, overlaps=overlaps))) == []


@pytest.mark.parametrize(
    ("other", "pixels", "found"),
    [
        (line((-1, 0.15), (2, 0.15)), 6, True),
        (line((-1, 0.15), (2, 0.15)), 4, False),
        (line((-1, 0.02), (2, 0.02)), 6, False),
        (line((0.5, -1), (0.5, 0.08)), 6, False),
        (line((0.5, -1), (0.5, 0.08)), 16, True),
        (Item("shape", 901, "Rectangle", (0.5, -1, 3, 1)), 6, True),
        (Item("shape", 902, "Rectangle", (-0.1, -0.1, 1.1, 0.4)), 6, False),
        (graph(PANEL, lambda x: 0.1 * x, (-3, 3)), 6, False),
        (text("f'(x)", 0.3, 0), 5, True),
        (text("f'(x)", 0.1, -0.2), 0, True),
        (text("f'(x)", 0.1, -0.29), 0, False),
        (text("f'(x)", 0.3, 0), 2, True),
        (text("f'(x)", 0.3, 0.17), 5, True),
        (text("f'(x)", 0.7, 0), 5, False),
        (text("f'(x)", 0.7, 0), 16, True),
        (text(r"f(\phantom{1.0})", 0.3, 0), 5, False),
    ],
)
def test_in_any_scene_what_runs_right_through_a_text_is_a_fault(other: Item, pixels: int, found: bool) -> None:
    overlaps = ((0, 1, pixels),) if pixels else ()
    problems_ = screen.check_layout("s.py", scene(shot(text("f(x)", 0, 0), other, overlaps=overlaps)))
    rule = "layout.overlap" if other.kind == "text" else "layout.covered"
    assert [problem.check for problem in problems_] == [rule] * found


@pytest.mark.parametrize(("place", "found"), [((0.0, 1.0), 0), ((0.0, 0.4), 1), ((1.0, 0.4), 0)])
def test_a_circle_at_a_hole_of_any_scene_is_where_the_curve_stops(place: tuple[float, float], found: int) -> None:
    curve = graph(PANEL, lambda x: math.sin(x) / x, (-3.0, -0.001), (0.001, 3.0))
    x, y = at(PANEL, *place)
    ring = Item("shape", 910, "Circle", (x - 0.06, y - 0.06, x + 0.06, y + 0.06), color="#000000")
    ring = replace(ring, colors=("#000000", curve.color))
    showing = screen.showing_of(scene(shot(PANEL, curve, ring)), "sin(x)/x", strict=False)
    assert len(list(holes.check(showing, curves.Curves(showing)))) == found


LOWER = axes((-6.35, -3.05, 0.05, -0.45), PANEL.axes.x_range, (-4.0, 4.0)) if PANEL.axes else PANEL


@pytest.mark.parametrize(("place", "found"), [(0.0, 0), (1.0, 1)])
def test_a_dot_where_a_smooth_function_has_no_formula_for_its_slope(place: float, found: int) -> None:
    showing = screen.showing_of(scene(shot(PANEL, LOWER, dot(*at(LOWER, place, 0.0)))), "x*abs(x)", strict=True)
    (moment,) = showing.moments
    assert len(list(marks._false(moment, moment.panels[1], list(moment.of("dot")), (showing.df,)))) == found


@pytest.mark.parametrize(("places", "apart"), [(CROWDED, [1.0, 2.0]), (CROWDED[-8:], CROWDED[-8:])])
def test_of_crowded_zeros_those_that_stand_apart_are_marked(places: list[float], apart: list[float]) -> None:
    (moment,) = screen.showing_of(scene(shot(PANEL)), "x", strict=True).moments
    assert marks._apart(places, moment.panels[0]) == apart


@pytest.mark.parametrize(
    ("digits", "height", "followed"),
    [(2, 8.0, True), (0, 8.0, False), (8, 8.0, False), (0, 1.5e6, True), (1, 4e4, True), (8, 1.5e-6, True)],
)
def test_a_slope_has_the_digits_that_can_be_followed(digits: int, height: float, followed: bool) -> None:
    assert slopes.can_be_followed(digits, height) is followed


@pytest.mark.parametrize(
    ("x", "slope", "belongs"), [(0.5, 2.0, True), (0.5, -2.0, True), (0.5, 0.5, False), (0.25, 0.0, False)]
)
def test_a_circle_belongs_to_a_jump_of_the_slope_at_a_part_of_pi(x: float, slope: float, belongs: bool) -> None:
    showing = screen.showing_of(scene(shot(PANEL)), "abs(sin(2*x))", strict=True)
    panel = showing.moments[0].panels[0]
    left, bottom = at(PANEL, x * math.pi, slope)
    # The place of a box is off by a thousandth of a unit or two, and may lie on either side of the jump.
    assert holes.is_hole((left + 2e-3, bottom), panel, showing.df) is belongs
    assert holes.is_hole((left - 2e-3, bottom), panel, showing.df) is belongs


@pytest.mark.parametrize(
    ("text_", "x", "belongs"),
    [
        ("sin(x)/(x - pi)", math.pi, True),
        ("sin(x)*cot(x)", math.pi, True),
        ("tan(x)*cos(x)", math.pi / 2, True),
        ("sin(x)", math.pi, False),
    ],
)
def test_a_circle_belongs_to_a_hole_at_a_part_of_pi(text_: str, x: float, belongs: bool) -> None:
    wide = axes(PANEL.box, (-4.0, 4.0), (-4.0, 4.0))
    showing = screen.showing_of(scene(shot(wide)), text_, strict=True)
    panel = showing.moments[0].panels[0]
    y = {math.pi: -1.0, math.pi / 2: 1.0}[x] if belongs else 0.0
    assert holes.is_hole(at(wide, x, y), panel, showing.f) is belongs


@pytest.mark.parametrize(("text_", "found"), [("1/(x + 1)**5", 1), ("x**3/4", 0), ("1/x**2", 0)])
def test_most_of_f_is_within_its_axes(text_: str, found: int) -> None:
    low = axes((-6.35, 0.05, 0.05, 2.65), (-3.0, 3.0), (-0.05, 0.05)) if found else PANEL
    function = Function(formula(text_))
    grid = np.linspace(-3.0, 3.0, 3001)
    y = function.many(grid)
    inside = (y >= low.axes.y_range[0]) & (y <= low.axes.y_range[1])
    ends = np.flatnonzero(np.diff(inside.astype(int), prepend=0, append=0)).reshape(-1, 2)
    drawn = graph(low, lambda x: function(x) or 0.0, *[(grid[a], grid[b - 1]) for a, b in ends])
    (moment,) = screen.showing_of(scene(shot(low, drawn)), text_, strict=True).moments
    said = [problem.message for problem in holes._whole(moment, moment.panels[0], function, "f")]
    assert len(said) == found, said
    assert not list(holes._whole(moment, moment.panels[0], function, "f'"))  # of which less need be in view


@pytest.mark.parametrize(
    ("text_", "level", "right"),
    [
        ("exp(x)/(exp(x) - 1)", 1.0, True),
        ("exp(x)/(exp(x) - 1)", 1.1, False),
        ("exp(x)", 1.0, False),
        ("1/x + 2", 2.0, True),
        ("1/x + 2", 2.3, False),
    ],
)
def test_a_line_that_is_approached(text_: str, level: float, right: bool) -> None:
    (moment,) = screen.showing_of(scene(shot(PANEL)), "x", strict=True).moments
    ends = at(PANEL, -3, level), at(PANEL, 3, level)
    assert contact.approaches(Function(formula(text_)), moment.panels[0], *ends) is right


def test_what_a_root_is_of_may_be_drawn_beside_it() -> None:
    showing = screen.showing_of(scene(shot(PANEL)), "sin(x)**(2/3)", strict=False)
    known, moment = curves.Curves(showing), showing.moments[0]
    drawn = [graph(PANEL, shown, (-3, 3)) for shown in (math.sin, math.cos, math.tanh)]
    assert [known.is_other(one, moment.panels[0], moment) for one in drawn] == [True, True, False]


def test_a_line_is_approached_from_where_the_axes_are() -> None:
    far = axes(PANEL.box, (96.0, 104.0), (-4.0, 4.0))
    (moment,) = screen.showing_of(scene(shot(far)), "x", strict=True).moments
    ends = at(far, 96, 1.5708), at(far, 104, 1.5708)
    assert contact.approaches(Function(formula("atan(x - 100)")), moment.panels[0], *ends)


def test_a_tangent_where_the_graph_begins_fits_from_one_side() -> None:
    (moment,) = screen.showing_of(scene(shot(PANEL)), "x", strict=True).moments
    begins = Function(formula("x**(3/2) - 3*x"))
    for slope, right in ((-3.0, True), (-2.0, False)):
        ends = at(PANEL, -0.8, -0.8 * slope), at(PANEL, 0.8, 0.8 * slope)
        met = contact.crossings(moment.panels[0], *ends, begins)
        assert contact.fits(moment.panels[0], *ends, begins, met) is right
