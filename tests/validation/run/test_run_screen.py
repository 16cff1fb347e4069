"""What a viewer sees of a scene is what the evidence says: hidden, faint, moved, redrawn, drawn by chance."""

import math
from collections.abc import Iterable
from functools import cache

import needs
import pytest

pytest.importorskip("manim")

from validation.run import dry_run, plots
from validation.run.evidence import Evidence, Item, Shown
from validation.sandbox import Limits

needs.sandbox()
needs.latex()

BASE = """\
from manim import *
import numpy as np

X = np.linspace(-4, 4, 90)


def f(x):
    return x**2 * np.sin(x)


def df(x):
    return 2 * x * np.sin(x) + x**2 * np.cos(x)


class DerivativeVisualization(Scene):
    def construct(self):
        self.next_section("title")
        title = MathTex(r"f(x) = x^{2} \\sin x", font_size=40).to_edge(UP)
        self.play(FadeIn(title), run_time=0.2)
        axes = Axes(x_range=[-4, 4], y_range=[-20, 20, 5], x_length=6, y_length=5).shift(DOWN)
        self.play(FadeIn(axes), run_time=0.2)
        graph = axes.plot(f, color=BLUE)
        self.play(FadeIn(graph), run_time=0.2)
        line = MathTex(r"f'(x) = 2x \\sin x + x^{2} \\cos x", font_size=40).next_to(title, DOWN)
        self.play(FadeIn(line), run_time=0.2)
        slope = axes.plot(df, color=GREEN)
        self.play(FadeIn(slope), run_time=0.2)
        self.wait(0.2)
"""
F = "axes.plot(f, color=BLUE)"
SCENE, TITLE, LAST = "Visualization(Scene):", '        self.next_section("title")\n', "        self.wait(0.2)\n"


def first(line: str) -> tuple[str, str]:
    return TITLE, f"{TITLE}        {line}\n"


def last(*lines: str) -> tuple[str, str]:
    return LAST, "".join(f"        {line}\n" for line in lines) + LAST


