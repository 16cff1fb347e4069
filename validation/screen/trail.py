"""The dots that the trace of a scene leaves behind: they show the slopes, or where the point was."""

from collections.abc import Iterator

import numpy as np

from .contact import NEAR
from .curves import Curves
from .showing import Found, Panel, Showing

FEWEST = 4  # dots of one colour, on the same axes, that are a trail


def check(showing: Showing, curves: Curves) -> Iterator[Found]:
    """Yield what is wrong with the dots that come in the trace, at the moment at which most of them are there."""
    new = showing.new_in("trace")
    plays = [moment for moment in showing.plays if moment.section == "trace"]
    moment = max(plays, key=lambda each: sum(dot.id in new for dot in each.of("dot")), default=None)
    for panel in moment.panels if moment else ():
        trails: dict[str, list[tuple[float, float]]] = {}
        for dot in moment.of("dot") if moment else ():
            if dot.id in new and dot.center and panel.holds(dot.center):
                trails.setdefault(dot.color, []).append(panel.axes.to_plane(dot.center))
        for color, trail in trails.items():
            if len(trail) >= FEWEST and moment and not _is_on_a_graph(trail, panel, curves):
                text = f"the dots in {color} that the trace leaves are on no graph of f or f'"
                yield moment.found("drawn.trace", text, "put each at (a, df(a))")


def _is_on_a_graph(trail: list[tuple[float, float]], panel: Panel, curves: Curves) -> bool:
    """Tell whether most of the dots are on the graph of one of the functions that a scene may draw, or on the axis."""
    xs, ys = np.array(trail).T
    values = [np.zeros(len(xs)), *(function.many(xs) for function in curves.all_functions)]
    with np.errstate(all="ignore"):
        return any(np.mean(np.abs(each - ys) * panel.unit <= 2 * NEAR) >= 0.5 for each in values)
