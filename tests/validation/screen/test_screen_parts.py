"""What a lesson shows beside its curves, on screens made by hand for f = 1/x; one thing is changed at a time."""

from dataclasses import replace
from typing import Any

import pytest
from a_screen import at, axes, dot, graph, line, number, scene, text

from validation import screen as drawn
from validation.run.evidence import Evidence, Failure, Item, Snapshot
from validation.scene_file import PHASES
from validation.screen.asymptotes import poles

UPPER = axes((-6.35, 0.05, 0.05, 2.65), (-2.0, 2.0), (-2.0, 2.0))
LOWER = axes((-6.35, -3.15, 0.05, -0.55), (-2.0, 2.0), (-4.0, 0.0))
WIDER = axes((-6.35, 0.05, 0.05, 2.65), (-2.0, 2.0), (-2.5, 2.5))
BLUE, GREEN = "#58C4DD", "#83C167"
STEPS = (
    "f(x) = 1/x",
    r"\text{Reciprocal rule:} \quad \left(\frac{1}{v}\right)' = -\frac{v'}{v^{2}}",
    r"v = x, \quad v' = 1",
    "f'(x) = -1/x^{2}",
)
NAMED = ("function", "reciprocal", "reciprocal", "result")
RECORD: dict[str, Any] = {
    "function": "1/x",
    "derivative": "-1/x**2",
    "rules": ["reciprocal", "power"],
    "steps": [{"rule": rule, "latex": step} for rule, step in zip(NAMED, STEPS, strict=True)],
    "x_range": [-2.0, 2.0, 1.0],
    "y_range": [-2.0, 2.0, 1.0],
    "dy_range": [-4.0, 0.0, 1.0],
}


def upright(panel: Item, x: float) -> Item:
    """A line over the height of some axes."""
    assert panel.axes is not None
    (left, low), (_, high) = (
        panel.axes.to_scene(x, panel.axes.y_range[0]),
        panel.axes.to_scene(x, panel.axes.y_range[1]),
    )
    return line((left, low), (left, high), "DashedLine")


def numbered(panel: Item, value: float, *, off: float = 0.0) -> Item:
    """A number left of some axes, at its place on the y axis or off it."""
    assert panel.axes is not None
    return number(value, -6.95, panel.axes.to_scene(0, value)[1] - 0.1 + off, 0)


def below(value: float) -> Item:
    """A number below the lower axes."""
    assert LOWER.axes is not None
    return number(value, LOWER.axes.to_scene(value, 0)[0] - 0.25, -3.5, 0)


def colored(item: Item, color: str) -> Item:
    return replace(item, color=color)


LABELS = (colored(text("f(x)", 0.15, 2.2), BLUE), colored(text("f'(x)", 0.15, -1.0), GREEN))
NUMBERS = (numbered(UPPER, 1), numbered(LOWER, -2), numbered(LOWER, -3), below(-1), below(1))
GRAPHS = tuple(colored(graph(UPPER, lambda x: 1 / x, a, b), BLUE) for a, b in ((-2, -0.5), (0.5, 2)))
SLOPES = tuple(colored(graph(LOWER, lambda x: -1 / x**2, a, b), GREEN) for a, b in ((-2, -0.5), (0.5, 2)))
POLE, POLE_BELOW = upright(UPPER, 0), upright(LOWER, 0)
TITLE = text("f(x) = 1/x", 0, 3)
LINES = tuple(text(step, 2, 2 - i) for i, step in enumerate(STEPS))
SUMMARY = (text("f(x) = 1/x", 2, 1), text("f'(x) = -1/x^{2}", 2, 0))
BOX = Item("shape", -1, "SurroundingRectangle", (1.7, -0.3, 3.3, 1.6), color="#FFFF00")


def moment(a: float) -> list[Item]:
    """The tangent at a with its dots."""
    assert UPPER.axes is not None
    assert LOWER.axes is not None
    start, end = (UPPER.axes.to_scene(a + h, 1 / a - h / a**2) for h in (-0.3, 0.3))
    return [line(start, end), dot(*UPPER.axes.to_scene(a, 1 / a)), dot(*LOWER.axes.to_scene(a, -1 / a**2))]


def trail(a: float) -> Item:
    """The graph of f' from where the trace begins."""
    return colored(graph(LOWER, lambda x: -1 / x**2, 0.6, a, 40), GREEN)