# Each is the base text with some of it replaced. Hidden curves, and honest ones in other styles: scenes/by_hand.jsonl.
FAIR: dict[str, list[tuple[str, str]]] = {
    "plain": [],
    "line graph": [(F, "axes.plot_line_graph(X, f(X), add_vertex_dots=False)")],
    "in space, from above": [(SCENE, "Visualization(ThreeDScene):")],
    "under a tint": [last("self.add(Rectangle(width=20, height=20, fill_opacity=0.3, stroke_width=0, color=BLUE))")],
}
SCENES: dict[str, list[tuple[str, str]]] = FAIR | {
    "thin": [last(
        "self.add(Rectangle(width=2, height=0.03, fill_opacity=1).rotate(0.5), Rectangle(width=2, height=0.2))",
        "edge = [np.array([x, np.sin(x), 0]) for x in X]",
        "self.add(Polygon(*edge, *[p + 0.03 * DOWN for p in edge[::-1]], fill_opacity=1))",
        "self.add(*(VMobject().set_points_as_corners([k * UL, ORIGIN, k * UR]) for k in (0.3, 2)))",
    )],
    "become": [last('line.become(MathTex("g(x) = 7").next_to(title, DOWN))')],
    "redrawn": [last(
        "t = ValueTracker(1)",
        'self.add(always_redraw(lambda: MathTex(f"k = {2 - t.get_value():.2f}").shift(3 * UP)))',
        "self.play(t.animate.set_value(9), run_time=0.4)",
    )],
    "transform": [last('self.play(Transform(line, MathTex("a b c").shift(UP)))')],
    "points of another": [last('for one, two in zip(line[0], MathTex("1234567")[0]): one.set_points(two.points)')],
    "a part only": [last("line[0][7:].set_opacity(0)")],
    "one by one": [last("self.remove(line)", "self.play(LaggedStart(*map(FadeIn, line[0])), run_time=1)")],
    "in parts": [last('parts = MathTex("a", "+ b", "= c")', "self.add(parts[0])", "self.play(Write(parts[2]))")],
    "turned": [last("line.rotate(PI)", "title.flip()")],
    "moved apart": [last(
        'self.add(Paragraph("one", "and another", alignment="center"), Text("of 2 fi", disable_ligatures=True))',
        'self.add(MathTex("a", "= b", "+ c").arrange(DOWN), MathTex("x", "= y", "+ z").arrange(RIGHT, buff=0.5))',
        'self.add(Code(code_string="def f(x):\\n    return 2 * x\\n", language="python"))',
        'self.add(Code(code_string="u = 2x\\nv = 3x", language="text", add_line_numbers=False).shift(2 * DOWN))',
    )],
    "moved to say something else": [last(
        'power, turned, back = MathTex("p", "2", "= 7"), MathTex("k", "- 1", "= 8"), MathTex("n", "- 3", "= 9")',
        "power[1].shift(0.2 * UP)",
        "back[1].move_to(back[0].get_left() + LEFT)",
        "turned[2].shift(2 * UP)",
        "self.add(power, turned, back)",
    )],
    "texts": [last(
        'self.add(Tex("word $x$").shift(3 * LEFT), Text("two").shift(RIGHT), MarkupText("<b>three</b>").shift(DOWN))',
        'self.add(BulletedList("one", "other").shift(2 * UP), MathTable([["x", "y"], ["1", "2"]]).scale(0.3))',
        'self.add(BraceText(Line(), "under"), DecimalNumber(-3.25, unit="^\\\\circ").shift(2 * DOWN))',
        'self.add(Axes([0, 3], [0, 3], y_axis_config={"scaling": LogBase()}).add_coordinates())',
        'self.add(DecimalNumber(1 / 3, num_decimal_places=3, show_ellipsis=True), DecimalNumber(0.5, mob_class=Text))',
    )],
    "edge-on": [(SCENE, "Visualization(ThreeDScene):"), first("self.set_camera_orientation(phi=PI / 2)")],
    "tilted": [(SCENE, "Visualization(ThreeDScene):"), first("self.set_camera_orientation(phi=PI / 4)")],
    "settings": [last("assert config.frame_rate == 15 and self.camera.pixel_width == 854", "dict(config)")],
    "appearance": [last(
        "import sys",
        'assert __file__.endswith("/scene.py") and sys.argv == ["manim", "render", "-ql", "scene.py"]',
        'assert config.media_dir == "./media" and not config.dry_run and not config.disable_caching',
    )],
    "another dictionary": [last("class Two(Square):", "    __dict__ = property(lambda self: {})")],
    "replaced": [last("np.sin = np.cos", "VMobject.get_fill_color = lambda self: RED")],
    "defaults": [first("MathTex.set_default(color=RED)")],
    "LaTeX": [last(r'self.add(MathTex(r"\renewcommand{\sin}{\cos} \sin x"))')],
    "long": [last('self.add(Text(" " * 3000 + "spaces"), MathTex(r"\\!" * 1000 + "f\'(x) = 1"))')],
    "macros": [last(
        r'own = TexTemplate().add_to_preamble(r"\newcommand{\dd}[2]{\frac{d#1}{d#2}}")',
        r'self.add(MathTex(r"\dd{y}{x}", "= 2x", tex_template=own))',
    )],
    "depends on a tracker": [
        *((F, "axes.plot(lambda x: f(x) * t.get_value())"), first("t = ValueTracker(1)"), last("t.set_value(2)"))
    ],
    "left out": [('next_section("title")', 'next_section("title", skip_animations=True)')],
    "counts": [last(
        "seen = []",
        "title.add_updater(lambda mobject, dt: seen.append(dt))",
        "self.wait(2)",
        "self.next_section(str(len(seen)))",
    )],
}  # fmt: skip


def edited(changes: list[tuple[str, str]]) -> bytes:
    text = BASE
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text.encode()


BRIEF = """\
from manim import *
import numpy as np
import random

{above}


class DerivativeVisualization(Scene):
    def construct(self):
        self.add(Square(color={color}))
        self.wait(0.2)
"""
EVERY = (
    "hash('a'), *(f() for f in (random.random, np.random.rand, random.Random().random, random.SystemRandom().random)), "
    "np.random.default_rng().random(), np.random.RandomState().rand()"
)
DRAWING = (
    "K = np.random.rand()",
    "from random import random as k\nK = k()",
    "K = np.random.default_rng()",
    "K = {1, 2}",
)
BRIEFLY = {above: BRIEF.format(above=above, color="RED") for above in ("K = 1", *DRAWING)}
BRIEFLY |= {"colour": BRIEF.format(above="", color="random_bright_color()")}
BRIEFLY |= {"every": BRIEF.format(above=f"raise ValueError({EVERY})", color="RED")}
SOURCES = {name: edited(changes) for name, changes in SCENES.items()}
SOURCES |= {name: text.encode() for name, text in BRIEFLY.items()}


