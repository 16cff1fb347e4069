import math

import pytest
from a_screen import at, axes, dot, graph, line, number, scene, text

from validation.run.evidence import Evidence, Item
from validation.screen import boxes, layout
from validation.screen.layout_rules import RULES, SMALLEST

PANEL = axes((-6.35, 0.05, 0.05, 2.65), (-2.0, 2.0), (0.0, 4.0))
BROKEN: dict[str, tuple[Evidence, str]] = {
    "layout.finite": (
        scene(at(graph(PANEL, lambda x: 1 / x if x else math.inf, -1, 1, 4))),
        "s.py: error: layout.finite: a ParametricFunction has coordinates that are not finite numbers after play 1"
        " (section 'title') (plot only where the function is defined and finite)",
    ),
    "layout.frame": (
        scene(at(text("f(x)", 6.7, 0, width=1))),
        "s.py: error: layout.frame: the text 'f(x)' leaves the frame by 0.54 after play 1 (section 'title')"
        " (move it, or make it smaller)",
    ),
    "layout.overlap": (
        scene(at(text("aaaa", 0, 0), text("bbbb", 0.5, 0.1))),
        "s.py: error: layout.overlap: the text 'aaaa' and the text 'bbbb' lie over each other after play 1"
        " (section 'title') (move one of them, or fade it out)",
    ),
    "layout.covered": (
        scene(at(text("slope", 0, 0), line((-1, -1), (1.5, 1.5)))),
        "s.py: error: layout.covered: a Line runs through the text 'slope' after play 1 (section 'title')"
        " (move the text clear of it)",
    ),
    "layout.small": (
        scene(at(text("f(x)", 0, 0, size=12.3))),
        "s.py: error: layout.small: the text 'f(x)' has font size 12.3 after play 1 (section 'title')"
        " (20 is the least that can be read at 480p: make it larger, or break it over two lines)",
    ),
    "layout.axes": (
        scene(at(PANEL, graph(PANEL, lambda x: x**2 + 1, -2, 2))),
        "s.py: error: layout.axes: a ParametricFunction leaves its axes by 0.65 after play 1 (section 'title')"
        " (plot it where its values are within the axes, or widen y_range)",
    ),
}


def found(evidence: Evidence) -> list[str]:
    return [problem.check for problem in layout.check("s.py", evidence)]


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_has_an_example_that_breaks_it(rule: str) -> None:
    evidence, said = BROKEN[rule]
    assert [str(problem) for problem in layout.check("s.py", evidence)] == [said]


@pytest.mark.parametrize(
    "items",
    [
        [text("aaaa", 0, 0), text("bbbb", 1.01, 0)],  # side by side
        [text("aaaa", 0, 0), text("bbbb", 0, 0.29)],  # the boxes of two lines touch, by a hair
        [text("f(x)", 6.1, 0)],  # at the very edge
        [PANEL, graph(PANEL, lambda x: x**2, -2, 2)],  # fills its axes
        [text("1.0", 0, 0), line((0.05, -0.2), (1.2, -0.1))],  # passes below
        [text("f", 0, 0), dot(0.9, 0.15)],
        [text("f(x)", 0, 0, size=SMALLEST)],
        [Item("shape", 1, "Rectangle", (-9, -6, 9, 6))],  # a background
        [text("title", 0, 0), text("title", 0, 0)],  # a copy exactly on its original, which nobody sees
    ],
    ids=["side", "above", "edge", "fills", "below", "clear", "small", "background", "copy"],
)
def test_what_a_person_accepts_is_not_flagged(items: list[Item]) -> None:
    assert found(scene(at(*items))) == []


@pytest.mark.parametrize(
    ("items", "rule"),
    [
        ([number(1.0, 0, 0), number(2.0, 0.2, 0.05)], "layout.overlap"),
        ([text("x", 0, 0), dot(0.4, 0.15)], "layout.covered"),
        ([text("f(x)", -1, 3.8)], "layout.frame"),
        ([dot(7.2, 0)], "layout.frame"),
        ([line((0, 0), (0, 4.3))], "layout.frame"),
        ([Item("text", 1, "Text", None, text="nan")], "layout.finite"),
        ([Item("axes", 1, "Axes", (0, 0, 1, 1))], "layout.finite"),
    ],
)
def test_what_a_person_sees_is_flagged(items: list[Item], rule: str) -> None:
    assert found(scene(at(*items))) == [rule]


def test_what_is_transparent_is_not_seen() -> None:
    hidden = Item("text", 1, "MathTex", (0, 0, 1, 1), opacity=0.0, text="a", size=5.0, glyphs=((0, 0, 1, 1),))
    assert found(scene(at(hidden, text("bbbb", 0, 0)))) == []


def test_one_problem_over_many_moments_is_said_once() -> None:
    pair = (text("aaaa", 0, 0), text("bbbb", 0.5, 0.1))
    moved = (text("aaaa", 1, 0), text("bbbb", 1.5, 0.1))
    assert found(scene(at(*pair), at(*pair, play=2), at(*moved, play=3))) == ["layout.overlap"]


def test_an_overlap_that_comes_later_is_found() -> None:
    a, b = text("aaaa", 0, 0), text("bbbb", 3, 0)
    later = text("bbbb", 0.5, 0.1)
    problems = layout.check("s.py", scene(at(a, b), at(a, later, play=2, section=1)))
    assert [problem.message for problem in problems] == [
        "the text 'aaaa' and the text 'bbbb' lie over each other after play 2 (section 'axes')"
    ]


@pytest.mark.parametrize(
    ("start", "end", "meets"),
    [
        ((-1, 0.5), (2, 0.5), True),
        ((0.5, -1), (0.5, 2), True),
        ((-1, -1), (-0.1, 2), False),
        ((-1, 1.5), (2, 1.2), False),
        ((0.2, 0.2), (0.8, 0.3), True),  # inside altogether
        ((0.5, 0.5), (0.5, 0.5), True),  # a point
        ((2, 2), (2, 2), False),
        ((-1, 0), (0, -1), False),  # past the corner
    ],
)
def test_a_line_crosses_a_box(start: tuple[float, float], end: tuple[float, float], meets: bool) -> None:
    assert boxes.crosses((0, 0, 1, 1), start, end) is meets
