"""What the trace of a scene leaves behind: a curve of slopes, or dots that show the slopes, or where the point was."""

from collections.abc import Iterator

import numpy as np

from ..run.evidence import Item, Point
from ..scene_file import PHASES
from .contact import NEAR, lies_on
from .curves import Curves
from .showing import Found, Moment, Panel, Showing

FEWEST = 4  # dots of one colour, on the same axes, that are a trail


def check(showing: Showing, curves: Curves) -> Iterator[Found]:
    """Yield what is wrong with what comes in the trace."""
    plays = [moment for moment in showing.plays if moment.section == "trace"]
    if not plays:
        return
    new = showing.new_in("trace")
    # A curve that lies on another is hardly seen, and is there.
    before = {item.id for moment in showing.during(*PHASES[:5]) for item in moment.snapshot.items}
    every = ((item, moment) for moment in plays for item in moment.snapshot.items if item.id not in before)
    told = {name for item, moment in every if item.kind == "graph" for name in curves.roles(item, moment)}
    marks = ((item, moment) for moment in plays for item in moment.of("dot", "line") if item.id in new)
    if told == {"f"} and not any(_is_slope(*mark, showing) for mark in marks):
        yield plays[-1].found("drawn.trace", "what the trace draws is f again", "let it draw the derivative")
    # Of dots the moment at which most of them are there.
    moment = max(plays, key=lambda each: sum(dot.id in new for dot in each.of("dot")))
    for panel in moment.panels:
        trails: dict[str, list[Point]] = {}
        for dot in moment.of("dot"):
            if dot.id in new and dot.center and panel.holds(dot.center):
                trails.setdefault(dot.color, []).append(panel.axes.to_plane(dot.center))
        for color, trail in trails.items():
            if len(trail) >= FEWEST and not _is_on_a_graph(trail, panel, curves):
                text = f"the dots in {color} that the trace leaves are on no graph of f or f'"
                yield moment.found("drawn.trace", text, "put each at (a, df(a))")


def _is_slope(item: Item, moment: Moment, showing: Showing) -> bool:
    """Tell whether a dot, or an end of a line, is where the graph of f' goes."""
    ends = [end for end in (item.center, item.start, item.end) if end]
    return any(lies_on(end, panel, showing.df, NEAR) for end in ends for panel in moment.panels)


def _is_on_a_graph(trail: list[Point], panel: Panel, curves: Curves) -> bool:
    """Tell whether most of the dots are on the graph of one of the functions that a scene may draw, or on the axis."""
    xs, ys = np.array(trail).T
    values = [np.zeros(len(xs)), *(function.many(xs) for function in curves.all_functions)]
    with np.errstate(all="ignore"):
        return any(np.mean(np.abs(each - ys) * panel.unit <= 2 * NEAR) >= 0.5 for each in values)
