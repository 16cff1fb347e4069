"""Things on screen for the tests of the screen's rules, made by hand, and a right lesson on f(x) = x + 1/x."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from validation.run.evidence import Axes, Box, Evidence, Item, Plot, Snapshot
from validation.scene_file import PHASES

_numbers = iter(range(10**9))
BLUE, GREEN, YELLOW, RED = "#58C4DD", "#83C167", "#FFFF00", "#FC6255"


def text(words: str, left: float, bottom: float, *, size: float = 36.0, width: float = 1.0, **more: Any) -> Item:
    """A formula."""
    given: dict[str, Any] = {"color": "#FFFFFF", "mode": "math", "line": 7} | more
    box = (left, bottom, left + width, bottom + 0.3)
    return Item("text", next(_numbers), "MathTex", box, text=words, size=size, **given)


def number(value: float, left: float, bottom: float, decimals: int = 2, **more: Any) -> Item:
    """A DecimalNumber."""
    box = (left, bottom, left + 0.5, bottom + 0.2)
    given: dict[str, Any] = {
        "number": round(value, decimals),
        "decimals": decimals,
        "text": f"{value:.{decimals}f}",
    } | more
    return Item("text", next(_numbers), "DecimalNumber", box, color="#FFFFFF", size=30.0, **given)


def line(start: tuple[float, float], end: tuple[float, float], cls: str = "Line", **more: Any) -> Item:
    """A straight line."""
    box = (min(start[0], end[0]), min(start[1], end[1]), max(start[0], end[0]), max(start[1], end[1]))
    return Item("line", next(_numbers), cls, box, stroke=4.0, start=start, end=end, **more)


def dot(x: float, y: float, color: str = YELLOW) -> Item:
    """A dot."""
    box = (x - 0.08, y - 0.08, x + 0.08, y + 0.08)
    return Item("dot", next(_numbers), "Dot", box, color=color, center=(x, y))


def axes(box: Box, x_range: tuple[float, float], y_range: tuple[float, float]) -> Item:
    """A pair of axes that fills a box."""
    left, bottom, right, top = box
    wide, high = (right - left) / (x_range[1] - x_range[0]), (top - bottom) / (y_range[1] - y_range[0])
    origin = (left - x_range[0] * wide, bottom - y_range[0] * high)
    plane = Axes(origin, (origin[0] + wide, origin[1]), (origin[0], origin[1] + high), x_range, y_range, True)
    return Item("axes", next(_numbers), "NumberPlane", box, stroke=2.0, axes=plane)


def at(panel: Item, x: float, y: float) -> tuple[float, float]:
    """A place on axes."""
    assert panel.axes is not None
    return panel.axes.to_scene(x, y)


def graph(
    panel: Item, function: Callable[[float], float], *ends: tuple[float, float], count: int = 120, **more: Any
) -> Item:
    """The graph of a function on axes, over some intervals."""
    pieces, known = [], []
    for start, end in ends:
        points = [at(panel, x, function(x)) for x in (start + (end - start) * i / count for i in range(count + 1))]
        pieces.append(tuple((round(x, 5), round(y, 5)) if math.isfinite(y) else None for x, y in points))
        known += [point for point in pieces[-1] if point]
    xs, ys = [x for x, _ in known], [y for _, y in known]
    box = (min(xs), min(ys), max(xs), max(ys)) if len(known) == sum(map(len, pieces)) else None
    given: dict[str, Any] = {"stroke": 4.0, "line": 9} | more
    return Item("graph", next(_numbers), "ParametricFunction", box, pieces=tuple(pieces), **given)


def plot(curve: Item, panel: Item, function: Callable[[float], float], low: float, high: float) -> Plot:
    """What was plotted for a curve."""
    xs = [low + (high - low) * ((i * 0.6180339887498949) % 1) for i in range(400)]
    return Plot(id=curve.id, line=9, axes=panel.axes, points=tuple((x, function(x)) for x in xs))


def shot(
    *items: Item, play: int = 1, section: int = 0, moment: str = "end", time: float = 1.0, hidden: Iterable[Item] = (),
    overlaps: tuple[tuple[int, int, int], ...] = (),
) -> Snapshot:  # fmt: skip
    """A moment, at which everything is seen but what is hidden."""
    gone = {item.id for item in hidden}
    seen = tuple(0 if item.id in gone else 100 for item in items)
    return Snapshot(play, section, moment, items, time, seen, (100,) * len(items), overlaps)


def scene(*snapshots: Snapshot, sections: Sequence[str] = PHASES, **more: Any) -> Evidence:
    """A run that came to its end, a section for each change of it among the moments."""
    times = tuple(
        next((s.time - 1.0 for s in snapshots if s.section >= index), snapshots[-1].time)
        for index in range(len(sections))
    )
    given: dict[str, Any] = {"plays": len(snapshots), "seconds": snapshots[-1].time, "formulas": 8} | more
    return Evidence(
        ("DerivativeVisualization",), sections=tuple(sections), snapshots=snapshots, section_times=times, **given
    )


# A right lesson


def f(x: float) -> float:
    """The function of the lesson, which has a pole, a slanting asymptote, and zeros of f' at -1 and 1."""
    return x + 1 / x


