"""Scenes by others: only what is claimed is judged, but that has to be true; what nobody sees counts for nothing."""

import math
from dataclasses import replace

import pytest
from a_screen import BLUE, GREEN, at, axes, dot, graph, line, number, plot, scene, shot, text

from validation import screen, verdict
from validation.problem import Severity
from validation.run.evidence import Evidence, Item, Plot
from validation.scene_file import PHASES

PANEL = axes((-3.0, -3.5, 3.0, 1.5), (-4.0, 4.0), (-20.0, 20.0))
TITLE = text(r"f(x) = x^{2} \sin x", -1, 3)
LINE = text(r"f'(x) = 2x \sin x + x^{2} \cos x", -1, 2)


def f(x: float) -> float:
    return x**2 * math.sin(x)


def df(x: float) -> float:
    return 2 * x * math.sin(x) + x**2 * math.cos(x)


GRAPH = graph(PANEL, f, (-4.0, 4.0), color=BLUE)
SLOPE = graph(PANEL, df, (-4.0, 4.0), color=GREEN)


def plots(
    function: object = f, derivative: object = df, curves: tuple[Item, Item] = (GRAPH, SLOPE)
) -> tuple[Plot, ...]:
    made = [plot(curves[0], PANEL, function, -4, 4), plot(curves[1], PANEL, derivative, -4, 4)]  # type: ignore[arg-type]
    return tuple(made)


def short(
    changes: dict[str, list[Item]] | None = None,
    *,
    given: tuple[Plot, ...] = (),
    each: float = 0.2,
    hidden: tuple[Item, ...] = (),
    curves: tuple[Item, Item] = (GRAPH, SLOPE),
    derived: Item = LINE,
) -> Evidence:
    """A plain scene in one pair of axes, with something more in a phase and all later ones."""
    graph_, slope = curves
    new: dict[str, list[Item]] = {
        "title": [TITLE], "axes": [PANEL], "function": [graph_], "derivation": [derived], "tangent": [], "trace": [],
        "derivative": [slope], "summary": [],
    }  # fmt: skip
    shown: list[Item] = []
    snapshots = []
    for number_, phase in enumerate(PHASES):
        shown = [*shown, *new[phase], *(changes or {}).get(phase, [])]
        time = each * (number_ + 1)
        snapshots.append(shot(*shown, play=number_ + 1, section=number_, time=time, hidden=hidden))
    begins = tuple(each * number_ for number_ in range(len(PHASES)))
    return replace(scene(*snapshots, plots=given or plots()), section_times=begins)


def errors(evidence: Evidence, function: str = "x**2*sin(x)") -> set[str]:
    showing = screen.showing_of(evidence, function, strict=False)
    return {problem.check for problem in screen.check("s.py", showing) if problem.severity is Severity.ERROR}


def right(evidence: Evidence) -> tuple[bool, bool]:
    showing = screen.showing_of(evidence, "x**2*sin(x)", strict=False)
    return screen.shows(showing, screen.curves.Curves(showing))


def other(function: object) -> tuple[Item, Item]:
    """The curve of something else in place of that of f'."""
    return GRAPH, graph(PANEL, function, (-4.0, 4.0), color=GREEN)  # type: ignore[arg-type]


def secant(a: float, slope: float, half: float = 1.0) -> Item:
    return line(at(PANEL, a - half, f(a) - half * slope), at(PANEL, a + half, f(a) + half * slope))


def ticks(factor: float, aside: float = -0.1) -> list[Item]:
    return [text(f"{factor * k:g}", at(PANEL, k, 0)[0] + aside, at(PANEL, k, -3)[1], width=0.2) for k in range(-3, 4)]


def table(*rows: str) -> list[Item]:
    """A table: a text for each of the words of each row."""
    cells = [(word, 4.5 + 0.7 * i, -0.5 * j) for j, row in enumerate(rows) for i, word in enumerate(row.split())]
    return [
        number(float(word), x, y, len(word.partition(".")[2]), owner=10**9, text=word)
        if word.lstrip("-")[:1].isdigit()
        else text(word, x, y - 0.05, width=0.5, owner=10**9)
        for word, x, y in cells
    ]


def beside(*pieces: str | float) -> list[Item]:
    """Texts and numbers in a row."""
    return [
        text(piece, 3 + 0.7 * i, 0.0, width=0.5) if isinstance(piece, str) else number(piece, 3 + 0.7 * i, 0.05)
        for i, piece in enumerate(pieces)
    ]


def blank(seconds: float) -> Evidence:
    """A plain scene that goes, and comes back for a moment."""
    plain, end = short(each=1.0), shot(play=9, section=7, time=8.0 + seconds)
    again = replace(plain.snapshots[-1], play=10, time=end.time + 0.2)
    return replace(plain, snapshots=(*plain.snapshots, end, again), seconds=again.time)


ARRAY = r"\begin{array}{c|cc} x & 0 & 1 \\ \hline f'(x) & 0 & %s \end{array}"


