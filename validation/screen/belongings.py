"""A lesson of the dataset shows what a lesson is made of, of the usual weight and long enough, and nothing else."""

import math
from collections.abc import Iterator

import numpy as np

from ..run.evidence import Item
from ..run.settings import PIXELS_PER_UNIT
from .axes import LABELS, value_of
from .contact import BESIDE, NEAR, dots, is_long, lies_on
from .graphs import home
from .holes import is_hole, is_open
from .hues import levels
from .showing import FRAME, Found, Moment, Showing, middle, outside, plain, thing

RULES = {
    "drawn.stroke": "a curve is thick enough to be seen, and thin enough to be a curve; so is all else in a lesson",
    "drawn.stray": "a lesson has no line, dot, shape or text that is no part of it",
    "drawn.brief": "what a lesson shows stays long enough to be noticed",
}

# Manim's own widths of stroke are 4 for a line, 2 for an axis and 0 for letters; a lesson's grid has 1.
STROKES = {
    **dict.fromkeys(("graph", "line", "shape"), (3.0, 5.0)),
    "axes": (1.5, 3.0),
    "grid": (0.7, 1.5),
    **dict.fromkeys(("text", "dot"), (0.0, 0.0)),
}
LARGEST, BESIDE_AXES = 52.0, 40.0  # font sizes, but for the title while it is alone
DOTS = (0.14, 0.18)  # their diameters, in units; Manim's own is 0.16
AT_AXES = 0.6  # how far from the axes the slope is, at most
LEVEL, LARGER = 0.06, 1.1  # how much higher or lower its number is than its label, and how many times larger
AROUND = 0.6  # between a text and the box around it, at most
FILLED = 2.5  # times the pixels of its outline: what paints so many is filled
BRIEF = 2.0  # seconds
WITH_TANGENT = {"text": 2, "line": 1, "dot": 2}  # the slope's label and its number, the tangent, a dot on each graph
DASHED = (0.3, 0.7)  # of the length of a dashed line, that its dashes cover; Manim's cover half
GREY = 24  # of 255: how much the parts of a grey differ


def check(showing: Showing) -> Iterator[Found]:
    """Yield what is too much, too heavy, too light, or too soon gone."""
    if not showing.lesson or not showing.of_dataset:
        return
    stays = {item.id for moment in showing.plays for item in moment.snapshot.items}
    for moment in showing.moments:
        for item in moment.items:
            if item.id not in stays:
                yield moment.found("drawn.stray", f"{thing(item)} comes and goes", "leave it out", item)
    alone, with_tangent = showing.new_in("title") | showing.new_in("derivation"), showing.new_in("tangent", "trace")
    for moment in showing.plays:
        own, extra = set(alone), set[int]()
        for kind, most in WITH_TANGENT.items():
            came = [item for item in moment.of(kind) if item.id in with_tangent]
            own |= {item.id for item in came[:most] if item.share == 1} if kind != "dot" else set()
            extra |= {item.id for item in came[most:]}
        slope = [item for item in moment.of("text") if item.id in with_tangent]
        if slope and not _together(slope, moment):
            text = "the slope's label and its number are not at the axes, or not level, or of different sizes"
            yield moment.found("drawn.slope", text, "set the number beside its label, just below or above the graph")
        for shown in moment.snapshot.shown():
            if shown.item.kind in ("graph", "shape") and shown.ink > FILLED * max(1.0, _outline(shown.item)):
                text = f"{thing(shown.item)} is filled"
                yield moment.found("drawn.stroke", text, "draw its line only", shown.item)
        if moment.section == "title" and len(moment.items) > 1:
            yield moment.found("drawn.stray", "the title is not alone", "show the title alone")
        for item in moment.items:
            for rule, message, hint in _unusual(item, item.id in with_tangent, moment):
                yield moment.found(rule, f"{thing(item)} {message}", hint, item)
            if showing.seconds_seen[item.id] < BRIEF:
                text = f"{thing(item)} is seen for {showing.seconds_seen[item.id]:.2g} s"
                yield moment.found("drawn.brief", text, "let it stand", item)
            if item.tip or item.id in extra or (item.id not in own and not _belongs(item, moment, showing)):
                yield moment.found("drawn.stray", f"{thing(item)} is no part of a lesson", "leave it out", item)