def df(x: float) -> float:
    """Its derivative."""
    return 1 - 1 / x**2


UPPER = axes((-6.35, 0.05, 0.05, 2.65), (-3.0, 3.0), (-4.0, 4.0))
LOWER = axes((-6.35, -3.15, 0.05, -0.55), (-3.0, 3.0), (-3.0, 2.0))
ENDS = ((-3.0, -0.28), (0.28, 3.0)), ((-3.0, -0.5), (0.5, 3.0))
STEPS = (
    r"f(x) = x + \frac{1}{x}",
    r"\text{Sum rule:} \quad (u + v)' = u' + v'",
    r"\left(\frac{1}{x}\right)' = -\frac{1}{x^{2}}",
    r"f'(x) = 1 - \frac{1}{x^{2}}",
)


def tick(panel: Item, value: float, axis: str, shift: float = 0.0) -> Item:
    """A number of axes, left of them or below them."""
    x, y = at(panel, value, value)
    if axis == "y":
        return number(value, -6.95, y - 0.1 + shift, 0, owner=panel.id)
    return number(value, x - 0.25 + shift, -3.5, 0, owner=panel.id)


def upright(panel: Item, x: float) -> Item:
    """A dashed line over the height of some axes."""
    assert panel.axes is not None
    low, high = panel.axes.y_range
    return line(at(panel, x, low), at(panel, x, high), "DashedLine")


def tangent(
    a: float, *, slope: float | None = None, shown: float | None = None, below: float | None = None
) -> list[Item]:
    """The tangent at a with its words, its number and its dots."""
    rise = df(a) if slope is None else slope
    return [
        text("\\text{slope} =", -3.0, -0.35, color=YELLOW),
        number(df(a) if shown is None else shown, -1.9, -0.3),
        line(at(UPPER, a - 0.2, f(a) - 0.2 * rise), at(UPPER, a + 0.2, f(a) + 0.2 * rise)),
        dot(*at(UPPER, a, f(a))),
        dot(*at(LOWER, a, df(a) if below is None else below)),
    ]


