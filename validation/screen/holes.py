"""What a curve leaves out: a stretch of it, which is to be drawn, or a hole or a jump, at which there are circles."""

import math
from collections.abc import Iterator
from itertools import permutations

import numpy as np

from ..formulas.arrays import Function
from ..formulas.places import poles, zeros
from ..run.evidence import Item, Point
from .contact import NEAR
from .curves import SAMPLES, Curves
from .graphs import drawn_on, graphs_on
from .hues import levels
from .showing import Found, Moment, Panel, Showing, distances, middle

RULES = {
    "drawn.whole": "each axes of a lesson show the whole graph of their function, and these of f most of it",
    "drawn.hole": "a lesson has a circle at each end of a curve that leaves out a single point: a hole, or a jump",
}

# A place of the function that is farther from what is drawn is missing: the width of the stroke, and what the chord
# cuts off.
GAP = 0.06
BEYOND = 0.34  # the part of the axes' width on which f may be above or below them
MEET = 0.03  # how far apart, sideways, two pieces of a curve may stop at one point, in Manim's units
SMALL = 0.3  # the width of a circle that marks a place, at most


def check(showing: Showing, curves: Curves) -> Iterator[Found]:
    """Yield what is missing in a lesson, and of any scene the circles that are not where the curve stops."""
    for moment, panel, name in showing.drawn():
        yield from _whole(moment, panel, curves.functions[name], name)
        yield from _missing(moment, panel, curves.functions[name], name)
    for moment in showing.plays:
        for circle in moment.of("shape"):
            if is_open(circle, moment) and is_small(circle):
                yield from _false(circle, middle(circle), moment, curves)


def _whole(moment: Moment, panel: Panel, function: Function, name: str) -> Iterator[Found]:
    """Look for every stretch of the function that is in view: it must be drawn."""
    (left, right), (bottom, top) = panel.axes.x_range, panel.axes.y_range
    xs = np.linspace(left, right, SAMPLES + 1)
    ys = function.many(xs)
    seen = (ys >= bottom) & (ys <= top)
    places = np.stack(panel.axes.to_scene(xs[seen], ys[seen]), axis=-1)
    missing = xs[seen][distances(places, drawn_on(moment, panel)) > GAP]
    if len(missing) > SAMPLES / 50:
        text = f"{name} is not drawn at x = {missing[0]:.3g} to {missing[-1]:.3g}"
        yield moment.found("drawn.whole", text, "plot every piece of it that the axes have room for")
    real = np.isfinite(ys)
    # f' may be beyond its axes for longer: next to a pole it is steeper than f.
    if name == "f" and (beyond := (real & ~seen).sum()) > BEYOND * real.sum():
        text = f"{name} is beyond its axes on {beyond / real.sum():.0%} of their width"
        yield moment.found("drawn.whole", text, "widen y_range, or narrow x_range")


def is_open(circle: Item, moment: Moment) -> bool:
    """Tell whether a shape is filled with the ground's colour, and has a curve's colour around that."""
    filled = set(levels(circle.color)) == {moment.snapshot.ground}
    return filled and set(circle.colors[1:]) <= {graph.color for graph in moment.of("graph")}


def is_small(shape: Item) -> bool:
    """Tell whether a shape is no wider than a circle that marks a place."""
    return shape.box is not None and shape.box[2] - shape.box[0] <= SMALL


def is_hole(center: Point, panel: Panel, function: Function) -> bool:
    """Tell whether a graph has a hole, or ends, at a place, where the function itself has no value, or jumps."""
    ends, y = _ends(center, panel, function), panel.axes.to_plane(center)[1]
    return panel.holds(center) and any(abs(end - y) * panel.unit <= 2 * NEAR for end in ends)


def _ends(center: Point, panel: Panel, function: Function) -> list[float]:
    """List what a function comes near to, from both sides, where it has no value, or jumps; nothing elsewhere."""
    x = panel.axes.to_plane(center)[0]
    # Nearer to 0 than 3e-3, e^(1/x) squared is larger than any number of the machine.
    # A box is known to a thousandth of a unit only: the place may be as far off.
    far = max(4e-3, panel.axes.to_plane((center[0] + 4e-3, center[1]))[0] - x)
    near = np.array([1e-3, 4e-3, far])
    both = [values[np.isfinite(values)] for values in (function.many(x - near), function.many(x + near))]
    sides = [values for values in both if len(values)]
    without = any(function(round(x, digits) + 0.0) is None for digits in range(5)) or any(
        zeros(part, x - 2 * far, x + 2 * far) for part in function.denominators()
    )
    # The place of a jump may be no decimal number, as pi is where |sin x| has its corner.
    jumps = np.ptp([values[-1] for values in sides] or [0.0]) * panel.unit > 4 * NEAR
    return [float(end) for values in sides for end in values[[0, -1]]] if without or jumps else []


def _missing(moment: Moment, panel: Panel, function: Function, name: str) -> Iterator[Found]:
    """Look for a point that a curve leaves out and does not run away at: circles show what it comes near to there."""
    drawn = [piece for graph in graphs_on(moment, panel) for piece in graph.pieces if piece]
    known = [panel.axes.to_scene(place, 0.0)[0] for place in poles(function, *panel.axes.x_range)]
    for before, after in permutations(drawn, 2):
        ends = [end for end in (before[-1], after[0]) if end]
        if len(ends) < 2 or not 0 < ends[1][0] - ends[0][0] <= MEET:
            continue
        (a, _), (b, _) = map(panel.axes.to_plane, ends)
        x = round((a + b) / 2, 4) + 0.0
        if function(x) is not None or any(abs(place - ends[0][0]) <= MEET for place in known):
            continue
        centers = [middle(item) for item in moment.of("shape", "dot") if is_small(item)]
        if not all(any(math.dist(center, end) <= MEET for center in centers) for end in ends):
            text = f"{name} has no value at x = {x:.4g}, and no circle is where its curve stops"
            yield moment.found("drawn.hole", text, "draw a small open circle at what the curve comes near to")


def _false(circle: Item, center: Point, moment: Moment, curves: Curves) -> Iterator[Found]:
    """Look for a circle at the place of a hole, or of a jump, where no curve that is drawn there stops."""
    for panel in moment.panels:
        functions = [curves.functions[role] for role in curves.roles_on(panel, moment)] if panel.holds(center) else []
        stops = any(_ends(center, panel, each) for each in functions)
        if stops and not any(is_hole(center, panel, each) for each in functions):
            x, y = panel.axes.to_plane(center)
            text = f"the circle at ({x:.4g}, {y:.4g}) is at no end of a curve"
            yield moment.found("drawn.graph", text, "draw it at what the curve comes near to", circle)
