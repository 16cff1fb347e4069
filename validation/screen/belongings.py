"""A lesson of the dataset shows what a lesson is made of, of the usual weight and long enough, and nothing else."""

import math
from collections.abc import Iterator

import numpy as np

from ..formulas.arrays import Function
from ..run.evidence import Item, Point
from ..run.settings import PIXELS_PER_UNIT
from .axes import LABELS, value_of
from .curves import segments
from .marks import BESIDE, is_long
from .showing import Found, Moment, Panel, Showing, outside, plain, thing
from .tangent import NEAR, dots, in_domain, is_on

RULES = {
    "drawn.stray": "a lesson has no line, dot, shape or text that is no part of it",
    "drawn.brief": "what a lesson shows stays long enough to be noticed",
}

# Manim's own widths of stroke are 4 for a line, 2 for an axis and 0 for letters; a lesson's grid has 1.
STROKES = {
    **dict.fromkeys(("graph", "line", "shape"), (1.0, 12.0)),
    "axes": (0.5, 6.0),
    "grid": (0.5, 3.0),
    "text": (0.0, 2.0),
}
DOTS = (0.08, 0.3)  # their diameters, in units; Manim's own is 0.16
FILLED = 2.5  # times the pixels of its outline: what paints so many is filled
BRIEF = 2.0  # seconds
WITH_TANGENT = 2  # texts: the slope's label and its number; and dots, one on each graph
SOLID = 0.7  # the least opacity
CONTRAST = 96  # of 255: the least difference of a part of a colour from the ground
GREY = 24  # of 255: how much the parts of a grey differ


def check(showing: Showing) -> Iterator[Found]:
    """Yield what is too much, too heavy, too light, or too soon gone."""
    if not showing.lesson or showing.record is None:
        return
    # The axes are black on a light ground, white on a dark one.
    ground = 0 if all(max(_levels(axes)) >= 128 for axes in showing.ends["axes"].of("axes")) else 255
    lines, with_tangent = showing.new_in("derivation"), showing.new_in("tangent", "trace")
    for moment in showing.plays:
        beside = [item for item in moment.of("text") if item.id in with_tangent]
        own = {*lines, *(item.id for item in beside[:WITH_TANGENT])}
        extra = {item.id for item in [item for item in moment.of("dot") if item.id in with_tangent][WITH_TANGENT:]}
        for shown in moment.snapshot.shown():
            if shown.item.kind == "graph" and shown.ink > FILLED * max(1.0, _outline(shown.item)):
                text = f"{thing(shown.item)} is filled"
                yield moment.found("drawn.stroke", text, "draw its line only", shown.item)
        if moment.section == "title" and len(moment.items) > 1:
            yield moment.found("drawn.stray", "the title is not alone", "show the title alone")
        for item in moment.items:
            low, high = STROKES.get(item.kind, DOTS)
            weight = item.box[2] - item.box[0] if item.kind == "dot" and item.box else item.stroke
            if not low <= weight <= high:
                text = f"{thing(item)} has a weight of {weight:.3g}"
                yield moment.found("drawn.stroke", text, f"{low:g} to {high:g} are usual", item)
            if showing.seconds_seen[item.id] < BRIEF:
                text = f"{thing(item)} is seen for {showing.seconds_seen[item.id]:.2g} s"
                yield moment.found("drawn.brief", text, "let it stand", item)
            levels = _levels(item)
            contrast = max(abs(level - ground) for level in levels)
            if item.opacity < SOLID or (item.kind in ("text", "graph", "line", "axes") and contrast < CONTRAST):
                text = f"{thing(item)} is faint: {item.color}, opacity {item.opacity:.2g}"
                yield moment.found("drawn.seen", text, "let it stand out", item)
            plane = item.kind in ("axes", "grid") or (item.owner is not None and value_of(item) is not None)
            if plane and np.ptp(levels) > GREY:
                text = f"{thing(item)} is {item.color}"
                yield moment.found("drawn.color", text, "axes, their grid and numbers are white or grey", item)
            if item.id in extra or (item.id not in own and not _belongs(item, moment, showing)):
                yield moment.found("drawn.stray", f"{thing(item)} is no part of a lesson", "leave it out", item)


def _levels(item: Item) -> list[int]:
    """Return the red, green and blue of a thing, from 0 to 255."""
    return [int(item.color[place : place + 2] or "ff", 16) for place in (1, 3, 5)]


def _outline(graph: Item) -> float:
    """Return how many pixels the line of a graph paints."""
    length = sum(math.dist(*ends) for ends in segments(graph)) * PIXELS_PER_UNIT
    return length * max(1.0, graph.stroke * 0.01 * PIXELS_PER_UNIT)


def _belongs(item: Item, moment: Moment, showing: Showing) -> bool:
    """Tell whether a thing is where a part of a lesson of its kind is."""
    if item.kind == "text":
        if item.owner is None:
            return plain(item.text).startswith(("f(x)=", "f'(x)="))
        return plain(item.text) in LABELS or value_of(item) is not None
    places = [dot for panel in moment.panels for dot in dots(moment, panel)]
    graphs = list(zip(moment.panels, (showing.f, showing.df), strict=False))
    if item.kind == "dot" and item.center:
        return any(_is_on(item.center, *each) for each in graphs)
    if item.kind == "line" and item.start and item.end:
        if item.cls != "DashedLine":
            return any(is_on(dot, item.start, item.end, NEAR) for dot in places)
        ends = (item.start, item.end)
        marks_place = all(any(math.dist(end, dot) <= BESIDE for dot in places) for end in ends)
        long = any(is_long(*ends, panel) and all(map(panel.holds, ends)) for panel in moment.panels)
        return marks_place or long
    if item.kind == "shape" and item.box:
        left, bottom, right, top = item.box
        center = (left + right) / 2, (bottom + top) / 2
        holds_text = any(outside(text.box, item.box) <= 0 for text in moment.of("text") if text.box)
        return holds_text or any(_is_hole(center, *each) for each in graphs)
    return True


def _is_on(dot: Point, panel: Panel, function: Function) -> bool:
    """Tell whether a dot is on the graph of a function."""
    x, y = panel.axes.to_plane(dot)
    value = function(in_domain(function, x))
    return panel.holds(dot) and value is not None and abs(value - y) * panel.unit <= 2 * NEAR


def _is_hole(center: Point, panel: Panel, function: Function) -> bool:
    """Tell whether a graph has a hole, or ends, at a place, where the function itself has no value, or jumps."""
    x, y = panel.axes.to_plane(center)
    # Nearer to 0 than 3e-3, e^(1/x) squared is larger than any number of the machine.
    # A box is known to a thousandth of a unit only: the place may be as far off.
    far = max(4e-3, panel.axes.to_plane((center[0] + 4e-3, center[1]))[0] - x)
    sides = [[function(x + side * h) for h in (1e-3, 4e-3, far)] for side in (-1.0, 1.0)]
    beside = [next((value for value in values if value is not None), math.nan) for values in sides]
    without = any(function(round(x, digits) + 0.0) is None for digits in range(5))
    # The place of a jump may be no decimal number, as pi is where |sin x| has its corner.
    beyond = [values[-1] if values[-1] is not None else math.nan for values in sides]
    jumps = abs(beyond[0] - beyond[1]) * panel.unit > 4 * NEAR
    near = [*beside, *beyond] if jumps else beside
    return panel.holds(center) and (without or jumps) and any(abs(value - y) * panel.unit <= 2 * NEAR for value in near)