def test_a_plain_scene_is_right_and_has_no_fault() -> None:
    assert right(short()) == (True, True)
    assert errors(short()) == set()


FAIR: dict[str, Evidence] = {
    "a tangent": short({"tangent": [secant(1.0, df(1.0)), dot(*at(PANEL, 1.0, f(1.0)))]}),
    "a tangent of f'": short({"derivative": [line(at(PANEL, 0.5, df(0.5) - 3.5), at(PANEL, 1.5, df(0.5) + 3.5))]}),
    "a secant": short({"tangent": [line(at(PANEL, 1, f(1)), at(PANEL, 2, f(2)))]}),
    "a pointer": short({"tangent": [line(at(PANEL, 1, f(1)), at(PANEL, 2, 12), tip=True)]}),
    "parts of f": short({"derivation": [graph(PANEL, math.sin, (-4, 4)), graph(PANEL, lambda x: x * x, (-4, 4))]}),
    "f''": short({"derivative": [graph(PANEL, lambda x: (2 - x * x) * math.sin(x) + 4 * x * math.cos(x), (-4, 4))]}),
    "a quotient with h = 0.5": short({"derivation": [graph(PANEL, lambda x: (f(x + 0.5) - f(x)) / 0.5, (-4, 4))]}),
    "numbers": short({"axes": ticks(1)}),
    "numbers beside their lines": short({"axes": ticks(1, 0.13)}),
    "labels": short({"derivative": [text("f(x)", 3, 0, color=BLUE), text("f'(x)", 3, -1, color=GREEN)]}),
    "zeros": short({"derivative": [dot(*at(PANEL, x, 0)) for x in (-2.28893, 0, 2.28893)]}),
    "a small part of the axes": short(curves=(graph(PANEL, f, (-3, 3), color=BLUE), SLOPE)),
    "a slope beside its word": short(
        {"tangent": [secant(1, df(1)), dot(*at(PANEL, 1, f(1))), text("m =", 3, 0, width=0.5), number(2.22, 3.6, 0)]}
    ),
    "a table of values": short({"summary": table("x 0 1 2", "f(x) 0.00 0.84 3.64", "f'(x) 0 2.2 1.97")}),
    "a table of signs": short({"summary": table("x -2.29 0 2.29", "f'(x) 0 + 0", "f(x) a b c", "+ 1 2 3")}),
    "an array": short({"summary": [text(ARRAY % "2.22", 3, 0)]}),
    "a number beside its label": short({"summary": beside("f'(1) =", 2.22, "f'(2) =", 1.97)}),
    "a number in a formula": short({"summary": beside("f'(x) =", 2.0, r"x \sin x + x^2 \cos x")}),
    "a slope at no place that is known": short({"summary": beside("f'(x) =", 1.23, "f(x) =", 4.5)}),
    "a slope at the dot": short({"tangent": [dot(*at(PANEL, 1, f(1))), *beside("f'(a) =", 2.22)]}),
    "a pause": blank(5.0),
}  # fmt: skip
FALSE: dict[str, tuple[Evidence, str]] = {
    "a wrong curve that stays": (short({"function": [graph(PANEL, lambda x: x**3 / 4, (-4, 4))]}), "drawn.graph"),
    "a wrong curve in the trace": (short({"trace": [graph(PANEL, lambda x: 5 * x, (-4, 3)), graph(
        PANEL, lambda x: df(x) + 1, (-4, 1))]}), "drawn.graph"),
    "a label at the other curve": (
        short({"derivative": [text("f'(x)", at(PANEL, 4, f(4))[0] + 0.1, at(PANEL, 4, f(4))[1])]}), "drawn.label"),
    "a label at a third curve": (
        short({"derivative": [graph(PANEL, lambda x: 3 * x, (-4, 4), color="#FC6255"),
                              text("f'(x)", 3, 0, color="#FC6255")]}), "drawn.label"),
    "a tangent plotted as a curve": (
        short({"tangent": [graph(PANEL, lambda x: f(1) + 2 * df(1) * (x - 1), (0.0, 2.0), count=10)]}),
        "drawn.tangent"),
    "a false slope beside its word": (
        short({"tangent": [secant(1, df(1)), dot(*at(PANEL, 1, f(1))), text("slope = -2.22", 3, 0)]}), "drawn.slope"),
    "wrong zeros": (short({"derivative": [dot(*at(PANEL, x, 0)) for x in (-2, 2)]}), "drawn.zero"),
    "nothing of f in its phase": (short(curves=(replace(GRAPH, pieces=()), SLOPE)), "drawn.phases"),
    "no derivation": (short(hidden=(LINE,)), "drawn.derivation"),
    "an asymptote of nothing": (
        short({"function": [line(at(PANEL, 1, -20), at(PANEL, 1, 20), "DashedLine"), text("asymptote", 3, 0)]}),
        "drawn.asymptote"),
    "a wrong table": (short({"summary": table("x f(x) f'(x)", "0 0 0", "1 0.84 7")}), "drawn.table"),
    "a wrong array": (short({"summary": [text(ARRAY % "2.5", 3, 0)]}), "drawn.table"),
    "a wrong number beside its label": (short({"summary": beside("f'(1) =", 7.25)}), "mathematics.line"),
    "a wrong number beside a label without a sign": (short({"summary": beside("f'(1)", 7.0)}), "mathematics.line"),
    "a wrong number in a formula": (short({"summary": beside("f'(x) =", 3.0, r"x \sin x")}), "mathematics.line"),
    "a wrong slope at the dot": (
        short({"tangent": [dot(*at(PANEL, 1, f(1))), *beside("f'(a) =", 1.84)]}), "drawn.slope"),
    "a derivation in a blink": (short(each=0.1), "drawn.derivation"),
    "a derivation of the size of a speck": (short(derived=replace(LINE, size=10.0)), "drawn.derivation"),
    "an empty middle": (blank(9.0), "drawn.gone"),
    "an empty end": (replace(short(), seconds=5.0), "drawn.gone"),
    "a line in part": (short({"derivation": [replace(text(r"f'(x) = 2x \sin x", -1, 1), whole=False)]}), "drawn.part"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAIR)
def test_what_is_true_is_no_fault(name: str) -> None:
    assert errors(FAIR[name]) == set()
    assert right(FAIR[name]) == (True, True)


@pytest.mark.parametrize("name", FALSE)
def test_what_is_false_is_found(name: str) -> None:
    evidence, rule = FALSE[name]
    assert rule in errors(evidence)
    assert rule in verdict.FALSE


def test_what_nobody_sees_is_not_there() -> None:
    assert right(short(hidden=(GRAPH,))) == (False, True)
    assert right(short(hidden=(SLOPE,))) == (True, False)
    assert right(short(each=0.01)) == (False, False)
    assert right(short(hidden=(PANEL,))) == (False, False)


def forward(x: float) -> float:
    return (f(x + 1e-4) - f(x)) / 1e-4


def central(x: float) -> float:
    return (f(x + 1e-5) - f(x - 1e-5)) / 2e-5


def tiny_step(x: float) -> float:
    return (f(x + 1e-8) - f(x)) / 1e-8


@pytest.mark.parametrize("function", [forward, central, tiny_step])
def test_a_difference_quotient_is_a_fair_derivative(function: object) -> None:
    assert right(short(given=plots(f, function)))[1]
    assert errors(short(given=plots(f, function))) == set()


@pytest.mark.parametrize(
    "function",
    [
        lambda x: df(x) + 1e-9,
        lambda x: df(x) * (1 + 1e-7),
        lambda x: 15.0 if 1.52 < x < 1.60 else df(x),
        lambda x: df(x) + 1e-9 * math.sin(40 * x),
        lambda x: math.nan if x > -3.5 else df(x),
    ],
)
def test_what_was_plotted_is_right_to_the_last_digit(function: object) -> None:
    assert not right(short(given=plots(f, function)))[1]


def test_a_curve_that_became_another_is_judged_by_what_it_is_now() -> None:
    became = replace(SLOPE, id=GRAPH.id)
    evidence = short(curves=(GRAPH, became), given=plots())
    assert right(evidence) == (True, True)


def test_a_curve_that_nobody_plotted_is_judged_by_its_points() -> None:
    alone = replace(short(), plots=())
    assert right(alone) == (True, True)
    assert right(replace(short(curves=other(lambda x: df(x) + 0.3)), plots=())) == (True, False)
    assert right(replace(short(curves=other(lambda x: 15.0 if 1.5 < x < 1.6 else df(x))), plots=())) == (True, False)


def pieces(*spans: tuple[float, float]) -> tuple[Item, Item]:
    """The graph of f', of which only some spans are drawn."""
    drawn = [graph(PANEL, df, span, color=GREEN, count=12) for span in spans]
    return GRAPH, replace(SLOPE, pieces=tuple(piece for each in drawn for piece in each.pieces))


def test_a_curve_is_drawn_between_its_points_and_without_a_hole() -> None:
    def of(curves: tuple[Item, Item]) -> tuple[bool, bool]:
        return right(replace(short(curves=curves), plots=()))

    few = graph(PANEL, df, (-4.0, 4.0), color=GREEN, count=5)
    assert of((GRAPH, few)) == (True, False)
    assert of(pieces((-4.0, 1.0), (2.2, 4.0))) == (True, False)
    assert of(pieces((-4.0, 1.0), (1.3, 4.0))) == (True, True)
    dashes = [(-4.0 + k / 5, -3.9 + k / 5) for k in range(40)]
    assert of(pieces(*dashes)) == (True, True)


def test_a_curve_without_axes_is_read_in_the_scenes_own_units() -> None:
    whole = axes((-64 / 9, -4, 64 / 9, 4), (-64 / 9, 64 / 9), (-4, 4))
    curve = graph(whole, f, (-1.6, 1.6))
    assert right(scene(shot(curve)))[0]
