"""What a lesson draws, on screens made by hand for f = x^2 - 1; one thing is changed at a time."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from a_screen import at, axes, dot, graph, line, number, scene, text

from validation import screen as drawn
from validation.formulas import function_text as record_reader
from validation.formulas.arrays import Function
from validation.formulas.numeric import FLOAT, Evaluator, OutOfRange, Undefined
from validation.run.evidence import Evidence, Item, Snapshot
from validation.scene_file import PHASES
from validation.screen import curves
from validation.screen import phase_rules as lesson

UPPER = axes((-6.35, 0.05, 0.05, 2.65), (-2.0, 2.0), (-1.0, 3.0))
LOWER = axes((-6.35, -3.15, 0.05, -0.55), (-2.0, 2.0), (-4.0, 4.0))
LABELS = (text("f(x)", 0.15, 2.2), text("f'(x)", 0.15, -1.0))
GRAPH = graph(UPPER, lambda x: x * x - 1, -2, 2)
SLOPE = graph(LOWER, lambda x: 2 * x, -2, 2)
STEPS = text("f'(x) = 2x", 2, 0)
WRONG_ZERO = dot(*LOWER.axes.to_scene(1, 0))  # type: ignore[union-attr]
ZERO = (dot(*UPPER.axes.to_scene(0, -1)), dot(*LOWER.axes.to_scene(0, 0)))  # type: ignore[union-attr]


def moment(
    a: float, *, slope: float | None = None, below: float | None = None, shown: float | None = None
) -> list[Item]:
    """The tangent at a with its number and its dots."""
    assert UPPER.axes is not None
    assert LOWER.axes is not None
    true = 2 * a
    value, rise = a * a - 1, true if slope is None else slope
    start, end = UPPER.axes.to_scene(a - 0.3, value - 0.3 * rise), UPPER.axes.to_scene(a + 0.3, value + 0.3 * rise)
    return [
        line(start, end),
        dot(*UPPER.axes.to_scene(a, value)),
        dot(*LOWER.axes.to_scene(a, true if below is None else below)),
        number(true if shown is None else shown, -1.6, -0.3),
    ]


def lesson_of(**changes: Any) -> Evidence:
    """A right lesson, phase by phase, with some of its screens exchanged."""
    base = [UPPER, LOWER, *LABELS]
    tangent, later = moment(-1.5), moment(1.0)
    screens: dict[str, list[Item]] = {
        "title": [text("f(x) = x^2 - 1", 0, 0)],
        "axes": base,
        "function": [*base, GRAPH],
        "derivation": [*base, GRAPH, STEPS],
        "tangent": [*base, GRAPH, STEPS, *tangent],
        "middle": [*base, GRAPH, STEPS, *moment(0.0)],
        "trace": [*base, GRAPH, STEPS, *later],
        "derivative": [*base, GRAPH, STEPS, SLOPE, *ZERO],
        "summary": [*base, GRAPH, SLOPE, *ZERO, text("f = x^2 - 1", 2, 0)],
    }
    screens |= changes
    snapshots: list[Snapshot] = []
    for name, items in screens.items():
        section = PHASES.index("trace" if name == "middle" else name)
        snapshots.append(
            at(*items, play=len(snapshots) + 1, section=section, moment="middle" if name == "middle" else "end")
        )
    return scene(*snapshots)


BASE = [UPPER, LOWER, *LABELS]
TANGENT = moment(-1.5)
STILL = [*BASE, GRAPH, STEPS, *moment(-1.5)]
BROKEN: dict[str, tuple[Evidence, str]] = {
    "drawn.axes": (
        lesson_of(axes=[UPPER, *LABELS]),
        "s.py: error: drawn.axes: 1 pairs of axes after play 2 (section 'axes'); a lesson has 2"
        " (one for f above, one for f' below)",
    ),
    "drawn.graph": (
        lesson_of(derivative=[*BASE, GRAPH, STEPS, graph(LOWER, lambda x: 2 * x, -2, 0.5), *ZERO]),
        "s.py: error: drawn.graph: f' is not drawn at x = 0.55 to 2 after play 8 (section 'derivative')"
        " (plot every piece of it that the axes have room for)",
    ),
    "drawn.tangent": (
        lesson_of(tangent=[*BASE, GRAPH, STEPS, *moment(-1.5, slope=-2.5)]),
        "s.py: error: drawn.tangent: the line at x = -1.5 is 5.2 degrees off the tangent after play 5"
        " (section 'tangent') (the tangent has the slope df(a))",
    ),
    "drawn.trace": (
        lesson_of(trace=[*BASE, GRAPH, STEPS, *moment(1.0, below=0.0)]),
        "s.py: error: drawn.trace: no dot at (1, 2) of the lower axes after play 7 (section 'trace')"
        " (put a dot at (a, df(a)) of the lower axes)",
    ),
    "drawn.zero": (
        lesson_of(derivative=[*BASE, GRAPH, STEPS, SLOPE]),
        "s.py: error: drawn.zero: f' has a zero at x = 0 that is not marked after play 8 (section 'derivative')"
        " (mark it on both axes)",
    ),
    "drawn.leftover": (
        lesson_of(tangent=[*BASE, GRAPH, STEPS, *TANGENT], derivative=[*BASE, GRAPH, STEPS, SLOPE, *ZERO, TANGENT[0]]),
        "s.py: error: drawn.leftover: a Line of the tangent is still there after play 8 (section 'derivative')"
        " (fade it out)",
    ),
}  # fmt: skip


def problems(evidence: Evidence) -> list[str]:
    return [str(problem) for problem in drawn.check("s.py", evidence, "x**2 - 1", "2*x")]


def test_a_right_lesson_has_no_problem() -> None:
    assert problems(lesson_of()) == []


BROKEN["drawn.window"] = (
    lesson_of(),  # of x^2 - 1, judged as if it were x*sqrt(x), which lives on the right only
    "s.py: error: drawn.window: the left 50% of the window is beside the domain of f after play 8"
    " (section 'derivative') (choose x_range by the domain)",
)


@pytest.mark.parametrize("rule", [rule for rule in lesson.RULES if rule != "drawn.window"])
def test_each_rule_has_an_example_that_breaks_it(rule: str) -> None:
    evidence, said = BROKEN[rule]
    assert problems(evidence) == [said]


def test_half_a_window_without_a_graph_is_a_problem() -> None:
    evidence, said = BROKEN["drawn.window"]
    assert said in [str(problem) for problem in drawn.check("s.py", evidence, "x*sqrt(x)", "3*sqrt(x)/2")]


def test_a_function_that_cannot_be_read_is_a_problem() -> None:
    assert [str(problem) for problem in drawn.check("s.py", lesson_of(), "x**", "2*x")] == [
        "s.py: error: drawn.function: the record's function: it is not a formula in Python's spelling"
    ]


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"axes": [UPPER, LOWER, text("f'(x)", 0.15, 2.2), text("f(x)", 0.15, -1.0)]}, "drawn.axes"),
        ({"axes": [UPPER, LOWER, LABELS[0]]}, "drawn.axes"),
        ({"function": [*BASE, graph(UPPER, lambda x: x * x - 0.9, -2, 2)]}, "drawn.graph"),
        ({"derivative": [*BASE, GRAPH, STEPS, graph(LOWER, lambda x: -2 * x, -2, 2), *ZERO]}, "drawn.graph"),
        ({"tangent": [*BASE, GRAPH, STEPS, *moment(-1.5, shown=-2.9)]}, "drawn.tangent"),
        ({"tangent": [*BASE, GRAPH, STEPS]}, "drawn.tangent"),
        ({"tangent": [*BASE, GRAPH, STEPS, *moment(-1.5, below=1.25)]}, "drawn.trace"),
        ({"middle": STILL, "trace": STILL}, "drawn.trace"),
        ({"derivative": [*BASE, GRAPH, STEPS, SLOPE, *ZERO, WRONG_ZERO]}, "drawn.zero"),
        ({"derivative": [*BASE, GRAPH, STEPS, SLOPE, ZERO[1]]}, "drawn.zero"),
        ({"summary": [*BASE, GRAPH, SLOPE, *ZERO, STEPS]}, "drawn.leftover"),
    ],
    ids=[
        "labels swapped", "label missing", "another function", "sign", "number", "no tangent", "lower dot",
        "stands still", "zero that is none", "zero not on f", "steps stay",
    ],
)  # fmt: skip
def test_what_is_drawn_wrong_is_found(changes: dict[str, list[Item]], rule: str) -> None:
    found = {problem.check for problem in drawn.check("s.py", lesson_of(**changes), "x**2 - 1", "2*x")}
    assert rule in found


def test_axes_that_are_not_aligned() -> None:
    shifted = axes((-6.0, -3.15, 0.4, -0.55), (-2.0, 2.0), (-4.0, 4.0))
    assert "drawn.axes" in {
        p.check for p in drawn.check("s.py", lesson_of(axes=[UPPER, shifted, *LABELS]), "x**2 - 1", "2*x")
    }


def test_a_derivative_lives_where_its_function_does() -> None:
    f = drawn.of_text("log(x)")
    df = drawn.of_text("1/x", f)
    assert df(-1.0) is None
    assert df(2.0) == 0.5


@pytest.mark.parametrize(
    "formula",
    [
        "x**3 - 2*x", "cbrt(x)", "x**(2/3)", "sqrt(x)", "log(x, 2)", "1/x", "tan(x)", "asin(x)", "acosh(x)", "x**x",
        "exp(-x)*cos(3*x)", "abs(x)", "1/cos(x)", "atanh(x)", "2**x", "sinh(x)/(1 + x**2)", "(x - 1)**(-1/3)",
    ],
)  # fmt: skip
def test_values_agree_with_the_exact_evaluator(formula: str) -> None:
    expression = record_reader.formula(formula)
    function = Function(expression)
    xs = np.linspace(-3.1, 3.3, 41)
    for x, value in zip(xs.tolist(), function.many(xs).tolist(), strict=True):
        try:
            exact: float | None = float(Evaluator(FLOAT, x).value(expression))
        except (Undefined, OutOfRange):
            exact = None
        assert (exact is None) == (value != value), (formula, x)
        if exact is not None:
            assert value == pytest.approx(exact, rel=1e-12, abs=1e-12)


def one(expression: Callable[[float], float], start: float, end: float) -> Evidence:
    return scene(at(UPPER, graph(UPPER, expression, start, end)))


def test_a_curve_shows_its_function_and_no_other() -> None:
    f = drawn.of_text("x**2 - 1")
    assert drawn.shows(one(lambda x: x * x - 1, -2, 2), f)
    assert not drawn.shows(one(lambda x: x * x - 0.95, -2, 2), f)
    assert not drawn.shows(one(lambda x: x * x - 1, -0.2, 0.2), f)  # too little of it
    assert not drawn.shows(scene(at(UPPER)), f)


def test_a_curve_that_leaves_its_axes_is_still_their_curve() -> None:
    steep = graph(LOWER, lambda x: 10 * x, 0, 2)
    screen = at(UPPER, LOWER, steep)
    home = curves.home(steep, curves.panels(screen))
    assert home is not None
    assert home.item is UPPER  # where most of it lies
    assert drawn.shows(scene(screen), drawn.of_text("10*x"))
    assert not drawn.shows(scene(screen), drawn.of_text("9*x"))


def test_a_curve_without_axes_is_read_in_the_scenes_own_units() -> None:
    whole = axes((-64 / 9, -4, 64 / 9, 4), (-64 / 9, 64 / 9), (-4, 4))
    assert drawn.shows(scene(at(graph(whole, np.sin, -6, 6))), drawn.of_text("sin(x)"))


@pytest.mark.parametrize(
    ("formula", "places"),
    [("x**2 - 1", [-1.0, 1.0]), ("1/x", []), ("x**2", []), ("tan(x)", [0.0]), ("sin(3*x)", [-1.0472, 0.0, 1.0472])],
)
def test_zeros(formula: str, places: list[float]) -> None:
    found = lesson.zeros(drawn.of_text(formula), -1.4, 1.4)
    assert found == pytest.approx(places, abs=1e-4)


def test_a_function_that_is_zero_has_no_zeros_to_mark() -> None:
    assert lesson.zeros(drawn.of_text("0*x"), -1, 1) is None


def test_the_home_of_a_curve_is_where_most_of_it_lies() -> None:
    panels = curves.panels(at(UPPER, LOWER))
    assert [panel.item.id for panel in panels] == [UPPER.id, LOWER.id]
    assert curves.home(GRAPH, panels) is panels[0]
    assert curves.home(SLOPE, panels) is panels[1]