BASE: list[Item] = [UPPER, LOWER, *LABELS, *NUMBERS]
DRAWN = [TITLE, *BASE, *GRAPHS, POLE]


def lesson_of(**changes: list[Item]) -> Evidence:
    """A right lesson, play by play, with some of its screens exchanged."""
    screens = {
        "title": [TITLE],
        "axes": [TITLE, *BASE],
        "function": DRAWN,
        "derivation": [*DRAWN, *LINES[:1]],
        "derivation 2": [*DRAWN, *LINES[:2]],
        "derivation 3": [*DRAWN, *LINES[:3]],
        "derivation 4": [*DRAWN, *LINES],
        "tangent": [*DRAWN, *LINES, *moment(0.6)],
        "trace middle": [*DRAWN, *LINES, *moment(1.0), trail(1.0)],
        "trace": [*DRAWN, *LINES, *moment(1.8), trail(1.8)],
        "derivative": [*DRAWN, *LINES, *SLOPES, POLE_BELOW],
        "summary": [*DRAWN, *SLOPES, POLE_BELOW, *SUMMARY, BOX],
    }
    screens |= {name.replace("_", " "): items for name, items in changes.items()}
    snapshots: list[Snapshot] = []
    for name, items in screens.items():
        section = PHASES.index(name.partition(" ")[0])
        when = "middle" if name.endswith("middle") else "end"
        snapshots.append(at(*items, play=len(snapshots) + 1, section=section, moment=when))
    return scene(*snapshots)


BROKEN: dict[str, tuple[Evidence, str]] = {
    "drawn.words": (
        lesson_of(summary=[*DRAWN, *SLOPES, POLE_BELOW, *SUMMARY]),
        "s.py: error: drawn.words: f and f' are not in a box together after play 12 (section 'summary')"
        " (draw a box around them)",
    ),
    "drawn.numbers": (
        lesson_of(axes=[TITLE, *BASE, numbered(UPPER, -1, off=0.3)]),
        "s.py: error: drawn.numbers: the number -1 of the y axis of the upper axes is 0.30 from its place after play 2"
        " (section 'axes') (put each number at its tick)",
    ),
    "drawn.color": (
        lesson_of(derivative=[*DRAWN, *LINES, *(colored(item, BLUE) for item in SLOPES), POLE_BELOW]),
        "s.py: error: drawn.color: the graph of f' is #58C4DD, its label #83C167 after play 11 (section 'derivative')"
        " (give the same thing the same colour throughout)",
    ),
    "drawn.trail": (
        lesson_of(trace_middle=[*DRAWN, *LINES, *moment(1.0), trail(1.8)]),
        "s.py: error: drawn.trail: the point has come from x = 0.6 to 1, the graph of f' shows x = 0.6 to 1.8"
        " in the middle of play 9 (section 'trace') (create the graph of f' while the point moves)",
    ),
    "drawn.asymptote": (
        lesson_of(function=[TITLE, *BASE, *GRAPHS]),
        "s.py: error: drawn.asymptote: f grows without bound at x = 0, and no line shows it after play 3"
        " (section 'function') (draw a dashed line there, over the height of the axes)",
    ),
    "drawn.record": (
        lesson_of(axes=[TITLE, WIDER, LOWER, *LABELS, numbered(WIDER, 1), *NUMBERS[1:]]),
        "s.py: error: drawn.record: the axes go from -2.5 to 2.5, but y_range in the record is [-2.0, 2.0, 1.0]"
        " (build the record again)",
    ),
}


def problems(evidence: Evidence, record: dict[str, Any] = RECORD) -> list[str]:
    return [str(problem) for problem in drawn.check_parts("s.py", evidence, record)]


def test_a_right_lesson_has_no_problem() -> None:
    assert problems(lesson_of()) == []


