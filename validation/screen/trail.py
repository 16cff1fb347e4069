"""What the trace of a scene leaves behind: a curve of slopes, or dots that show the slopes, or where the point was."""

from collections.abc import Iterator, Sequence

import numpy as np

from ..run.evidence import Item, Point
from ..scene_file import PHASES
from .contact import NEAR, fits, is_on, lies_on
from .curves import Curves
from .graphs import graphs_on, home
from .showing import LONG_ENOUGH, Found, Moment, Panel, Showing

MOST = 60  # lines that move at a time
FAR = 4 * NEAR  # how far from its point a tangent is that is seen to be elsewhere: a frame may lie between them
MOST_OF = 0.8  # of what the trace has drawn of f', in width, is drawn again
GROWN = 0.02  # by which an end of a graph has moved that grows
AWAY = 0.06  # of the width of its axes: so far from the point a graph does not grow with it
SAME = 1e-3  # of two places, in Manim's units
SLIVER = 0.05  # of the width of the axes: who looks sees no way in less
FEWEST = 4  # dots of one colour, on the same axes, that are a trail


def check(showing: Showing, curves: Curves) -> Iterator[Found]:
    """Yield what is wrong with what comes in the trace."""
    yield from _lags(showing)
    yield from _breaks_off(showing, curves)
    yield from _leads(showing, curves)
    plays = [moment for moment in showing.plays if moment.section == "trace"]
    if not plays:
        return
    new = showing.new_in("trace")
    # A curve that lies on another is hardly seen, and is there.
    before = {item.id for moment in showing.during(*PHASES[:5]) for item in moment.snapshot.items}
    every = [(item, moment) for moment in plays for item in moment.snapshot.items if item.id not in before]
    drawn = [(item, moment) for item, moment in every if item.kind == "graph" and curves.roles(item, moment)]
    told = {name for item, moment in drawn for name in curves.roles(item, moment)}
    # A dot at the slopes in the colour of the curve is the one that draws it.
    colors = {item.color for item, _ in drawn}
    marks: dict[int, list[bool]] = {}
    for moment in plays if told == {"f"} else ():
        for item in moment.of("dot", "line"):
            if item.id in new and item.color not in colors:  # an end of the tangent may be there by chance
                marks.setdefault(item.id, []).append(_is_slope(item, moment, showing))
    if told == {"f"} and not any(map(all, marks.values())):
        yield plays[-1].found("drawn.trace", "what the trace draws is f again", "let it draw the derivative")
    # Of dots the moment at which most of them are there.
    moment = max(plays, key=lambda each: sum(dot.id in new for dot in each.of("dot")))
    for panel in moment.panels:
        trails: dict[str, list[Point]] = {}
        for dot, place in moment.dots:
            if dot.id in new and panel.holds(place):
                trails.setdefault(dot.color, []).append(panel.axes.to_plane(place))
        for color, trail in trails.items():
            if len(trail) >= FEWEST and not _is_on_a_graph(trail, panel, curves):
                text = f"the dots in {color} that the trace leaves are on no graph of f or f'"
                yield moment.found("drawn.trace", text, "put each at (a, df(a))")


def _moving(showing: Showing) -> Iterator[tuple[Moment, list[Point]]]:
    """Yield the moments of the trace, each with where the dots are that have moved since the one before."""
    before = set[tuple[int, Point]]()
    for moment in showing.during("trace"):
        now = {(dot.id, place) for dot, place in moment.dots}
        yield moment, [place for _, place in now - before]
        before = now


def _lags(showing: Showing) -> Iterator[Found]:
    """Look for a tangent that moves along f, and the point that moves there is not on it."""
    seconds, before = 0.0, set[tuple[int, Point]]()
    for moment, moving in _moving(showing):
        lines = [each for each in moment.lines if (each[0].id, each[1]) not in before]
        for panel in moment.panels if len(lines) <= MOST else ():
            points = [place for place in moving if panel.holds(place) and lies_on(place, panel, showing.f, NEAR)]
            tangents = [(start, end) for _, start, end in lines if points and fits(panel, start, end, showing.f)]
            if tangents and not any(is_on(place, *ends, FAR) for place in points for ends in tangents):
                seconds += moment.seconds
                if seconds >= LONG_ENOUGH:
                    text = "a tangent moves along f, and the point that moves there is not on it"
                    yield moment.found("drawn.tangent", text, "draw it at the point, at every moment")
                    return
        before = {(line.id, start) for line, start, _ in moment.lines}


