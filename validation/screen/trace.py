"""The trace: while the point moves along f, the graph of f' grows on the lower axes, in step with the dot there."""

from collections.abc import Iterator
from itertools import islice

from ..formulas.arrays import Function
from .curves import at, points
from .showing import Found, Moment, Panel, Showing
from .tangent import tangents

RULES = {
    "drawn.move": "in the trace the point slides over a good part of f",
    "drawn.trail": "in the trace the graph of f' grows on the lower axes, just as far as the dot has come",
}

BEHIND = 0.03  # how far the end of the trail may be from the dot, as a part of the width of the axes
FAR = 0.3  # the part of its piece of f that the point passes over at least


def check(showing: Showing) -> Iterator[Found]:
    """Yield what is wrong with the trace of a lesson."""
    if not (showing.strict and showing.complete):
        return
    moments = [showing.ends["tangent"], *showing.during("trace")]
    seen = [(moment, _place(moment, showing.f, showing.df)) for moment in moments]
    places = [place for _, place in seen if place is not None]
    if places:
        yield from islice(_trail(seen[1:], places[0]), 1)
        yield from _moves(showing, places)


def _trail(seen: list[tuple[Moment, float | None]], start: float) -> Iterator[Found]:
    """Compare how far the graph of f' has come with the point."""
    for moment, here in seen:
        lower = moment.panels[-1] if len(moment.panels) == 2 else None
        room = BEHIND * abs(lower.axes.x_range[1] - lower.axes.x_range[0]) if lower else 0.0
        if lower is None or here is None or abs(here - start) <= room:
            continue  # there is nothing of it yet
        drawn = _drawn(moment, lower)
        low, high = min(start, here), max(start, here)
        if not drawn or abs(drawn[0] - low) > room or abs(drawn[1] - high) > room:
            shown = f"x = {drawn[0]:.4g} to {drawn[1]:.4g}" if drawn else "nothing"
            text = f"the point has come from x = {start:.4g} to {here:.4g}, the graph of f' shows {shown} {moment}"
            yield Found("drawn.trail", text, "create the graph of f' while the point moves")


def _moves(showing: Showing, places: list[float]) -> Iterator[Found]:
    """Compare how far the point goes with how much of f is drawn."""
    moment = showing.ends["function"]
    if len(moment.panels) != 2:
        return
    panel = moment.panels[0]
    for graph in moment.of("graph"):
        for piece in graph.pieces if at(graph, panel, moment) else ():
            xs = [float(panel.axes.to_plane(point)[0]) for point in piece if point]
            passed = max(places) - min(places)
            if xs and min(xs) <= places[0] <= max(xs) and passed < FAR * (max(xs) - min(xs)):
                text = f"the point goes from x = {min(places):.4g} to {max(places):.4g} all through the trace"
                yield Found("drawn.move", text, "let it slide along f, over the part of the domain that is in view")


def _place(moment: Moment, f: Function, df: Function) -> float | None:
    """Find the point with the tangent."""
    found = tangents(moment, moment.panels[0], f, df) if len(moment.panels) == 2 else []
    return found[0].x if found else None


def _drawn(moment: Moment, panel: Panel) -> tuple[float, float] | None:
    """Return from where to where something is drawn on the axes."""
    xs = [
        float(panel.axes.to_plane(point)[0])
        for graph in moment.of("graph")
        if at(graph, panel, moment)
        for point in points(graph)
    ]
    return (min(xs), max(xs)) if xs else None
