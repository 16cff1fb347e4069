"""The rules of the layout: what a person who looks at the frame sees as wrong, and nothing else.

Sizes are in Manim's units: the frame is 14.2 wide and 8 high, so that at 480p a unit is 60 pixels.
"""

from collections.abc import Iterator
from itertools import combinations, pairwise

from ..run.evidence import Box, Item, Point, Snapshot
from ..run.settings import FRAME_X, FRAME_Y, PIXELS_PER_UNIT
from . import boxes
from .names import thing

RULES = {
    "layout.finite": "every coordinate is a finite number",
    "layout.frame": "nothing leaves the frame",
    "layout.overlap": "no text lies over another text",
    "layout.covered": "no curve, line or dot runs through a text",
    "layout.small": "text can be read at 480p",
    "layout.axes": "a graph stays inside its axes",
}

FRAME = (-FRAME_X, -FRAME_Y, FRAME_X, FRAME_Y)
# A pixel at 480p: what leaves the frame by less is not seen to do so.
EDGE = 1 / PIXELS_PER_UNIT
# Two glyphs that share less than this part of the smaller one look apart (boxes of slanted letters touch).
SHARED = 0.15
# A font size of 48, Manim's own, gives an x of 13 pixels at 480p; at 20 (5 pixels) exponents can just be told apart.
SMALLEST = 20.0
# Curves are drawn 4 hundredths of a unit wide, and may touch the border of a box without touching the letter in it.
STROKE = 0.02
BEYOND = 0.1  # how far a graph may leave its axes: a tick's length

SEEN = 0.05  # an opacity that a person sees

Found = tuple[str, str, str]  # rule, message, hint


class Checker:
    """Checks one scene's moments in turn; what is wrong with a thing, or with two, is said when it is first seen."""

    def __init__(self) -> None:
        self._known: set[tuple[str, int, int]] = set()

    def check(self, snapshot: Snapshot) -> Iterator[Found]:
        """Yield what is newly wrong at a moment: rule, message, hint."""
        items = [item for item in snapshot.items if item.opacity > SEEN]
        texts = [item for item in items if item.kind == "text" and item.box is not None]
        for item in items:
            if self._new("item", item):
                yield from _finite(item)
                yield from _frame(item)
                yield from _small(item)
        for a, b in combinations(texts, 2):
            if self._new("overlap", a, b):
                yield from _overlap(a, b)
        for other in items:
            if other.kind in ("graph", "line", "dot"):
                for text in texts:
                    if self._new("covered", other, text):
                        yield from _covered(other, text)
        panels = [item for item in items if item.kind == "axes" and item.box is not None]
        for graph in items:
            if graph.kind == "graph" and sum(self._new("axes", graph, panel) for panel in panels):
                yield from _axes(graph, [panel.box for panel in panels if panel.box is not None])

    def _new(self, rule: str, a: Item, b: Item | None = None) -> bool:
        key = (rule, id(a), id(b))
        if key in self._known:
            return False
        self._known.add(key)
        return True


def _finite(item: Item) -> Iterator[Found]:
    broken = item.box is None or (item.kind == "axes" and item.axes is None)
    if broken or any(point is None for piece in item.pieces for point in piece):
        hint = "plot only where the function is defined and finite"
        yield "layout.finite", f"{thing(item)} has coordinates that are not finite numbers", hint


def _frame(item: Item) -> Iterator[Found]:
    if item.box is None or item.kind == "axes":
        return
    beyond = boxes.outside(item.box, FRAME)
    # A shape that fills the frame is a background.
    if beyond > EDGE and (item.kind != "shape" or boxes.area(item.box) < boxes.area(FRAME)):
        yield "layout.frame", f"{thing(item)} leaves the frame by {beyond:.2f}", "move it, or make it smaller"


def _overlap(a: Item, b: Item) -> Iterator[Found]:
    if a.box is None or b.box is None or not boxes.touch(a.box, b.box) or _same(a, b):
        return
    near = [glyph for glyph in b.glyphs if boxes.touch(glyph, a.box)]
    if any(_glyphs_overlap(one, other) for one in a.glyphs for other in near):
        yield "layout.overlap", f"{thing(a)} and {thing(b)} lie over each other", "move one of them, or fade it out"


def _same(a: Item, b: Item) -> bool:
    """Tell a text that lies exactly on its own copy, which nobody sees."""
    return (a.text, a.number) == (b.text, b.number) and all(
        abs(x - y) < EDGE for x, y in zip(a.box or (), b.box or (), strict=True)
    )


def _glyphs_overlap(a: Box, b: Box) -> bool:
    # A fraction bar has no area to speak of: given a pixel's thickness, it counts like any other sign.
    a, b = _thick(a), _thick(b)
    return boxes.area(boxes.common(a, b)) > SHARED * min(boxes.area(a), boxes.area(b))


def _thick(box: Box) -> Box:
    missing = max(0.0, EDGE - (box[3] - box[1])) / 2, max(0.0, EDGE - (box[2] - box[0])) / 2
    return box[0] - missing[1], box[1] - missing[0], box[2] + missing[1], box[3] + missing[0]


def _covered(other: Item, text: Item) -> Iterator[Found]:
    if text.box is None or other.box is None or not boxes.touch(text.box, other.box):
        return
    if any(_meets(other, boxes.grown(glyph, -STROKE)) for glyph in text.glyphs):
        yield "layout.covered", f"{thing(other)} runs through {thing(text)}", "move the text clear of it"


def _meets(item: Item, glyph: Box) -> bool:
    if glyph[0] > glyph[2] or glyph[1] > glyph[3]:
        return False
    return any(boxes.crosses(glyph, start, end) for start, end in _segments(item))


def _segments(item: Item) -> Iterator[tuple[Point, Point]]:
    if item.kind == "line" and item.start and item.end:
        yield item.start, item.end
    elif item.kind == "dot" and item.box:
        left, bottom, right, top = item.box
        yield (left, (bottom + top) / 2), (right, (bottom + top) / 2)
        yield ((left + right) / 2, bottom), ((left + right) / 2, top)
    for piece in item.pieces:
        for start, end in pairwise(piece):
            if start and end:
                yield start, end


def _small(item: Item) -> Iterator[Found]:
    if item.kind == "text" and item.size is not None and item.size < SMALLEST:
        hint = f"{SMALLEST:g} is the least that can be read at 480p: make it larger, or break it over two lines"
        yield "layout.small", f"{thing(item)} has font size {item.size:.1f}", hint


def _axes(graph: Item, panels: list[Box]) -> Iterator[Found]:
    points = [point for piece in graph.pieces for point in piece if point]
    home = max(panels, key=lambda box: sum(boxes.holds(box, point) for point in points), default=None)
    if home is None or not any(boxes.holds(home, point) for point in points):
        return
    beyond = max(boxes.outside((*point, *point), home) for point in points)
    if beyond > BEYOND:
        hint = "plot it where its values are within the axes, or widen y_range"
        yield "layout.axes", f"{thing(graph)} leaves its axes by {beyond:.2f}", hint
