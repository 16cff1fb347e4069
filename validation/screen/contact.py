"""How a line, or a point, lies to the graph of a function: on it, as a tangent of it, or approached by it."""

import math
from collections.abc import Collection

import numpy as np

from ..formulas.arrays import Function
from ..run.evidence import Item, Point
from .curves import ROUNDING, STEPS, TOLERANCE
from .showing import FRAME, Moment, Panel, Showing, distances

# A tangent whose direction on screen is off by more than this is not the tangent (a degree is 0.017).
ANGLE = 0.01
RIGHT = 0.02  # how far the product of the slopes of a curve and its normal may be from -1
NEAR = 2 * TOLERANCE
# Where a line touches a curve is known to this, in the plane.
SHIFTS = np.linspace(-0.02, 0.02, 41)
STEP = 1e-6  # of the slope's difference quotients
BESIDE = 0.05  # how far a line may be from the place that it is to mark, in Manim's units
TALL = 0.8  # how much of the axes such a line covers at least, upwards or sideways
CENTRED = 0.02  # how far from even, from its middle or its end, as a part of it, a line may meet f
SHORT = 0.3  # a line that hardly leaves its dot (0.16 wide) shows no direction
MOST = 60  # dots and lines at a time
MOST_ON = 12  # dots on the graph that lines may join, and tangents that come at once
HIGH = 10.0  # axes on which what is off by so much cannot be told from an asymptote far out

Crossings = list[tuple[float, Point]]  # how far along a line (0 to 1), and the point of the plane


def in_domain(function: Function, x: float) -> float:
    """Return a place that was read back from the screen: where a function ends, not beyond the end by the rounding."""
    near = (x, x + 1e-6, x - 1e-6, x + ROUNDING, x - ROUNDING)
    return next((each for each in near if function(each) is not None), x)


def to_line(label: Item, start: Point, end: Point) -> float:
    """Return how far the nearest corner of a label is from a line."""
    left, bottom, right, top = label.box or FRAME
    corners = np.array([(left, bottom), (left, top), (right, bottom), (right, top)])
    return float(distances(corners, np.array([[start, end]])).min())


def dots(moment: Moment, panel: Panel) -> list[Point]:
    """List the places of the dots on some axes."""
    return [place for _, place in moment.dots if panel.holds(place)]


def dot_at(moment: Moment, panel: Panel, x: float, y: float) -> bool:
    """Tell whether a dot is at a point of the plane."""
    return any(math.dist(dot, panel.axes.to_scene(x, y)) <= NEAR for dot in dots(moment, panel))


def on_graph(moment: Moment, panel: Panel, showing: Showing) -> list[tuple[Point, float, float]]:
    """List the dots on the graph of f, with x and the slope there."""
    found = []
    for dot in dots(moment, panel)[:MOST]:
        x = in_domain(showing.df, panel.axes.to_plane(dot)[0])
        value, slope = showing.f(x), showing.df(x)
        if value is not None and slope is not None and math.dist(panel.axes.to_scene(x, value), dot) <= NEAR:
            found.append((dot, x, slope))
    return found


def panel_of(moment: Moment, start: Point, end: Point) -> Panel | None:
    """Find the axes on which a line could be a tangent: not upright, and long enough."""
    if abs(end[0] - start[0]) < 0.01 or math.dist(start, end) < SHORT:
        return None
    middle = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    return next((panel for panel in moment.panels if panel.holds(middle, 0.0)), None)


def is_on(place: Point, start: Point, end: Point, room: float) -> bool:
    """Tell whether a place is on a line between its ends, on screen."""
    return bool(distances(np.array([place]), np.array([[start, end]]))[0] <= room)


def lies_on(place: Point, panel: Panel, function: Function, room: float) -> bool:
    """Tell whether a place of the screen is on axes, and there on the graph of a function."""
    x, y = panel.axes.to_plane(place)
    value = function(in_domain(function, x))
    return panel.holds(place) and value is not None and abs(value - y) * panel.unit <= room


