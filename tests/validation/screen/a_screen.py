"""Things on screen for the tests of layout and drawing, made by hand."""

import math
from collections.abc import Callable, Sequence

from validation.run.evidence import Axes, Box, Evidence, Item, Snapshot
from validation.scene_file import PHASES

_numbers = iter(range(10**9))


def text(
    words: str, left: float, bottom: float, *, size: float = 36.0, width: float = 1.0, height: float = 0.3
) -> Item:
    """A text of one glyph for each letter, side by side."""
    step = width / max(1, len(words))
    glyphs = tuple(
        (left + i * step, bottom, left + (i + 0.8) * step, bottom + height) for i in range(max(1, len(words)))
    )
    box = (left, bottom, glyphs[-1][2], bottom + height)
    return Item("text", next(_numbers), "MathTex", box, text=words, size=size, glyphs=glyphs)


def number(value: float, left: float, bottom: float, decimals: int = 2) -> Item:
    """A DecimalNumber."""
    glyph = (left, bottom, left + 0.5, bottom + 0.2)
    return Item(
        "text", next(_numbers), "DecimalNumber", glyph, size=30.0, glyphs=(glyph,),
        number=round(value, decimals), decimals=decimals,
    )  # fmt: skip


def line(start: tuple[float, float], end: tuple[float, float], cls: str = "Line") -> Item:
    """A straight line."""
    box = (min(start[0], end[0]), min(start[1], end[1]), max(start[0], end[0]), max(start[1], end[1]))
    return Item("line", next(_numbers), cls, box, stroke=4.0, start=start, end=end)


def dot(x: float, y: float) -> Item:
    """A dot."""
    return Item("dot", next(_numbers), "Dot", (x - 0.08, y - 0.08, x + 0.08, y + 0.08), center=(x, y))


def axes(box: Box, x_range: tuple[float, float], y_range: tuple[float, float]) -> Item:
    """A pair of axes that fills a box."""
    left, bottom, right, top = box
    wide, high = (right - left) / (x_range[1] - x_range[0]), (top - bottom) / (y_range[1] - y_range[0])
    origin = (left - x_range[0] * wide, bottom - y_range[0] * high)
    plane = Axes(origin, (origin[0] + wide, origin[1]), (origin[0], origin[1] + high), x_range, y_range, True)
    return Item("axes", next(_numbers), "NumberPlane", box, axes=plane)


def graph(panel: Item, function: Callable[[float], float], start: float, end: float, count: int = 120) -> Item:
    """The graph of a function on axes."""
    assert panel.axes is not None
    points = []
    for i in range(count + 1):
        x = start + (end - start) * i / count
        sx, sy = panel.axes.to_scene(x, function(x))
        points.append((round(sx, 5), round(sy, 5)) if math.isfinite(sy) else None)
    known = [point for point in points if point]
    xs, ys = [x for x, _ in known], [y for _, y in known]
    box = (min(xs), min(ys), max(xs), max(ys)) if len(known) == len(points) else None
    return Item("graph", next(_numbers), "ParametricFunction", box, stroke=4.0, pieces=(tuple(points),))


def at(*items: Item, play: int = 1, section: int = 0, moment: str = "end") -> Snapshot:
    """A moment."""
    return Snapshot(play, section, moment, items)


def scene(*snapshots: Snapshot, sections: Sequence[str] = PHASES) -> Evidence:
    """A run that came to its end."""
    return Evidence(("DerivativeVisualization",), None, (), tuple(sections), len(snapshots), 20.0, 8, snapshots)
