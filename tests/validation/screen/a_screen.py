"""Things on screen for the tests of the screen's rules, made by hand."""

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from validation.run.evidence import Axes, Box, Evidence, Item, Plot, Snapshot
from validation.scene_file import PHASES

_numbers = iter(range(10**9))
BLUE, GREEN, YELLOW, RED = "#58C4DD", "#83C167", "#FFFF00", "#FC6255"


def text(words: str, left: float, bottom: float, *, size: float = 36.0, width: float = 1.0, **more: Any) -> Item:
    given: dict[str, Any] = {"color": "#FFFFFF", "mode": "math", "line": 7} | more
    box = (left, bottom, left + width, bottom + 0.3)
    return Item("text", next(_numbers), "MathTex", box, text=words, size=size, **given)


def number(value: float, left: float, bottom: float, decimals: int = 2, **more: Any) -> Item:
    box = (left, bottom, left + 0.5, bottom + 0.2)
    given: dict[str, Any] = {
        "number": round(value, decimals),
        "decimals": decimals,
        "text": f"{value:.{decimals}f}",
    } | more
    return Item("text", next(_numbers), "DecimalNumber", box, color="#FFFFFF", size=30.0, **given)


def line(start: tuple[float, float], end: tuple[float, float], cls: str = "Line", **more: Any) -> Item:
    box = (min(start[0], end[0]), min(start[1], end[1]), max(start[0], end[0]), max(start[1], end[1]))
    return Item("line", next(_numbers), cls, box, stroke=4.0, start=start, end=end, **more)


def dot(x: float, y: float, color: str = YELLOW) -> Item:
    box = (x - 0.08, y - 0.08, x + 0.08, y + 0.08)
    return Item("dot", next(_numbers), "Dot", box, color=color, center=(x, y))


def axes(box: Box, x_range: tuple[float, float], y_range: tuple[float, float]) -> Item:
    left, bottom, right, top = box
    wide, high = (right - left) / (x_range[1] - x_range[0]), (top - bottom) / (y_range[1] - y_range[0])
    origin = (left - x_range[0] * wide, bottom - y_range[0] * high)
    plane = Axes(origin, (origin[0] + wide, origin[1]), (origin[0], origin[1] + high), x_range, y_range, True)
    return Item("axes", next(_numbers), "NumberPlane", box, stroke=2.0, axes=plane)


def at(panel: Item, x: float, y: float) -> tuple[float, float]:
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