def crossings(panel: Panel, start: Point, end: Point, function: Function) -> Crossings:
    """List where a line meets the graph of a function."""
    along = np.linspace(-0.005, 1.005, 809)
    xs, ys = panel.axes.to_plane((start[0] + along * (end[0] - start[0]), start[1] + along * (end[1] - start[1])))
    off = (ys - function.many(xs)) * panel.unit
    size = np.nan_to_num(np.abs(off), nan=np.inf)
    here, before, after = size[1:-1], size[:-2], size[2:]
    lowest = (here <= NEAR) & (here <= np.minimum(before, after))
    crosses = (np.sign(off[1:-1]) * np.sign(off[:-2]) < 0) & (here < 0.3)
    places, lying = np.flatnonzero(lowest | crosses) + 1, np.flatnonzero(size <= NEAR)
    if not len(places) and 2 * len(lying) > len(along):  # the graph is straight, and the line lies on it
        places = lying[[0, len(lying) // 2, -1]]
    found: Crossings = []
    for at, x, y in zip(along[places].tolist(), xs[places].tolist(), ys[places].tolist(), strict=True):
        if not found or at - found[-1][0] > 0.02:
            found.append((at, (x, y)))
    return found


def fits(panel: Panel, start: Point, end: Point, function: Function, met: Crossings | None = None) -> bool:
    """Tell whether a line is a tangent of a function, where it meets the graph, if that is known already."""
    met = crossings(panel, start, end, function) if met is None else met
    near = np.add.outer([x for _, (x, _) in met], SHIFTS).ravel()
    # Where the function begins there is one side only.
    slopes = np.diff(function.many(near + np.array([[-STEP], [0.0], [STEP]])), axis=0) / STEP
    return any(has_slope(panel, start, end, slope) for slope in slopes[np.isfinite(slopes)].tolist())


def is_normal(panel: Panel, start: Point, end: Point, slope: Function, met: Crossings) -> bool:
    """Tell whether a line is at right angles, in the plane or on screen, to a function that it meets, of this slope."""
    (a, low), (b, high) = panel.axes.to_plane(start), panel.axes.to_plane(end)
    slopes = [slope(x) or math.nan for _, (x, _) in met] if a != b else []
    steep = [(high - low) / (b - a) * each for each in slopes]
    steep += [product * (panel.unit / panel.across) ** 2 for product in steep]
    return any(abs(product + 1) <= RIGHT for product in steep)


def has_slope(panel: Panel, start: Point, end: Point, slope: float) -> bool:
    """Tell whether a line has a slope of the plane."""
    return parallel((start, end), (panel.axes.to_scene(0.0, 0.0), panel.axes.to_scene(1.0, slope)))


def parallel(one: tuple[Point, Point], other: tuple[Point, Point]) -> bool:
    """Tell whether two lines, given by their ends, have the same direction on screen."""
    a, b = (math.atan2(end[1] - start[1], end[0] - start[0]) for start, end in (one, other))
    return abs((a - b + math.pi / 2) % math.pi - math.pi / 2) <= ANGLE


def is_secant(panel: Panel, start: Point, end: Point, function: Function, met: Crossings) -> bool:
    """Tell whether a line is a secant that ends before it meets the graph for the second time, or for the first."""
    if not met:
        across, up = (end[0] - start[0]) / 2, (end[1] - start[1]) / 2
        longer = (start[0] - across, start[1] - up), (end[0] + across, end[1] + up)
        return len(crossings(panel, *longer, function)) > 1
    steps = np.array([*STEPS, *(-step for step in STEPS)])
    slopes = [(function.many(x + steps) - function.many(np.array([x]))) / steps for _, (x, _) in met]
    return any(has_slope(panel, start, end, slope) for slope in np.concatenate(slopes).tolist())


def is_long(start: Point, end: Point, panel: Panel) -> bool:
    """Tell whether a line runs over the height or the width of the axes, or from one edge of them to another."""
    box, part = panel.box, [0.0, 0.0]
    for i in (0, 1):
        low, high = sorted((start[i], end[i]))
        part[i] = (min(high, box[i + 2]) - max(low, box[i])) / (box[i + 2] - box[i])
    edges = [any(abs(end[i % 2] - box[i]) <= BESIDE for i in range(4)) for end in (start, end)]
    return min(part) >= -BESIDE and (max(part) >= TALL or all(edges))


def leads_on(moment: Moment, panel: Panel, start: Point, end: Point, met: Collection[Crossings]) -> bool:
    """Tell whether a line leads from where it meets f, or f', at one end of it to other axes, (0, 0) or the other one.

    An end of it may be a frame behind what it is drawn to.
    """
    others = [each for each in moment.panels if each is not panel]
    ends = [{round(at) if abs(at - round(at)) <= CENTRED else None for at, _ in each} for each in met]
    places = [end if at == {0} else start for at in ends if at in ({0}, {1})]
    from_origin = any(math.dist(place, panel.axes.to_scene(0.0, 0.0)) <= NEAR for place in places)  # a radius
    return ends in ([{0}, {1}], [{1}, {0}]) or from_origin or any(o.holds(place) for place in places for o in others)


def approaches(function: Function, panel: Panel, start: Point, end: Point) -> bool:
    """Tell whether a function approaches a line far to the right or far to the left."""
    (x1, y1), (x2, y2) = panel.axes.to_plane(start), panel.axes.to_plane(end)
    level = math.isclose(start[1], end[1], abs_tol=2e-3)
    rise = 0.0 if level else (y2 - y1) / (x2 - x1)
    # The ends are typed to three or four digits; far out a slanting line is off by what its slope is off.
    drift = 0.0 if level else 2e-3 / abs(x2 - x1)
    middle = sum(panel.axes.x_range) / 2
    least, most = panel.axes.y_range
    room = max(1.0, (most - least) / HIGH)
    for side in (-1.0, 1.0):
        # Where parts of it are too large for the machine far out, as in e^x/(e^x - 1), it is looked at nearer.
        far = next((far for far in ((100.0, 1e4), (10.0, 300.0)) if function(middle + far[1] * side) is not None), ())
        values = [(middle + x * side, function(middle + x * side)) for x in far]
        gaps = [abs(v - (y1 + rise * (x - x1))) - drift * abs(x) - 2e-3 for x, v in values if v is not None]
        # What approaches slowly, as 1/sqrt(x), is on its way at least. e^x has no value far out on one side.
        near = len(gaps) == 2 and gaps[0] < 0.25 * room and gaps[1] < 0.05 * room
        if near and (gaps[1] <= 0 or gaps[1] < gaps[0] / 2):
            return True
    return False
