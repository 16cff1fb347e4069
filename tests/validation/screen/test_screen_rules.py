"""Each rule of the screen is broken by something: the right lesson with one thing changed, as a viewer would see it."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from a_screen import (
    BLUE,
    BOX,
    DRAWN,
    END,
    FAR,
    GRAPH,
    GREEN,
    LABELS,
    LINES,
    LOWER,
    NUMBERS,
    POLES,
    SCREENS,
    SHOWN,
    SLOPE,
    STEPS,
    SUMMARY,
    TITLE,
    UPPER,
    ZEROS,
    at,
    axes,
    df,
    dot,
    exchanged,
    f,
    graph,
    lesson_of,
    line,
    number,
    scene,
    shot,
    tangent,
    text,
    tick,
    trail,
    without,
)  # fmt: skip

from validation import screen
from validation.formulas.arrays import Function
from validation.formulas.function_text import formula
from validation.formulas.places import poles, zeros
from validation.problem import Problem
from validation.run.evidence import Evidence, Failure, Item
from validation.screen import running


def problems(evidence: Evidence, *, strict: bool = True, record: dict[str, Any] | None = None) -> list[Problem]:
    return screen.check("s.py", screen.showing_of(evidence, "x + 1/x", strict=strict, record=record))


def moved(item: Item, dx: float, dy: float) -> Item:
    """A text elsewhere."""
    assert item.box is not None
    left, bottom, right, top = item.box
    return replace(item, box=(left + dx, bottom + dy, right + dx, top + dy))


def shifted() -> Item:
    """The lower axes a little to the right."""
    return axes((-6.0, -3.15, 0.4, -0.55), (-3.0, 3.0), (-3.0, 2.0))


WRONG_GRAPH = graph(UPPER, lambda x: x + 0.9 / x, (0.28, 3.0), color=BLUE)
GRID = Item("grid", 900, "VGroup", UPPER.box, owner=UPPER.id, pieces=tuple(
    (at(UPPER, x, -4), at(UPPER, x, 4)) for x in (-2, -1, 0, 1, 2)
) + tuple((at(UPPER, -3, y), at(UPPER, 3, y)) for y in (-3, -1, 1, 3)))  # fmt: skip

# rule: the evidence that breaks it, and words of what is said
BROKEN: dict[str, tuple[Evidence, str]] = {
    "layout.finite": (lesson_of({"summary 2": [*SCREENS["summary 2"], replace(FAR, box=None)]}), "a DashedLine has"),
    "layout.frame": (lesson_of({"title": [moved(TITLE, -1.3, 0)]}), "leaves the frame by"),
    "layout.small": (lesson_of(exchanged(LABELS[0], replace(LABELS[0], size=12.0))), "is drawn at font size 12.0"),
    "layout.upright": (lesson_of(exchanged(LINES[1], replace(LINES[1], upright=False))), "does not stand upright"),
    "layout.axes": (
        lesson_of(exchanged(GRAPH, graph(UPPER, f, (-3.0, -0.2), (0.28, 3.0), color=BLUE))),
        "leaves its axes by",
    ),
    "layout.overlap": (
        replace(lesson_of(), snapshots=(shot(*SHOWN, overlaps=((len(SHOWN) - 2, len(SHOWN) - 1, 40),)),)),
        "lie over each other after play 1",
    ),
    "layout.covered": (
        replace(lesson_of(), snapshots=(shot(*SHOWN, overlaps=((SHOWN.index(GRAPH), len(SHOWN) - 1, 40),)),)),
        "a ParametricFunction runs through the text",
    ),
    "drawn.axes": (lesson_of(exchanged(LOWER, shifted())), "is not at the same place on both axes"),
    "drawn.numbers": (lesson_of(exchanged(NUMBERS[1], tick(UPPER, 2, "y", 0.3))), "the number 2 of the y axis is 0.30"),
    "drawn.grid": (lesson_of({"summary 2": [GRID, *SCREENS["summary 2"]]}), "no line of the grid runs at the number"),
    "drawn.graph": (lesson_of(exchanged(GRAPH, WRONG_GRAPH)), "a curve goes through ("),
    "drawn.whole": (
        lesson_of(exchanged(SLOPE, graph(LOWER, df, (-3.0, -0.5), (0.5, 1.8), color=GREEN))),
        "f' is not drawn at x = 1.88 to 3",
    ),
    "drawn.stroke": (lesson_of(exchanged(GRAPH, replace(GRAPH, stroke=0.2))), "has a stroke of 0.2"),
    "drawn.label": (
        lesson_of({"summary 2": [*SCREENS["summary 2"], text("f'(x)", 3, -2, color=BLUE)]}),
        "the text \"f'(x)\" is the label of another curve",
    ),
    "drawn.part": (lesson_of(exchanged(SUMMARY[1], replace(SUMMARY[1], whole=False))), "is shown in part only"),
    "drawn.tangent": (
        lesson_of({"tangent": [*SHOWN, *tangent(0.6, slope=-3.5)]}),
        "no tangent through a dot on the graph of f",
    ),
    "drawn.slope": (lesson_of({"tangent": [*SHOWN, *tangent(0.6, shown=1.78)]}), "beside its label is 1.78"),
    "drawn.trace": (lesson_of({"tangent": [*SHOWN, *tangent(0.6, below=0.0)]}), "no dot at (0.6, -1.778)"),
    "drawn.move": (
        lesson_of({name: [*SHOWN, *tangent(0.9), trail(0.9)] for name in SCREENS if name.startswith("trace")}),
        "the point goes from x = 0.6 to 0.9 all through the trace",
    ),
    "drawn.trail": (
        lesson_of({"trace 1 middle": [*SHOWN, *tangent(1.2), trail(2.5)]}),
        "the point has come from x = 0.6 to 1.2, the graph of f' shows x = 0.6 to 2.5",
    ),
    "drawn.zero": (lesson_of(without(ZEROS[1])), "f' has a zero at x = -1 that is not marked on both axes"),
    "drawn.asymptote": (lesson_of(without(POLES[0])), "f grows without bound at x = 0, and no line shows it"),
    "drawn.title": (lesson_of({"title": [text("f", 0, 0)]}), "no text begins with f(x) ="),
    "drawn.words": (lesson_of({"derivation 2": [*DRAWN, LINES[0]]}), "does not come after the line before it"),
    "drawn.summary": (lesson_of(without(BOX)), "there is no box with a text"),
    "drawn.phases": (lesson_of(each=0.01), "the phase title lasts 0.01 s"),
    "drawn.derivation": (lesson_of(without(*LINES[1:], *SUMMARY)), "no line of a derivation is seen"),
    "drawn.time": (lesson_of(spans=((0.0, 61.0),)), "its longest play 61 s"),
    "drawn.leftover": (lesson_of({"summary 2": [*END, *SUMMARY, BOX, LINES[2]]}), "of the derivation is still there"),
    "drawn.gone": (lesson_of({"tangent": [*SCREENS["tangent"][1:]]}), "the title is not there any more"),
    "drawn.color": (lesson_of(exchanged(SLOPE, replace(SLOPE, color=BLUE))), "is #58C4DD, the label"),
    "drawn.seen": (lesson_of(hidden=[LINES[2]]), "cannot be seen: 0 of 100 pixels"),
    "mathematics.line": (
        lesson_of(exchanged(LINES[3], replace(LINES[3], text=r"f'(x) = 1 + \frac{1}{x^{2}}"))),
        "which is false",
    ),
}  # fmt: skip


def test_a_right_lesson_has_no_problem() -> None:
    assert [str(problem) for problem in problems(lesson_of())] == []
    assert [str(problem) for problem in problems(lesson_of(), strict=False)] == []


def test_a_place_where_the_slope_jumps_over_0_is_no_zero() -> None:
    marked = lesson_of({"derivative": [*SCREENS["derivative"], dot(*at(LOWER, 0, 0))]})
    showing = screen.showing_of(marked, "abs(x)", strict=True)
    found = [problem.message for problem in screen.check("s.py", showing) if problem.check == "drawn.zero"]
    assert any("x = 0 of the axis" in message and "undefined" in message for message in found), found


@pytest.mark.parametrize("rule", [*BROKEN])
def test_each_rule_has_an_example_that_breaks_it(rule: str) -> None:
    evidence, said = BROKEN[rule]
    found = [problem for problem in problems(evidence) if problem.check == rule]
    assert any(said in problem.message for problem in found), [str(problem) for problem in problems(evidence)]


RECORD = {
    "animations": 14, "latex_expressions": 8, "x_range": [-3, 3, 1], "y_range": [-4, 4, 1], "dy_range": [-3, 2, 1],
    "steps": [{"latex": step} for step in STEPS],
}  # fmt: skip
BROKEN |= {
    "run.animations": (lesson_of(plays=15), "15 animations as it ran, but animations in the record is 14"),
    "run.formulas": (lesson_of(formulas=9), "9 formulas as it ran, but latex_expressions in the record is 8"),
    "drawn.record": (lesson_of(exchanged(LINES[2], LINES[1])), "step 3 on the screen is"),
    "run.error": (lesson_of(error=Failure("NameError", "no x", 3)), "NameError: no x"),
    "run.warning": (lesson_of(warnings=("RuntimeWarning: divide by zero",)), "RuntimeWarning: divide by zero"),
    "run.animation": (lesson_of(plays=0), "nothing is animated"),
    "run.phases": (lesson_of(sections=("title",)), "the phases that ran are title"),
    "run.overrides": (lesson_of(overrides=("Axes.__init__", "Axes.c2p")), "the scene replaces Manim's Axes.c2p"),
}


@pytest.mark.parametrize(
    ("evidence", "record", "said"),
    [
        (lesson_of(), RECORD, ""),
        (BROKEN["drawn.record"][0], RECORD, BROKEN["drawn.record"][1]),
        (lesson_of(), RECORD | {"x_range": "wide"}, "the axes go from -3 to 3, but x_range in the record is wide"),
    ],
)
def test_the_record_says_what_is_on_screen(evidence: Evidence, record: dict[str, Any], said: str) -> None:
    messages = [problem.message for problem in problems(evidence, record=record) if problem.check == "drawn.record"]
    assert len(messages) == bool(said)
    assert all(message.startswith(said) for message in messages)


NOTHING_ELSE = {
    "drawn.stray": (lesson_of({"summary 2": [*SCREENS["summary 2"], line((-6, 3), (-1, 2))]}), "a Line is no part of"),
    "drawn.brief": (lesson_of(each=1.2), "is seen for 1.2 s"),
}
BROKEN |= NOTHING_ELSE


@pytest.mark.parametrize("rule", NOTHING_ELSE)
def test_a_lesson_shows_nothing_else_and_long_enough(rule: str) -> None:
    assert [problem.check for problem in problems(lesson_of(), record=RECORD)] == []
    evidence, said = NOTHING_ELSE[rule]
    assert any(said in problem.message for problem in problems(evidence, record=RECORD) if problem.check == rule)


def with_a_hole(function: Callable[[float], float], *circles: tuple[float, float]) -> Evidence:
    """The lesson with another curve, which leaves out x = 0, and circles."""
    curve = graph(UPPER, function, (-3.0, -0.001), (0.001, 3.0), color=BLUE)
    places = [at(UPPER, *place) for place in circles]
    rings = [
        Item("shape", 910 + i, "Circle", (x - 0.06, y - 0.06, x + 0.06, y + 0.06)) for i, (x, y) in enumerate(places)
    ]
    return lesson_of({name: [*shown, *rings] for name, shown in exchanged(GRAPH, curve).items()})


BROKEN |= {"drawn.hole": (with_a_hole(lambda x: math.sin(x) / x), "f has no value at x = 0, and no circle is where")}


@pytest.mark.parametrize(
    ("function", "evidence", "found"),
    [
        ("sin(x)/x", BROKEN["drawn.hole"][0], True),
        ("sin(x)/x", with_a_hole(lambda x: math.sin(x) / x, (0, 0)), True),
        ("sin(x)/x", with_a_hole(lambda x: math.sin(x) / x, (0, 1)), False),
        ("abs(x)/x", with_a_hole(lambda x: abs(x) / x, (0, 1)), True),
        ("abs(x)/x", with_a_hole(lambda x: abs(x) / x, (0, 1), (0, -1)), False),
        ("x**2", with_a_hole(lambda x: x**2), False),
        ("1/x", with_a_hole(lambda x: 1 / x), False),
    ],
)
def test_a_point_that_is_left_out_has_its_circles(function: str, evidence: Evidence, found: bool) -> None:
    messages = [
        problem.message
        for problem in screen.check("s.py", screen.showing_of(evidence, function, strict=True))
        if problem.check == "drawn.hole"
    ]
    assert len(messages) == found
    assert all(message.startswith(BROKEN["drawn.hole"][1]) for message in messages)


@pytest.mark.parametrize(
    "rule",
    ["run.animations", "run.formulas", "run.error", "run.warning", "run.animation", "run.phases", "run.overrides"],
)
def test_the_run_comes_to_its_end(rule: str) -> None:
    evidence, said = BROKEN[rule]
    record = RECORD | {"animations": evidence.plays} if rule == "run.animation" else RECORD
    assert [(found.check, found.message) for found in running.check("s.py", evidence, record)] == [(rule, said)]
    assert not list(running.check("s.py", lesson_of(), RECORD))


def test_a_scene_that_failed_shows_nothing_to_check() -> None:
    assert problems(replace(BROKEN["drawn.graph"][0], error=Failure("NameError", "x"))) == []


def test_problems_are_merged_by_what_is_involved() -> None:
    points = [text(f"P{n}", n, 0, size=10.0) for n in (1, 2, 5)]
    numbers = [replace(number(n, 5, 0), size=10.0) for n in (1, 2, 5)]
    shots = [shot(*points, one, play=play, time=float(play)) for play, one in enumerate(numbers, 1)]
    found = screen.check_layout("s.py", scene(*shots))
    assert [problem.message.partition(" is ")[0] for problem in found] == [
        "the text 'P1'", "the text 'P2'", "the text 'P5'", "the number 1.00",
    ]  # fmt: skip


def test_what_is_no_fault_of_the_layout_of_any_scene() -> None:
    endless = graph(UPPER, lambda x: 9 * x, (-3, 3))
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
        (graph(UPPER, lambda x: 0.1 * x, (-3, 3)), 6, False),
    ],
)
def test_in_any_scene_what_runs_right_through_a_text_is_a_fault(other: Item, pixels: int, found: bool) -> None:
    overlaps = ((0, 1, pixels),)
    problems_ = screen.check_layout("s.py", scene(shot(text("f(x)", 0, 0), other, overlaps=overlaps)))
    assert [problem.check for problem in problems_] == ["layout.covered"] * found


@pytest.mark.parametrize(
    ("function", "places"),
    [
        ("1/x", [0.0]), ("1/(x - 1)**2", [1.0]), ("1/(x**2 - 4)", [-2.0, 2.0]), ("tan(x)", [-1.5707963, 1.5707963]),
        ("log(x)", [0.0]), ("log(x**2)", [0.0]), ("x**(-2/3)", [0.0]), ("1/log(x)", [1.0]), ("1/sqrt(x + 4)", [-4.0]),
        ("x*log(x)", []), ("sqrt(x)", []), ("cbrt(x)", []), ("sin(x)/x", []), ("1000*exp(-1000*x**2)", []),
        ("atan(1000*x)", []), ("asin(x)", []), ("exp(3*x)", []),
    ],
)  # fmt: skip
def test_poles(function: str, places: list[float]) -> None:
    assert poles(Function(formula(function)), -4.0, 4.0) == pytest.approx(places, abs=1e-6)


@pytest.mark.parametrize(
    ("function", "places"),
    [
        ("0*x", None), ("x**2 - 1", [-1.0, 1.0]), ("1/x", []), ("3*x**2", [0.0]), ("tan(x)", [0.0]),
        ("(x - 1)**2*(x + 1)", [-1.0, 1.0]),
        ("sin(3*x)", [-1.0472, 0.0, 1.0472]), ("x**2 + 0.001", []), ("abs(x)", [0.0]),
    ],
)  # fmt: skip
def test_zeros(function: str, places: list[float] | None) -> None:
    found = zeros(Function(formula(function)), -1.4, 1.4)
    assert found is None if places is None else found == pytest.approx(places, abs=1e-4)
