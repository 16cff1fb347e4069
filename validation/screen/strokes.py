"""Curves that are made of many small things: dots, short lines, pieces of a graph, a polygon as thin as a stroke.

One of them says nothing; what lies one after the other from left to right, over a good part of the axes, is a curve
for who looks at it, and is held to what a curve is held to. A linear function may be drawn as a `Line` from end to end,
others as a row of short ones: these are made graphs before anything is judged (`with_graphs`). Bars end at a curve.
"""

import math
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np

from ..formulas.arrays import Array, Function
from ..run.evidence import Box, Evidence, Item, Point, Snapshot
from .contact import fits
from .curves import LEAST, MOST_OF_AXES, NEAR, Curves, broken, misses, shows
from .graphs import STRAIGHT, WIDTH, graphs_on, home, is_straight, segments
from .showing import FRAME, NOTICED, WHITE, Found, Moment, Panel, Showing, distances, is_seen

MOST = 60  # lines at a time
FEWEST = 12  # places; of fewer dots a viewer makes no curve
LONG, PLACES = 0.5, 40  # of a line that goes on with a graph: at least, and where it is looked at
NEXT = 0.4  # from one place to the next, at most, in Manim's units
FAR = 0.1  # the part of the steps, and of the way to the right, that may be longer: next to a pole, under a graph
LEVEL, GUIDE = 1e-3, 0.7  # the part of the steps that go right along the axes, in what is only led along them
OVER = 1.5  # times as wide as the curve are all of its strokes together, at most
OFF = 0.1  # the part of the places that may be on no function
FEWEST_LINES = 20  # that make a curve
MOST_PIECES = 6  # of a graph of straight pieces, as the derivative of |x^2 - 1| has one
JOINT = 1e-3  # how far from its end the next one begins, at most
AREA = 0.6  # of a thin shape: the area under a low piece of f has one of its two edges on the axis
FEWEST_BARS = 6
ROOM = 0.05  # how far a bar may be from the axis, from the next one, and from the curve, in Manim's units
MOST_ASTRAY = 0.2  # of the bars


def with_graphs(evidence: Evidence, *functions: Function) -> Evidence:
    """Make graphs of the lines that run along one of some functions over most of its axes."""
    known: dict[tuple[int, ...], Item] = {}  # by the lines; what does not change stays one thing

    def seen(snapshot: Snapshot) -> Snapshot:
        panels = Moment(snapshot, snapshot.items, "", 0.0).panels
        items = list(snapshot.items)
        for row in _rows(snapshot) if panels else ():
            place = row[0][0]
            first = items[place]
            key = tuple(id(items[each]) for each, _, _ in row)
            if key not in known:
                pieces = list[tuple[Point, ...]]()
                for _, start, end in row:
                    if pieces and math.dist(pieces[-1][-1], start) <= JOINT:
                        pieces[-1] += (end,)
                    else:
                        pieces.append((start, end))
                graph = replace(first, kind="graph", pieces=tuple(pieces))
                across = np.ptp(graph.anchors[:, 0])
                wide = [panel for panel in panels if across >= MOST_OF_AXES * (panel.box[2] - panel.box[0])]
                is_one = any(shows(graph, panel, each) for panel in wide for each in functions)
                known[key] = graph if is_one else first
            items[place] = known[key]  # one of them stands for all
        return replace(snapshot, items=tuple(items))

    return replace(evidence, snapshots=tuple(map(seen, evidence.snapshots)))


def _rows(snapshot: Snapshot) -> Iterator[list[tuple[int, Point, Point]]]:
    """Yield each line, by its place among the items, those of a colour, if few, and rows in which they go on."""
    row = list[tuple[int, Point, Point]]()
    alike: dict[str, list[tuple[int, Point, Point]]] = {}
    for place, shown in enumerate(snapshot.shown()):
        item = shown.item
        if item.cls != "Line" or item.owner is not None or item.tip or not (item.start and item.end):
            continue
        line = place, item.start, item.end
        yield [line]
        if not is_seen(item, shown.seen, shown.ink):
            continue
        alike.setdefault(item.color, []).append(line)
        goes_on = row and snapshot.items[row[-1][0]].color == item.color and math.dist(row[-1][2], item.start) <= JOINT
        if not goes_on:
            yield from [row] * (len(row) >= FEWEST_LINES)
            row = []
        row.append(line)
    yield from [row] * (len(row) >= FEWEST_LINES)
    yield from (lines for lines in alike.values() if 1 < len(lines) <= MOST_PIECES)


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
                len(misses(places, panel, each)) <= PLACES / 2 or fits(panel, start, end, each)
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


def bars(showing: Showing) -> Iterator[Found]:
    """Yield the bars that stand side by side on the x axis, as those of a Riemann sum, and end at no curve."""
    for moment in showing.plays:
        shapes = [shape for shape in showing.noticed(moment, "shape") if shape.cls == "Rectangle" and shape.box]
        for panel in moment.panels if len(shapes) >= FEWEST_BARS else ():
            graphs = graphs_on(moment, panel)
            standing = sorted(_bars(shapes, panel), key=lambda bar: bar[0][0])
            steps = [after[0][0] - before[0][2] for before, after in pairwise(standing)]
            if len(standing) < FEWEST_BARS or not graphs or np.abs(steps).max() > ROOM:
                continue
            astray = [[shape for box, shape, tip in standing if not _meets(graph, box, tip)] for graph in graphs]
            least = min(astray, key=len)
            if len(least) > MOST_ASTRAY * len(standing):
                text = "bars on the axis end at no curve"
                yield moment.found("drawn.graph", text, "let them end at the graph", least[0])


def _bars(shapes: list[Item], panel: Panel) -> Iterator[tuple[Box, Item, float]]:
    """Yield the shapes that stand on the axis, or hang from it, with their boxes and where they end."""
    level = panel.axes.to_scene(panel.axes.x_range[0], 0.0)[1]
    for shape in shapes:
        _, bottom, _, top = box = shape.box or FRAME
        if min(abs(bottom - level), abs(top - level)) <= ROOM:
            yield box, shape, top if abs(bottom - level) <= abs(top - level) else bottom


def _meets(graph: Item, bar: Box, tip: float) -> bool:
    """Tell whether a bar ends within the heights of a curve over it."""
    left, _, right, _ = bar
    points = graph.anchors[np.argsort(graph.anchors[:, 0], kind="stable")]
    heights = np.interp(np.linspace(left, right, 9), points[:, 0], points[:, 1], left=np.nan, right=np.nan)
    return bool(np.nanmin(heights, initial=np.inf) - ROOM <= tip <= np.nanmax(heights, initial=-np.inf) + ROOM)