def _leads(showing: Showing, curves: Curves) -> Iterator[Found]:
    """Look at the points that run along f: they come some way, and the graph of f' that grows comes as far as they."""
    xs, ends = dict[int, float](), dict[int, tuple[float, float]]()
    along, far, moment = list[float](), list[bool](), None
    leading = set[int]()  # the points that have run while the graph grew: it may go on without them
    for moment in showing.during("trace"):
        # Where they are in the plane: on the screen a camera may move them.
        on_axes = ((dot.id, *found) for dot, place in moment.dots for found in moment.on_axes([place]))
        on_f = {each: (place, panel) for each, place, panel in on_axes if _is_on_f(place, panel, showing)}
        before, xs = xs, {each: panel.axes.to_plane(place)[0] for each, (place, panel) in on_f.items()}
        moved = {each for each in on_f if abs(xs[each] - before.get(each, xs[each])) * on_f[each][1].across > SAME}
        along += [xs[each] / np.ptp(on_f[each][1].axes.x_range) for each in moved]
        for graph in [each for each in moment.of("graph") if len(each.anchors)]:
            tips = float(graph.anchors[:, 0].min()), float(graph.anchors[:, 0].max())
            was, panel = ends.get(graph.id, tips), home(graph, moment.panels)
            grown = [tip for tip, old in zip(tips, was, strict=True) if abs(tip - old) > GROWN]
            if panel and len(grown) == 1 and "f'" in curves.roles(graph, moment):
                leading |= moved
                tip = panel.axes.to_plane((grown[0], panel.box[1]))[0]
                off = [abs(xs[each] - tip) for each in leading & set(xs)]
                far += [min(off) > AWAY * np.ptp(panel.axes.x_range)] if off else []
            ends[graph.id] = tips
    if moment and len(far) >= FEWEST and sum(far) > len(far) / 2:
        text = "the graph of f' grows elsewhere than where the point is"
        yield moment.found("drawn.trace", text, "let it grow with the point")
    if moment and len(along) >= FEWEST and np.ptp(along) < SLIVER:
        yield moment.found("drawn.trace", "the point on f hardly moves in the trace", "let it slide along f")


def _is_on_f(place: Point, panel: Panel, showing: Showing) -> bool:
    """Tell whether a place is on the graph of f, and not on that of f', which may cross it there."""
    x, y = panel.axes.to_plane(place)
    f, df = showing.f(x), showing.df(x)
    return lies_on(place, panel, showing.f, NEAR) and (f is None or df is None or abs(f - y) < abs(df - y))


def _breaks_off(showing: Showing, curves: Curves) -> Iterator[Found]:
    """Look for a graph of f' that the trace has drawn, and of which a good part is missing when it stands by itself."""
    for end in showing.during("derivative")[-1:]:
        for panel in end.panels:
            now = _width([end], panel, curves)
            if 0 < now < MOST_OF * _width(showing.during("trace"), panel, curves):
                text = "the graph of f' breaks off, where the trace went on"
                yield end.found("drawn.graph", text, "draw it as far as the trace has come")


def _width(moments: Sequence[Moment], panel: Panel, curves: Curves) -> float:
    """Return how wide what is drawn of f' on some axes is, at most, in Manim's units."""
    widths = [0.0]
    for moment in moments:
        same = [each for each in moment.panels if each.id == panel.id]
        own = [each for there in same for each in graphs_on(moment, there) if "f'" in curves.roles(each, moment)]
        widths += [float(np.ptp(np.concatenate([graph.anchors[:, 0] for graph in own])))] if own else []
    return max(widths)


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
