"""Which curve is drawn: points on screen, read back through the axes, against the function that they should show."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from ..formulas.arrays import Function
from ..run.evidence import Axes, Box, Item, Point, Snapshot
from . import boxes

# Without axes (Manim's FunctionGraph) the scene's own coordinates are the plane's.
IDENTITY = Axes((0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (-64 / 9, 64 / 9), (-4.0, 4.0), True)
# How far a point may be from its curve, in Manim's units: less than the width of the stroke. Anchors of a curve lie
# on it exactly, but for the rounding of the evidence (half of 1e-5).
TOLERANCE = 0.01
ROUNDING = 1e-5
# A curve shows a function if it has at least this many points, over at least this part of the axes.
POINTS = 5
WIDTH = 0.2


@dataclass(frozen=True)
class Panel:
    """A pair of axes on screen."""

    item: Item
    axes: Axes
    box: Box


def panels(snapshot: Snapshot) -> list[Panel]:
    """List the linear axes on screen, the upper first."""
    found = [
        Panel(item, item.axes, item.box)
        for item in snapshot.of("axes")
        if item.axes is not None and item.box is not None and item.axes.linear
    ]
    return sorted(found, key=lambda panel: -panel.box[3])


def points(graph: Item) -> list[Point]:
    """List the anchors of a curve that are numbers."""
    return [point for piece in graph.pieces for point in piece if point is not None]


def home(graph: Item, among: Iterable[Panel]) -> Panel | None:
    """Find the axes in which most of a curve lies."""
    drawn = np.array(points(graph)).reshape(-1, 2)
    best, most = None, 0
    for panel in among:
        left, bottom, right, top = boxes.grown(panel.box, 0.05)
        x, y = drawn[:, 0], drawn[:, 1]
        count = int(((left <= x) & (x <= right) & (bottom <= y) & (y <= top)).sum())
        if count > most:
            best, most = panel, count
    return best


def misses(drawn: Sequence[Point], axes: Axes, function: Function) -> list[tuple[float, float, float]]:
    """List (x, y, value) for the points of a curve, in the plane, that are not on the graph of the function.

    A point is on it if it is within TOLERANCE of it on screen, up or down, for some x within the rounding of the
    evidence: where the graph is steep, or ends, that makes the difference. `value` is NaN where the function has none.
    """
    if not drawn:
        return []
    xs, ys = axes.to_plane((np.array([x for x, _ in drawn]), np.array([y for _, y in drawn])))
    step = ROUNDING / (math.dist(axes.origin, axes.right) or 1.0)
    unit = math.dist(axes.origin, axes.up)
    nudged = np.array([function.many(xs + step * k) for k in (-1.0, -0.5, -0.1, 0.0, 0.1, 0.5, 1.0)])
    with np.errstate(all="ignore"):
        near = (np.abs(nudged - ys) * unit <= TOLERANCE).any(axis=0)
        between = (np.fmin.reduce(nudged) <= ys) & (ys <= np.fmax.reduce(nudged))
    wrong = np.flatnonzero(~(near | between))
    return [(float(xs[i]), float(ys[i]), float(nudged[3, i])) for i in wrong]


def shows(graph: Item, panel: Panel | None, function: Function) -> bool:
    """Tell whether a curve is the graph of a function, on its axes (or without axes), over enough of them.

    One point in twenty may miss: the ends of pieces, where a smoothed curve leaves the function.
    """
    axes = panel.axes if panel else IDENTITY
    drawn = points(graph)
    if len(drawn) < POINTS:
        return False
    try:
        wrong = len(misses(drawn, axes, function))
        xs = [axes.to_plane(point)[0] for point in drawn]
    except (ZeroDivisionError, OverflowError):
        return False
    wide = max(xs) - min(xs) >= WIDTH * abs(axes.x_range[1] - axes.x_range[0])
    return wide and wrong <= len(drawn) / 20


def shown_somewhere(snapshots: Iterable[Snapshot], function: Function) -> bool:
    """Tell whether some curve of some moment is the graph of the function, on any of the axes that are there.

    On any: Manim does not record with which axes a curve was plotted, and where most of it lies (`home`) misleads for a
    curve that leaves its axes and crosses others. That it leaves them is for `validation.screen.layout` to say.
    """
    seen: set[tuple[int, int]] = set()
    for snapshot in snapshots:
        among = panels(snapshot)
        for graph in snapshot.of("graph"):
            key = (id(graph), len(among))
            if key in seen:
                continue
            seen.add(key)
            own = [None] if home(graph, among) is None else []  # it lies on none of them: the scene's own coordinates
            if any(shows(graph, panel, function) for panel in [*among, *own]):
                return True
    return False
