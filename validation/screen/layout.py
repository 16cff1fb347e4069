"""The layout: what a person who looks at the frame sees as wrong, and nothing else.

Sizes are in Manim's units: the frame is 14.2 wide and 8 high, so that at 480p a unit is 60 pixels.
"""

from collections.abc import Iterator

from ..run.evidence import Box, Item, Point
from ..run.settings import PIXELS_PER_UNIT
from . import boxes
from .names import thing
from .showing import Found, Moment, Showing

RULES = {
    "layout.finite": "every coordinate is a finite number",
    "layout.frame": "nothing leaves the frame",
    "layout.overlap": "no text lies over another text, no axes over other axes",
    "layout.covered": "no curve, line, dot, arrow, brace or outline runs through a text",
    "layout.small": "text can be read at 480p",
    "layout.upright": "the texts of a lesson stand upright",
    "layout.axes": "a graph of a lesson stays inside its axes",
}

EDGE = 1 / PIXELS_PER_UNIT  # a pixel at 480p: what leaves the frame by less is not seen to do so
# A font size of 48, Manim's own, gives an x of 13 pixels at 480p; at 20 (5 pixels) exponents can just be told apart.
# A lesson keeps to it; in other scenes a label may be as small as Manim's own for a secant.
SMALLEST_OF_LESSON, SMALLEST = 19.5, 14.0
BEYOND = 0.1  # how far a graph may leave its axes: a tick's length
MEETING = 4  # pixels that two things share, if they do not only touch
# The share of a text's pixels that another thing meets; a line along a short label has an eighth.
PART, PART_OF_LESSON = 0.15, 0.02
SLOW = 3.0  # seconds of a play of a lesson in whose course too nothing may be wrong
SEEN = 0.05  # an opacity that a person sees


def check(showing: Showing) -> Iterator[Found]:
    """Yield what is wrong at any moment; the same of the same things is said once, for the first."""
    known: set[tuple[str, ...]] = set()
    spans = showing.evidence.spans
    for moment in showing.moments:
        number = moment.snapshot.play - 1
        slow = showing.strict and number < len(spans) and spans[number][1] >= SLOW
        if not (moment.ends_play or slow):
            continue  # in the course of a play things pass over each other, and fade
        for key, found in _moment(moment, showing.strict):
            if key not in known:
                known.add(key)
                yield found


def _moment(moment: Moment, strict: bool) -> Iterator[tuple[tuple[str, ...], Found]]:
    snapshot = moment.snapshot
    seen = {id(item) for item in moment.items}
    for item in snapshot.items:
        if item.opacity <= SEEN:
            continue
        for rule, message, hint in _alone(item, id(item) in seen, strict, moment):
            yield (rule, _name(item)), Found(rule, f"{thing(item)} {message} {moment}", hint, item.line)
    part = PART_OF_LESSON if strict else PART
    for i, j, pixels in snapshot.overlaps:
        a, b = snapshot.items[i], snapshot.items[j]
        if id(a) not in seen or id(b) not in seen:
            continue
        if not strict and a.kind != b.kind and _is_of_axes(a, b, moment):
            continue  # a curve crosses the axes, and the numbers along them
        inks = [snapshot.ink[k] for k in (i, j) if snapshot.items[k].kind == "text"] or [snapshot.ink[i]]
        if pixels < max(MEETING, part * min(inks)) or _belong(a, b):
            continue
        if a.kind == b.kind:
            message = f"{thing(a)} and {thing(b)} lie over each other {moment}"
            found = Found("layout.overlap", message, "move one of them, or fade it out", a.line)
        else:
            text, other = (a, b) if a.kind == "text" else (b, a)
            message = f"{thing(other)} runs through {thing(text)} {moment}"
            found = Found("layout.covered", message, "move the text clear of it", text.line)
        yield (found.rule, *sorted((_name(a), _name(b)))), found


def _name(item: Item) -> str:
    """Name what is involved: a text by what it says; a number, a line, a dot, which are made anew, by its class."""
    if item.number is not None:
        return f"{item.cls} {item.owner}"
    return item.text if item.kind == "text" and item.text else f"{item.cls} {item.color}"


def _belong(a: Item, b: Item) -> bool:
    """Tell things that may meet: a text on its own copy, the grid and the numbers of axes, an axis and its label."""
    if "grid" in (a.kind, b.kind):
        return True
    if a.kind != b.kind and (a.owner == b.id or b.owner == a.id or (a.owner is not None and a.owner == b.owner)):
        return True
    same = a.kind == b.kind and (a.text, a.number) == (b.text, b.number)
    return same and all(abs(x - y) < EDGE for x, y in zip(a.box or (), b.box or (), strict=True))


def _is_of_axes(a: Item, b: Item, moment: Moment) -> bool:
    text = a if a.kind == "text" else b
    return text.owner is not None and text.owner in {item.id for item in moment.of("axes")}


def _alone(item: Item, seen: bool, strict: bool, moment: Moment) -> Iterator[tuple[str, str, str]]:
    """Look at one thing."""
    broken = item.box is None or (item.kind == "axes" and item.axes is None and strict and moment.ends_play)
    if broken or any(point is None for piece in item.pieces for point in piece):
        hint = "plot only where the function is defined and finite"
        yield "layout.finite", "has coordinates that are not finite numbers", hint
        return
    # What is endless, or leaves its axes, runs out of the picture as a viewer expects; a text does not.
    if item.box is not None and item.kind not in ("axes", "grid") and (strict or (item.kind == "text" and seen)):
        beyond = boxes.outside(item.box, boxes.FRAME)
        # A shape that fills the frame is a background.
        if beyond > EDGE and (item.kind != "shape" or boxes.area(item.box) < boxes.area(boxes.FRAME)):
            yield "layout.frame", f"leaves the frame by {beyond:.2f}", "move it, or make it smaller"
    smallest = SMALLEST_OF_LESSON if strict else SMALLEST
    if item.kind == "text" and item.size is not None and item.size < smallest:
        hint = f"{smallest:.0f} is the least that can be read at 480p: make it larger, or break it over two lines"
        yield "layout.small", f"is drawn at font size {item.size:.1f}", hint
    if item.kind == "text" and not item.upright and seen and strict:
        yield "layout.upright", "does not stand upright", "do not turn, flip or stretch it"
    if item.kind == "graph" and strict:
        beyond = _beyond([point for piece in item.pieces for point in piece if point], moment)
        if beyond > BEYOND:
            hint = "plot it where its values are within the axes, or widen y_range"
            yield "layout.axes", f"leaves its axes by {beyond:.2f}", hint


def _beyond(points: list[Point], moment: Moment) -> float:
    """Return how far a curve leaves the axes on which most of it lies."""
    panels: list[Box] = [panel.box for panel in moment.panels]
    home = max(panels, key=lambda box: sum(boxes.holds(box, point) for point in points), default=None)
    if home is None or not any(boxes.holds(home, point) for point in points):
        return 0.0
    return max(boxes.outside((*point, *point), home) for point in points)