@pytest.mark.parametrize("rule", BROKEN)
def test_each_rule_has_an_example_that_breaks_it(rule: str) -> None:
    evidence, said = BROKEN[rule]
    assert problems(evidence) == [said]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": [LABELS[1]]}, "no text begins with f(x) = after play 1"),
        ({"derivation_2": [*DRAWN, LINES[0]]}, "does not come after the line before it"),
        ({"derivation_4": [*DRAWN, *LINES[:3]]}, "line 4 of the derivation is not on screen"),
        (
            {"derivation_4": [*DRAWN, *LINES[:3], text(STEPS[3], 2, 3)]},
            'the text "f\'(x) = -1/x^{2}" stands above the line before it',
        ),
        ({"summary": [*DRAWN, *SLOPES, POLE_BELOW, SUMMARY[0], BOX]}, "no text begins with f'(x) ="),
        ({"axes": [TITLE, UPPER, LOWER, *LABELS]}, "the y axis of the upper axes has 0 numbers"),
        ({"derivative": [*DRAWN, *LINES, *SLOPES]}, "f' grows without bound at x = 0"),
        ({"trace": [*DRAWN, *LINES, *moment(1.8)]}, "the graph of f' shows nothing"),
        ({"title": [colored(TITLE, "#000000")]}, "can hardly be seen, #000000 at opacity 1"),
        ({"title": [replace(TITLE, opacity=0.2)]}, "can hardly be seen,  at opacity 0.2"),
    ],
)
def test_what_is_shown_wrong_is_found(changes: dict[str, list[Item]], said: str) -> None:
    assert any(said in problem for problem in problems(lesson_of(**changes))), problems(lesson_of(**changes))


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ((STEPS[0], *STEPS[2:]), "no line of the derivation names a rule"),
        ((*STEPS[:3], r"f'(x) = \text{easy}"), "has the words 'easy', which name no rule and no part"),
        ((*STEPS[:2], r"v \to x", *STEPS[3:]), "line 3 of the derivation says nothing of anything"),
        ((*STEPS[:2], STEPS[3]), r"states \left(\frac{1}{v}\right)', and none says what v is"),
    ],
)
def test_a_derivation_names_its_rule_and_the_letters_of_it(steps: tuple[str, ...], said: str) -> None:
    record = RECORD | {"steps": [{"latex": step} for step in steps]}
    assert any(said in problem for problem in problems(lesson_of(), record))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"rules": ["power"]}, "step 2 is of the rule 'reciprocal', which the record's rules leave out"),
        ({"rules": None}, "the record has no list of rules, or fewer than two steps"),
        ({"dy_range": [0, 1, 1]}, "dy_range in the record is [0, 1, 1]"),
        ({"x_range": "wide"}, "x_range in the record is wide"),
        ({"steps": RECORD["steps"][:3]}, "step 3 of the record is 'reciprocal', not 'result'"),
        ({"steps": [RECORD["steps"][1], *RECORD["steps"][1:]]}, "step 1 of the record is 'reciprocal', not 'function'"),
        (
            {"steps": [RECORD["steps"][0], {"rule": "power", "latex": STEPS[1]}, *RECORD["steps"][2:]]},
            "step 2 of the record is 'power', its line names 'reciprocal'",
        ),
        ({"steps": [1, 2, 3]}, "step 1 of the record is '', not 'function'"),
    ],
)
def test_what_the_record_says_of_the_picture(changes: dict[str, Any], said: str) -> None:
    found = problems(lesson_of(), RECORD | changes)
    assert any(said in problem for problem in found), found


def test_a_scene_that_failed_shows_nothing_to_check() -> None:
    failed = replace(lesson_of(summary=[]), error=Failure("NameError", "name 'x' is not defined"))
    assert problems(failed) == []


@pytest.mark.parametrize(
    ("formula", "places"),
    [
        ("1/x", [0.0]),
        ("1/(x - 1)**2", [1.0]),
        ("1/(x**2 - 4)", [-2.0, 2.0]),
        ("tan(x)", [-1.5707963, 1.5707963]),
        ("log(x)", [0.0]),
        ("log(x**2)", [0.0]),
        ("x**(-2/3)", [0.0]),
        ("1/log(x)", [1.0]),
        ("1/sqrt(x + 4)", [-4.0]),
        ("x*log(x)", []),
        ("sqrt(x)", []),
        ("cbrt(x)", []),
        ("sin(x)/x", []),
        ("1000*exp(-1000*x**2)", []),
        ("atan(1000*x)", []),
        ("asin(x)", []),
        ("exp(3*x)", []),
    ],
)
def test_poles(formula: str, places: list[float]) -> None:
    assert poles(drawn.of_text(formula), -4.0, 4.0) == pytest.approx(places, abs=1e-6)
