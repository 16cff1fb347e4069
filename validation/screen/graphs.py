"""Curves on axes, whatever they are the graphs of: where they are at home, and their form."""

from collections.abc import Iterable
from operator import itemgetter

import numpy as np

from ..formulas.arrays import Array
from ..run.evidence import Item
from .showing import Moment, Panel, distances

POINTS = 5  # of a curve, at least
WIDTH = 0.2  # of its axes that a graph goes over, at least
STRAIGHT = 0.02  # a curve that bends less than this, in units, is a straight line
MOST_LENGTH = 1.01  # of the pieces of a graph, sideways, as a part of its width: it does not turn back


def segments(*graphs: Item) -> Array:
    """Give the straight lines between neighbouring anchors of curves, by their ends: n x 2 x 2."""
    return np.concatenate([np.empty((0, 2, 2)), *(graph.chords for graph in graphs)])


def home(graph: Item, among: Iterable[Panel]) -> Panel | None:
    """Find the axes in which most of a curve lies."""

    def inside(panel: Panel) -> int:
        low, high = np.subtract(panel.box[:2], 0.05), np.add(panel.box[2:], 0.05)
        return int(np.count_nonzero(((low <= graph.anchors) & (graph.anchors <= high)).all(axis=1)))

    count, best = max(((inside(panel), panel) for panel in among), key=itemgetter(0), default=(0, None))
    return best if count else None


def graphs_on(moment: Moment, panel: Panel) -> list[Item]:
    """List the curves that are at home on a pair of axes."""
    return [graph for graph in moment.of("graph") if home(graph, moment.panels) is panel]


def drawn_on(moment: Moment, panel: Panel) -> Array:
    """Give the straight lines between the anchors of all curves on a pair of axes, by their ends."""
    return segments(*graphs_on(moment, panel))


def is_straight(graph: Item) -> bool:
    """Tell a straight line that is made as a curve."""
    drawn = graph.anchors
    if len(graph.pieces) != 1 or len(drawn) < 2 or (drawn[0] == drawn[-1]).all():
        return False
    return bool(distances(drawn, drawn[None, [0, -1]]).max() <= STRAIGHT)


def is_graph(graph: Item, panel: Panel) -> bool:
    """Tell the graph of some function from other curves: it runs once from left to right, over enough of the axes."""
    if len(graph.anchors) < POINTS:
        return False
    width = np.ptp(panel.axes.to_plane(graph.anchors.T)[0])
    length = np.abs(np.diff(panel.axes.to_plane(graph.chords.T)[0], axis=0)).sum()
    return bool(width >= WIDTH * panel.width and length <= MOST_LENGTH * width)