TITLE = text(STEPS[0], -6, 3.2, color=BLUE)
LABELS = (
    text("f(x)", 0.15, 2.2, color=BLUE, owner=UPPER.id),
    text("f'(x)", 0.15, -1.0, color=GREEN, owner=LOWER.id),
)
NUMBERS = tuple(tick(*each) for each in (
    (UPPER, -2, "y"), (UPPER, 2, "y"), (LOWER, -2, "y"), (LOWER, 1, "y"), (LOWER, -2, "x"), (LOWER, 1, "x"),
    (UPPER, -4, "y"), (LOWER, -1, "y"), (LOWER, 2, "x"),
))  # fmt: skip
GRAPH = graph(UPPER, f, *ENDS[0], color=BLUE)
SLOPE = graph(LOWER, df, *ENDS[1], color=GREEN)
POLES = upright(UPPER, 0), upright(LOWER, 0)
FAR = line(at(UPPER, -3, -3), at(UPPER, 3, 3), "DashedLine")
COLORS = (BLUE, "#FFFFFF", "#FFFFFF", GREEN)
LINES = tuple(text(step, 2, 2 - i, color=color) for i, (step, color) in enumerate(zip(STEPS, COLORS, strict=True)))
ZEROS = tuple(dot(*at(panel, x, y), RED) for x in (-1, 1) for panel, y in ((UPPER, f(x)), (LOWER, 0)))
SUMMARY = (text(STEPS[0], 2, 1, color=BLUE), text(STEPS[-1], 2, 0, color=GREEN))
BOX = Item("shape", next(_numbers), "SurroundingRectangle", (1.7, -0.3, 3.3, 1.6), color=YELLOW, stroke=4.0)
BASE = [TITLE, UPPER, LOWER, *LABELS, *NUMBERS]
DRAWN = [*BASE, GRAPH, POLES[0], FAR]
SHOWN = [*DRAWN, *LINES]
END = [*DRAWN, SLOPE, POLES[1], *ZEROS]


def trail(a: float, function: Callable[[float], float] = df, start: float = 0.6) -> Item:
    """The graph of f' from where the trace begins."""
    return graph(LOWER, function, (start, a), count=40, color=GREEN)


SCREENS: dict[str, list[Item]] = {
    "title": [TITLE],
    "axes": BASE,
    "function": DRAWN,
    **{f"derivation {n}": [*DRAWN, *LINES[:n]] for n in range(1, 5)},
    "tangent": [*SHOWN, *tangent(0.6)],
    "trace 1 middle": [*SHOWN, *tangent(1.2), trail(1.2)],
    "trace 2 middle": [*SHOWN, *tangent(1.9), trail(1.9)],
    "trace 3": [*SHOWN, *tangent(2.5), trail(2.5)],
    "derivative": [*SHOWN, SLOPE, POLES[1], *ZEROS],
    "summary": [*END, *SUMMARY, BOX],
    "summary 2": [*END, *SUMMARY, BOX],
}
PLOTS = (plot(GRAPH, UPPER, f, 0.28, 3.0), plot(SLOPE, LOWER, df, 0.5, 3.0))


def lesson_of(
    changes: dict[str, list[Item]] | None = None, *, hidden: Iterable[Item] = (), each: float = 2.6, **more: Any
) -> Evidence:
    """The right lesson, play by play, with some of its screens exchanged."""
    snapshots: list[Snapshot] = []
    for number_, (name, items) in enumerate((SCREENS | (changes or {})).items(), 1):
        section = PHASES.index(name.partition(" ")[0])
        when = "middle" if name.endswith("middle") else "end"
        snapshots.append(shot(*items, play=number_, section=section, moment=when, time=each * number_, hidden=hidden))
    evidence = scene(*snapshots, plots=PLOTS)
    begins = tuple(min(s.time for s in snapshots if s.section == i) - each for i in range(len(PHASES)))
    return replace(evidence, section_times=begins, **more)


def without(*items: Item) -> dict[str, list[Item]]:
    """The screens of the lesson without some things."""
    gone = {item.id for item in items}
    return {name: [item for item in shown if item.id not in gone] for name, shown in SCREENS.items()}


def exchanged(old: Item, new: Item) -> dict[str, list[Item]]:
    """The screens of the lesson with one thing in place of another."""
    return {name: [new if item.id == old.id else item for item in shown] for name, shown in SCREENS.items()}