def run(names: Iterable[str], quality: str = "low") -> dict[str, Evidence]:
    sources = {name: SOURCES[name] for name in names}
    return dict(dry_run.run(sources, limits=Limits.release(), seconds=30, quality=quality))


@cache
def found() -> dict[str, Evidence]:
    return run(SOURCES)


@cache
def once_more() -> dict[str, Evidence]:
    """The second run of a scene that asks, or draws."""
    return run(("settings", "plain", "every"), "high")


def ran(name: str) -> Evidence:
    evidence = found()[name]
    assert evidence.error is None, evidence.error
    return evidence


def shown(name: str, *kinds: str) -> list[Shown]:
    return [one for one in ran(name).snapshots[-1].shown() if not kinds or one.item.kind in kinds]


def texts(name: str) -> list[Item]:
    return [one.item for one in shown(name, "text")]


def f(x: float) -> float:
    return x**2 * math.sin(x)


def df(x: float) -> float:
    return 2 * x * math.sin(x) + x**2 * math.cos(x)


@pytest.mark.parametrize("name", FAIR)
def test_an_honest_curve_is_seen_where_it_is_drawn(name: str) -> None:
    (axes,) = [one.item.axes for one in shown(name, "axes")]
    assert axes is not None
    for curve, function in zip(shown(name, "graph"), (f, df), strict=True):
        assert curve.seen >= 0.9 * curve.ink > 300
        for point in (point for piece in curve.item.pieces for point in piece):
            assert point is not None
            x, y = axes.to_plane(point)
            assert y == pytest.approx(function(x), abs=0.1)


def test_an_outline_that_is_as_thin_as_a_stroke_is_read_as_one() -> None:
    stroke, thick, ribbon, elbow, corner = (one.item for one in shown("thin")[-5:])
    assert [item.kind for item in (stroke, thick, ribbon)] == ["line", "shape", "shape"]
    assert [item.kind for item in (elbow, corner)] == ["shape", "graph"]  # |x| is one
    assert stroke.start
    assert stroke.end
    rise = (stroke.end[1] - stroke.start[1]) / (stroke.end[0] - stroke.start[0])
    assert math.atan(rise) == pytest.approx(0.5, abs=1e-3)
    assert math.dist(stroke.start, stroke.end) == pytest.approx(2.0, abs=2e-3)
    assert not thick.pieces
    assert len(ribbon.anchors) > 100


def test_a_text_says_what_it_was_turned_into() -> None:
    assert [item.text for item in texts("become")][-1] == "g(x) = 7"
    assert [item.text for item in texts("transform")][-1] == "a b c"
    assert [item.text for item in texts("redrawn")][-1] == "k = -7.00"
    assert [(item.text, item.whole) for item in texts("points of another")][-1] == ("", False)
    part = texts("a part only")[-1]
    assert (part.text, part.whole) == (r"f'(x) = 2x \sin x + x^{2} \cos x", False)
    assert [item.upright for item in texts("turned")] == [False, False]
    assert [item.text for item in texts("one by one")] == [item.text for item in texts("plain")]
    assert all(item.whole for item in texts("one by one"))
    assert (texts("in parts")[-1].text, texts("in parts")[-1].whole) == ("a + b = c", False)
    assert all(item.upright and item.whole and item.line for item in texts("plain"))


def test_every_kind_of_text_is_read() -> None:
    by_text = {item.text.strip(): item for item in texts("texts")}
    modes = {"word $x$": "tex", "two": "plain", "<b>three</b>": "markup", "x": "math", "1": "math", "under": "plain"}
    assert {text: by_text[text].mode for text in modes} == modes
    assert any("one" in text for text in by_text)
    assert by_text["1"].owner is not None
    assert by_text["under"].owner is not None
    number = next(item for item in texts("texts") if item.number == -3.25)
    assert (number.decimals, number.text) == (2, r"-3.25^\circ")
    powers = [item for item in texts("texts") if item.text.startswith("10^")]
    assert [item.number for item in powers] == [10.0**power for power in range(len(powers))]
    assert {0.333, 0.5} <= {item.number for item in texts("texts")}
    assert all(item.owner is not None for item in powers)
    assert {round(item.size or 0) for item in texts("plain")} == {40}
    assert by_text["two"].size == pytest.approx(48 * 1.53, rel=0.01)


def test_a_text_that_is_moved_apart_is_read_unless_it_says_something_else() -> None:
    read = {item.text.strip() for item in texts("moved apart")}
    assert {"one\nand another", "of 2 fi", "u = 2x\nv = 3x", "a = b + c", "x = y + z"} <= read
    assert all(item.whole for item in texts("moved apart"))
    assert [(item.text, item.whole) for item in texts("moved to say something else")][-3:] == [("", False)] * 3


