"""Bars that stand side by side on the x axis, as those of a Riemann sum: they end at a curve that is seen."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from ..run.evidence import Box, Item
from .graphs import graphs_on
from .showing import FRAME, Found, Panel, Showing

FEWEST = 6
ROOM = 0.05  # how far a bar may be from the axis, from the next one, and from the curve, in Manim's units
MOST_ASTRAY = 0.2  # of the bars


def check(showing: Showing) -> Iterator[Found]:
    """Yield the bars that end at no curve."""
    for moment in showing.plays:
        shapes = [shape for shape in showing.noticed(moment, "shape") if shape.cls == "Rectangle" and shape.box]
        for panel in moment.panels if len(shapes) >= FEWEST else ():
            graphs = graphs_on(moment, panel)
            bars = sorted(_bars(shapes, panel), key=lambda bar: bar[0][0])
            steps = [after[0][0] - before[0][2] for before, after in pairwise(bars)]
            if len(bars) < FEWEST or not graphs or np.abs(steps).max() > ROOM:
                continue
            astray = [[shape for _, shape, tip in bars if not _meets(graph, shape, tip)] for graph in graphs]
            least = min(astray, key=len)
            if len(least) > MOST_ASTRAY * len(bars):
                text = "bars on the axis end at no curve"
                yield moment.found("drawn.graph", text, "let them end at the graph", least[0])


def _bars(shapes: list[Item], panel: Panel) -> Iterator[tuple[Box, Item, float]]:
    """Yield the shapes that stand on the axis, or hang from it, with their boxes and where they end."""
    level = panel.axes.to_scene(panel.axes.x_range[0], 0.0)[1]
    for shape in shapes:
        _, bottom, _, top = box = shape.box or FRAME
        if min(abs(bottom - level), abs(top - level)) <= ROOM:
            yield box, shape, top if abs(bottom - level) <= abs(top - level) else bottom


def _meets(graph: Item, bar: Item, tip: float) -> bool:
    """Tell whether a bar ends within the heights of a curve over it."""
    left, _, right, _ = bar.box or FRAME
    points = graph.anchors[np.argsort(graph.anchors[:, 0], kind="stable")]
    heights = np.interp(np.linspace(left, right, 9), points[:, 0], points[:, 1], left=np.nan, right=np.nan)
    return bool(np.nanmin(heights, initial=np.inf) - ROOM <= tip <= np.nanmax(heights, initial=-np.inf) + ROOM)
