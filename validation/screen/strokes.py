"""Curves that are made of many small things: dots, short lines, pieces of a graph, a polygon as thin as a stroke.

One of them says nothing; what lies one after the other from left to right, over a good part of the axes, is a curve
for who looks at it, and is held to what a curve is held to.
"""

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from ..formulas.arrays import Array
from ..run.evidence import Item
from .contact import crossings, fits
from .curves import LEAST, NEAR, Curves, broken, misses
from .graphs import STRAIGHT, WIDTH, home, is_straight, segments
from .showing import NOTICED, WHITE, Found, Moment, Panel, Showing, distances

MOST = 60  # lines at a time
FEWEST = 12  # places; of fewer dots a viewer makes no curve
LONG, PLACES = 0.5, 40  # of a line that goes on with a graph: at least, and where it is looked at
NEXT = 0.4  # from one place to the next, at most, in Manim's units
FAR = 0.1  # the part of the steps, and of the way to the right, that may be longer: next to a pole, under a graph
LEVEL, GUIDE = 1e-3, 0.7  # the part of the steps that go right along the axes, in what is only led along them
OVER = 1.5  # times as wide as the curve are all of its strokes together, at most
OFF = 0.1  # the part of the places that may be on no function
AREA = 0.6  # of a thin shape: the area under a low piece of f has one of its two edges on the axis


def check(showing: Showing, curves: Curves) -> Iterator[Found]:
    """Yield the curves made of small things that are no graph of what a scene may draw."""
    for moment in showing.stills:
        yield from _beside(moment, showing, curves)
        alike: dict[tuple[Panel, str], list[tuple[Item, Array]]] = {}
        for item in moment.items:
            places = _places(item)
            panel = next((each for each in moment.panels if len(places) and each.holds(places[len(places) // 2])), None)
            if panel is None or item.owner is not None or showing.seconds_seen[item.id] < NOTICED:
                continue
            # A curve over more of the axes is looked at by itself.
            if item.kind != "graph" or np.ptp(places[:, 0]) < WIDTH * (panel.box[2] - panel.box[0]):
                alike.setdefault((panel, item.color), []).append((item, places))
        for (panel, _), some in alike.items():
            items = [item for item, _ in some]
            drawn = np.array(sorted(place for _, places in some for place in places.tolist()))
            if not _is_curve(drawn, items, panel):
                continue
            most = AREA if any(item.kind == "shape" for item in items) else OFF
            if all(len(misses(drawn, panel, each, NEAR)) > most * len(drawn) for each in curves.all_functions):
                x, y = panel.axes.to_plane(drawn[len(drawn) // 2])
                text = f"what looks like a curve through ({x:.4g}, {y:.4g}) is no graph of f or f'"
                yield moment.found("drawn.graph", text, "plot the function there", items[0])


def _beside(moment: Moment, showing: Showing, curves: Curves) -> Iterator[Found]:
    """Look for lines in the colour of a graph: none joins two places of it where the function breaks, or leaves it."""
    for graph in moment.of("graph"):
        panel, roles = home(graph, moment.panels), curves.roles(graph, moment)
        alike = [each for each in moment.lines if each[0].color == graph.color and each[0].cls != "DashedLine"]
        if panel is None or not roles or not alike:
            continue
        own = segments(*(each for each in moment.of("graph") if each.color == graph.color))
        tips = [tip for piece in graph.pieces for tip in (piece[0], piece[-1]) if tip and graph.color != WHITE]
        for line, start, end in alike[:MOST]:
            joins = distances(np.array([start, end]), own).max() <= NEAR
            if joins and (message := broken(replace(graph, pieces=((start, end),)), panel, roles, curves)):
                yield moment.found("drawn.graph", message, "leave the pieces apart", line)
            begins = any(math.dist(place, tip) <= NEAR for place in (start, end) for tip in tips)
            if not begins or math.dist(start, end) < LONG or min(np.abs(np.subtract(start, end))) < LEVEL:
                continue  # what is upright or level leads to an axis
            places = np.linspace(start, end, PLACES)
            if not any(
                len(misses(places, panel, each)) <= PLACES / 2
                or fits(panel, start, end, each, crossings(panel, start, end, each))
                for each in (showing.f, showing.df)
            ):
                text = f"a line goes on with the graph of {min(roles)}, which goes another way"
                yield moment.found("drawn.graph", text, "plot the function over its whole domain", line)


def _places(item: Item) -> Array:
    """Give the places that a small thing adds to a curve: of a stroke its middle, of a bent piece all of its points."""
    if item.kind == "dot" and item.center:
        return np.array([item.center])
    if item.start and item.end:
        ends = np.array([item.start, item.end])
    elif item.kind == "graph" and is_straight(item):
        ends = item.anchors[[0, -1]]
    else:  # a shape has points only where it is as thin as a stroke
        return item.anchors if item.kind in ("graph", "shape") else np.empty((0, 2))
    # One that is upright is a bar, a tick or leads to a place.
    return ends.mean(axis=0, keepdims=True) if np.ptp(ends[:, 0]) >= LEVEL else ends[:0]


def _is_curve(drawn: Array, items: list[Item], panel: Panel) -> bool:
    """Tell whether places, from left to right, make a curve that is no straight line.

    Strokes that make one follow each other; secants, or tangents, that lie over each other make none.
    """
    if len(drawn) < FEWEST:
        return False
    wide = np.ptp(drawn[:, 0])
    steps = np.diff(drawn, axis=0)
    guide = (np.abs(steps).min(axis=1) < LEVEL).mean() > GUIDE  # it goes along the axes, up and then sideways
    enough = wide >= max(LEAST, WIDTH * (panel.box[2] - panel.box[0]))
    straight = distances(drawn, drawn[None, [0, -1]]).max() <= STRAIGHT
    in_turn = sum(item.box[2] - item.box[0] for item in items if item.box and item.kind != "dot") <= OVER * wide
    long = np.hypot(*steps.T) > NEXT
    close = long.mean() <= FAR and steps[long, 0].sum() <= FAR * wide
    return bool(enough and in_turn and close and not straight and not guide)