def test_axes_and_curves_edge_on_are_none() -> None:
    assert shown("edge-on", "graph") == []
    assert [one.item.axes for one in shown("edge-on", "axes")] == [None]


def test_axes_in_perspective_are_no_scale() -> None:
    (tilted,), (level,) = ([one.item.axes for one in shown(name, "axes")] for name in ("tilted", "plain"))
    assert tilted is not None
    assert level is not None
    assert (tilted.linear, level.linear) == (False, True)


def test_a_scene_that_asks_is_found_out() -> None:
    assert ran("settings").asks == ("config", "frame_rate", "pixel_width")
    assert ran("plain").asks == ()
    again = once_more()
    assert again["settings"].error is not None
    assert again["settings"].error.kind == "AssertionError"
    inks = [one.ink for one in again["plain"].snapshots[-1].shown()]
    assert inks == pytest.approx([one.ink for one in shown("plain")], rel=0.05)


@pytest.mark.parametrize("name", [*DRAWING, "colour"])
def test_a_scene_that_may_draw_is_found_out(name: str) -> None:
    assert ran(name).asks == ("chance",)
    assert ran("K = 1").asks == ()


def test_chance_is_the_same_in_each_run_of_a_kind_and_another_one_in_the_second() -> None:
    drawn = []
    for evidence in (found()["every"], run(["every"])["every"], once_more()["every"]):
        assert evidence.error is not None
        drawn.append(evidence.error.message.strip("()").split(", "))
    first, again, other = drawn
    assert first == again
    assert len(first) == 7
    assert all(one != two for one, two in zip(first, other, strict=True))
    assert [float(number) < 0.05 for number in first[1:3]] == [True, True]
    assert [float(number) > 0.95 for number in other[1:3]] == [True, True]


def test_the_run_looks_like_manims_own() -> None:
    assert ran("appearance").asks
    assert 30 <= int(ran("counts").sections[-1]) <= 33  # every frame is run


def test_what_is_overridden_or_replaced_is_named() -> None:
    assert [name.rpartition(".")[2] for name in ran("another dictionary").overrides] == ["__dict__"]
    assert {"numpy.sin", "VMobject.get_fill_color"} <= set(ran("replaced").overrides)
    assert ran("LaTeX").overrides == ("LaTeX",)
    assert ran("long").overrides == ("texts by one of more than 2000 characters",)
    for name in ("plain", "texts", "defaults", "macros"):
        assert ran(name).overrides == (), name
    assert r"\frac{d y}{d x} = 2x" in [" ".join(item.text.split()) for item in texts("macros")]
    assert [item.text for item in texts("defaults")] == [item.text for item in texts("plain")]


def test_a_plotted_function_is_asked_at_full_precision() -> None:
    first, second = ran("plain").plots
    assert first.same
    assert len(first.points) > 300
    assert [first.id, second.id] == [one.item.id for one in shown("plain", "graph")]
    assert all(y == pytest.approx(f(x), abs=1e-12) for x, y in first.points[::40] if y is not None)
    assert ran("depends on a tracker").plots[0].same is False


@pytest.mark.parametrize(("off", "same"), [(3e-16, True), (1e-3, False)])
def test_a_plotted_0_is_that_of_its_curve_as_it_is_read_back(off: float, same: bool) -> None:
    drawn = [(k / 8, k / 8, off * (-1) ** k) for k in range(9)]
    (plot,) = plots.ask([plots.Plotted(None, 1, None, lambda t: (t, 0.0), (0.0, 1.0), drawn)], lambda _: 5)
    assert (plot.id, plot.same) == (5, same)


def test_what_is_left_out_of_the_video_is_not_seen() -> None:
    evidence = ran("left out")
    assert evidence.sections == ("title (skipped)",)
    assert (evidence.seconds, evidence.snapshots, evidence.plays) == (0.0, (), 6)


def test_time_is_that_of_the_video() -> None:
    evidence = ran("plain")
    assert evidence.seconds == pytest.approx(1.2)
    assert [round(start, 6) for start, _ in evidence.spans] == [0, 0.2, 0.4, 0.6, 0.8, 1.0]
    assert evidence.section_times == (0.0,)
    times = [snapshot.time for snapshot in evidence.snapshots]
    assert times == sorted(times)
    assert times[-1] == pytest.approx(1.2)