def _unusual(item: Item, with_tangent: bool, moment: Moment) -> Iterator[tuple[str, str, str]]:
    """Look at the weight, the size and the colours of a thing."""
    size = item.box[2] - item.box[0] if item.kind == "dot" and item.box else DOTS[0]
    for thin, thick, (low, high) in (item.thinnest, item.stroke, STROKES[item.kind]), (size, size, DOTS):
        if not low <= thin <= thick <= high:
            yield "drawn.stroke", f"has a weight of {thin:.3g} to {thick:.3g}", f"{low:g} to {high:g} are usual"
    largest = BESIDE_AXES if item.owner is not None or with_tangent else LARGEST
    if item.kind == "text" and moment.section != "title" and (item.size or 0.0) > largest:
        yield "drawn.stroke", f"is drawn at font size {item.size:.3g}", f"at most {largest:g} is usual"
    plane = item.kind in ("axes", "grid") or (item.owner is not None and value_of(item) is not None)
    if plane and np.ptp(levels(item.color)) > GREY:
        yield "drawn.color", f"is {item.color}", "axes, their grid and numbers are white or grey"
    if item.colors and item.kind != "shape":
        yield "drawn.color", f"is painted in {', '.join(item.colors)}", "give it one colour"
    if item.kind == "grid" and item.color in {axes.color for axes in moment.of("axes")}:
        yield "drawn.color", "is as bright as the axes", "draw the grid in a dark grey"


def _together(slope: list[Item], moment: Moment) -> bool:
    """Tell whether the slope's label is at the upper axes, and its number on one line with it, at the same size."""
    sizes = [item.size or 0.0 for item in slope]
    level = np.ptp([middle(item)[1] for item in slope]) <= LEVEL and max(sizes) <= LARGER * min(sizes)
    upper = [panel.box for panel in moment.panels[:1]]
    return bool(level) and all(outside(item.box or FRAME, box) <= AT_AXES for item in slope for box in upper)


def _outline(item: Item) -> float:
    """Return how many pixels the line of a graph paints, or that around a shape."""
    left, bottom, right, top = item.box or FRAME
    around = 2 * (right - left + top - bottom) if item.kind == "shape" else 0.0
    length = (around + float(np.linalg.norm(np.diff(item.chords, axis=1), axis=2).sum())) * PIXELS_PER_UNIT
    return length * max(1.0, item.stroke * 0.01 * PIXELS_PER_UNIT)


def _belongs(item: Item, moment: Moment, showing: Showing) -> bool:
    """Tell whether a thing is where a part of a lesson of its kind is."""
    if item.kind == "text":
        if item.owner is None:
            return moment.section == "summary" and plain(item.text).startswith(("f(x)=", "f'(x)="))
        return plain(item.text) in LABELS or value_of(item) is not None
    places = [dot for panel in moment.panels for dot in dots(moment, panel)]
    graphs = list(zip(moment.panels, (showing.f, showing.df), strict=False))
    if item.kind == "dot" and item.center:
        return any(lies_on(item.center, *each, 2 * NEAR) for each in graphs)
    if item.kind == "line" and item.start and item.end:
        ends = (item.start, item.end)
        marks_place = all(any(math.dist(end, dot) <= BESIDE for dot in places) for end in ends)
        long = any(is_long(*ends, panel) and all(map(panel.holds, ends)) for panel in moment.panels)
        return item.cls == "DashedLine" and DASHED[0] <= item.share <= DASHED[1] and (marks_place or long)
    if item.kind == "shape" and item.box:
        held = [text.box for text in moment.of("text") if text.box and outside(text.box, item.box) <= 0]
        if held and moment.section == "summary":
            return not item.colors and bool(np.abs(np.subtract(held, item.box)).min(axis=0).max() <= AROUND)
        return is_open(item, moment) and any(is_hole(middle(item), *each) for each in graphs)
    early = moment.section not in ("trace", "derivative", "summary")
    at_home = not early or home(item, moment.panels) is moment.panels[0]
    return item.kind != "graph" or (at_home and item.cls != "DashedVMobject")
