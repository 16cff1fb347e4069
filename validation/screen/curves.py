"""Which curve is drawn: points on screen, read back through the axes, against the function that they should show."""

import contextlib
import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import numpy as np
import sympy

from ..formulas.arrays import Array, Function, NotDrawableError
from ..formulas.equality import derivative
from ..formulas.expression import Expr, X, negate
from ..formulas.shapes import parts, varies
from ..run.evidence import Axes, Item, Plot, Point
from . import boxes, probes
from .names import thing
from .showing import NOTICED, Found, Moment, Panel, Showing

RULES = {
    "drawn.graph": "a curve that is shown as f or f' is it, to the last digit of what was plotted, and without a break",
    "drawn.whole": "each axes of a lesson show the whole graph of their function",
    "drawn.stroke": "a curve is thick enough to be seen, and thin enough to be a curve",
}

# Without axes (Manim's FunctionGraph) the scene's own coordinates are the plane's.
IDENTITY = Axes((0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (-64 / 9, 64 / 9), (-4.0, 4.0), True)
# How far a point may be from its curve, in Manim's units: less than the width of the stroke. Anchors of a curve lie
# on it exactly, but for the rounding of the evidence (half of 1e-5).
TOLERANCE = 0.01
ROUNDING = 1e-5
NEAR = 0.1  # a point that is farther off than this is on no curve that stands for the function
# A curve shows a function if it has at least this many points, over at least this part of the axes.
POINTS = 5
WIDTH = 0.2
LEAST = 0.8  # and it is as wide as this on screen, in units: a twentieth of the frame
SAMPLES = 240
# A place of the function that is farther from what is drawn is missing: the width of the stroke, and what the chord
# cuts off.
GAP = 0.06
STRAIGHT = 0.02  # a curve that bends less than this, in units, is a straight line
TALL = 0.3  # a step between two points that is taller, in units, is looked at for a break of the function
MOST_STATES = 3000  # of curves in one scene; a curve that is redrawn at every moment has some hundred
THIN, THICK = 1.0, 12.0  # of Manim's stroke widths; 4 is its own


class Curves:
    """Tells which curve shows which function.

    Args:
        showing: the scene.
    """

    def __init__(self, showing: Showing) -> None:
        self.showing = showing
        self.functions = {"f": showing.f, "f'": showing.df}
        self._roles: dict[tuple[int, ...], tuple[frozenset[str], str]] = {}
        self._plots: dict[int, list[Plot]] = {}
        self._changed: set[int] = set()  # curves whose callables depend on what has changed since
        for plot in showing.evidence.plots:
            if plot.same and plot.points:
                self._plots.setdefault(plot.id, []).append(plot)
            else:
                self._changed.add(plot.id)
        self._others: tuple[list[Function], list[Function], dict[int, Item]] | None = None

    def roles(self, graph: Item, moment: Moment) -> frozenset[str]:
        """Tell what a curve shows: f, f', both (of e^x), or neither."""
        return self._read(graph, moment)[0]

    def seems(self, graph: Item, moment: Moment) -> str:
        """Tell why a curve that looks like f or f' is not, by what was plotted; empty if there is nothing to say."""
        return self._read(graph, moment)[1]

    def _read(self, graph: Item, moment: Moment) -> tuple[frozenset[str], str]:
        key = (id(graph), *(id(panel.item) for panel in moment.panels))
        if key not in self._roles:
            if len(self._roles) >= MOST_STATES:
                raise ValueError(f"there are more than {MOST_STATES} states of curves")
            found, said = set(), ""
            # On any of the axes: where most of it lies misleads for a curve that leaves its axes and crosses others.
            own = [] if home(graph, moment.panels) else [None]
            for name, function in self.functions.items():
                for panel in [*moment.panels, *own]:
                    if name not in found and shows(graph, panel, function):
                        wrong = self._plotted(graph, panel, function)
                        if wrong is None:
                            found.add(name)
                        elif not self._is_on_its_way(graph, panel):
                            x, y = wrong
                            said = f"the curve that is drawn as {name} has the value {y:.12g} at x = {x:.6g}, where "
                            said += f"{name} is {function(x)!r}"
            self._roles[key] = frozenset(found), "" if found else said
        return self._roles[key]

    def _plotted(self, graph: Item, panel: Panel | None, function: Function) -> tuple[float, float] | None:
        """Ask the callables of which a curve was made: its own, or of a copy all that draw the same picture."""
        for plot in self._drawing(graph, panel):
            # What is read back through the axes in the picture is known to their digits only.
            exact = plot.axes is not None or panel is None
            slopes = function is self.showing.df
            wrong = probes.wrong_at(_in_plane(plot, panel), function, slopes) if exact else None
            if wrong is not None:
                return wrong
        return None

    def _drawing(self, graph: Item, panel: Panel | None) -> list[Plot]:
        own = [plot for plot in self._plots.get(graph.id, []) if _draws(plot, graph, panel)]
        if own or graph.id in self._changed:
            return own
        return [plot for plots in self._plots.values() for plot in plots if _draws(plot, graph, panel)]

    def _is_on_its_way(self, graph: Item, panel: Panel | None) -> bool:
        """Tell a difference quotient with a step that is seen, which a lesson shows to become f'."""
        drawing = self._drawing(graph, panel)
        return any(
            all(probes.wrong_at(_in_plane(plot, panel), quotient) is None for plot in drawing)
            for quotient in _quotients(self.showing)
        )

    def is_other(self, graph: Item, panel: Panel) -> bool:
        """Tell a curve that claims to be neither: a part of f, a higher derivative, a quotient on its way, a line."""
        if is_straight(graph):
            return True
        if self._others is None:
            late = self.showing.new_in("tangent", "trace", "derivative", "summary")
            self._others = list(_parts(self.showing)), list(_relatives(self.showing)), late
        of_parts, relatives, late = self._others
        return any(shows(graph, panel, g) for g in (relatives if graph.id in late else [*of_parts, *relatives]))


def check(showing: Showing, curves: Curves) -> Iterator[Found]:
    """Yield what is wrong with the curves of a scene."""
    yield from _false(showing, curves)
    if showing.strict and showing.complete:
        found = showing.ends["derivative"].panels
        if len(found) == 2:
            upper, lower = found
            yield from _whole(showing.ends["function"], upper, showing.f, "f")
            yield from _whole(showing.ends["derivative"], upper, showing.f, "f")
            yield from _whole(showing.ends["derivative"], lower, showing.df, "f'")
    yield from _strokes(showing, curves)


def _false(showing: Showing, curves: Curves) -> Iterator[Found]:
    """Look for curves on axes that stay and are not what they claim to be."""
    said: set[int] = set()
    for moment in showing.moments:
        for graph in moment.of("graph"):
            if not moment.ends_play or graph.id in said or showing.seconds_seen[graph.id] < NOTICED:
                continue
            panel = home(graph, moment.panels)
            message = curves.seems(graph, moment) or _broken(graph, panel, moment, curves)
            lesson = showing.strict and len(moment.panels) == 2
            if not message and panel is not None and (lesson or not curves.roles(graph, moment)):
                message = _stranger(graph, panel, moment, showing, curves)
            if message:
                said.add(graph.id)
                yield Found("drawn.graph", f"{message}, {moment}", "plot the function there", graph.line)


def _stranger(graph: Item, panel: Panel, moment: Moment, showing: Showing, curves: Curves) -> str:
    """Tell what is wrong with a curve that is neither f nor f'; empty if it does not claim to be."""
    drawn = points(graph)
    if showing.strict and len(moment.panels) == 2:
        name = "f" if panel.item.id == moment.panels[0].item.id else "f'"
    elif not is_graph(graph, panel) or curves.is_other(graph, panel):
        return ""
    else:
        name = min(curves.functions, key=lambda each: len(misses(drawn, panel.axes, curves.functions[each])))
    wrong = misses(drawn, panel.axes, curves.functions[name])
    if len(wrong) <= len(drawn) / 50:
        return ""
    x, y, value = wrong[len(wrong) // 2]
    true = "is undefined" if math.isnan(value) else f"= {value:.4g}"
    return f"a curve goes through ({x:.4g}, {y:.4g}), but {name}({x:.4g}) {true}"


def _broken(graph: Item, panel: Panel | None, moment: Moment, curves: Curves) -> str:
    """Look for a place where a curve runs on and its function does not: across a pole, a jump, or where it ends."""
    roles = curves.roles(graph, moment)
    if panel is None or not roles:
        return ""
    function, axes = curves.functions[min(roles)], panel.axes
    for start, end in segments(graph):
        if abs(end[1] - start[1]) < TALL:
            continue
        (a, low), (b, high) = axes.to_plane(start), axes.to_plane(end)
        between = function.many(np.linspace(a, b, 33)[1:-1])
        room = 0.05 * abs(high - low)
        outside = (between < min(low, high) - room) | (between > max(low, high) + room) | np.isnan(between)
        heights = np.append(np.append(low, between), high)
        jump = np.nanmax(np.abs(np.diff(heights)), initial=0.0) > 0.9 * abs(high - low)
        if outside.any() or jump:
            return f"the graph of {min(roles)} is drawn across x = {a:.4g} to {b:.4g}, where the function breaks"
    return ""


def _whole(moment: Moment, panel: Panel, function: Function, name: str) -> Iterator[Found]:
    """Look for every stretch of the function that is in view: it must be drawn."""
    ends = [pair for graph in moment.of("graph") if at(graph, panel, moment) for pair in segments(graph)]
    if not ends:
        yield Found("drawn.whole", f"no graph of {name} on its axes {moment}", f"plot {name}")
        return
    (left, right), (bottom, top) = panel.axes.x_range, panel.axes.y_range
    xs = np.linspace(left, right, SAMPLES + 1)
    ys = function.many(xs)
    seen = (ys >= bottom) & (ys <= top)
    places = np.stack(panel.axes.to_scene(xs[seen], ys[seen]), axis=-1)
    missing = xs[seen][distances(places, np.array(ends)) > GAP]
    if len(missing) > SAMPLES / 50:
        hint = "plot every piece of it that the axes have room for"
        text = f"{name} is not drawn at x = {missing[0]:.3g} to {missing[-1]:.3g} {moment}"
        yield Found("drawn.whole", text, hint)


def _strokes(showing: Showing, curves: Curves) -> Iterator[Found]:
    said: set[int] = set()
    for moment in showing.moments:
        for graph in moment.of("graph") if moment.ends_play else ():
            if not THIN <= graph.stroke <= THICK and graph.id not in said and curves.roles(graph, moment):
                said.add(graph.id)
                text = f"{thing(graph)} has a stroke of {graph.stroke:g} {moment}"
                yield Found("drawn.stroke", text, "a stroke of 2 to 6 is read as a curve", graph.line)


def _parts(showing: Showing) -> Iterator[Function]:
    """Give the parts of f and their derivatives, which a derivation may draw."""
    trees: list[Expr] = []
    for part in parts(showing.expression):
        if varies(part) and len(trees) < 40:
            trees += [part, negate(part)]
            if part.args and isinstance(part, sympy.Function):
                trees.append(part.func(X))
    yield from _functions([*trees, *map(derivative, trees)])


def _relatives(showing: Showing) -> Iterator[Function]:
    """Give what a lesson may draw beside f and f' at any time: higher derivatives, quotients."""
    second = derivative(derivative(showing.expression))
    yield from _functions([second, derivative(second)])
    yield from _quotients(showing)


def _functions(trees: list[Expr]) -> Iterator[Function]:
    for tree in trees:
        with contextlib.suppress(NotDrawableError, ValueError, TypeError, ArithmeticError):
            yield Function(tree)


def _quotients(showing: Showing) -> Iterator[Function]:
    for step in (2.0, 1.5, 1.0, 0.75, 0.5, 0.3, 0.25, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.001):
        yield Quotient(showing.f, step)


class Quotient(Function):
    """The difference quotient of a function with a step that is seen."""

    def __init__(self, function: Function, step: float) -> None:
        self._function, self._step = function, step

    def many(self, xs: Array) -> Array:
        """Return its values at points."""
        return (self._function.many(xs + self._step) - self._function.many(xs)) / self._step


def points(graph: Item) -> list[Point]:
    """List the anchors of a curve that are numbers."""
    return [point for piece in graph.pieces for point in piece if point is not None]


def segments(graph: Item) -> list[tuple[Point, Point]]:
    """List the straight lines between neighbouring anchors of a curve."""
    return [(a, b) for piece in graph.pieces for a, b in pairwise(piece) if a and b]


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


def at(graph: Item, panel: Panel, moment: Moment) -> bool:
    """Tell whether a curve is at home on a pair of axes."""
    place = home(graph, moment.panels)
    return place is not None and place.item.id == panel.item.id


def misses(
    drawn: Sequence[Point], axes: Axes, function: Function, tolerance: float = TOLERANCE
) -> list[tuple[float, float, float]]:
    """List (x, y, value) for the points of a curve, in the plane, that are not on the graph of the function.

    A point is on it if it is within the tolerance of it on screen, up or down, for some x within the rounding of the
    evidence: where the graph is steep, or ends, that makes the difference. `value` is NaN where the function has none.
    """
    if not drawn:
        return []
    xs, ys = axes.to_plane((np.array([x for x, _ in drawn]), np.array([y for _, y in drawn])))
    # How far a point may be along the curve, as well as beside it: what counts is what a viewer sees.
    step = max(ROUNDING, tolerance / 2) / (math.dist(axes.origin, axes.right) or 1.0)
    unit = math.dist(axes.origin, axes.up)
    nudged = function.many(xs + step * np.array([-1.0, -0.5, -2e-3, 0.0, 2e-3, 0.5, 1.0])[:, None])
    with np.errstate(all="ignore"):
        near = (np.abs(nudged - ys) * unit <= tolerance).any(axis=0)
        between = (np.fmin.reduce(nudged) <= ys) & (ys <= np.fmax.reduce(nudged))
    wrong = np.flatnonzero(~(near | between))
    return [(float(xs[i]), float(ys[i]), float(nudged[3, i])) for i in wrong]


def shows(graph: Item, panel: Panel | None, function: Function) -> bool:
    """Tell whether a curve is the graph of a function, on its axes (or without axes), over enough of them.

    One point in twenty may miss, but none by much: the ends of dashes, where a smoothed curve leaves the function.
    """
    axes = panel.axes if panel else IDENTITY
    # What leaves the frame, next to a pole, is seen by nobody.
    drawn = [point for point in points(graph) if boxes.holds(boxes.FRAME, point)]
    if len(drawn) < POINTS:
        return False
    try:
        xs = [axes.to_plane(point)[0] for point in drawn]
        wide = max(x for x, _ in drawn) - min(x for x, _ in drawn)
        if wide < LEAST or max(xs) - min(xs) < WIDTH * abs(axes.x_range[1] - axes.x_range[0]):
            return False
        wrong = len(misses(drawn, axes, function))
        return wrong <= len(drawn) / 20 and (not wrong or not misses(drawn, axes, function, NEAR))
    except (ZeroDivisionError, OverflowError):
        return False


def is_graph(graph: Item, panel: Panel) -> bool:
    """Tell the graph of some function from other curves: it runs from left to right, over enough of the axes."""
    xs: list[float] = []
    for piece in graph.pieces:
        along = [panel.axes.to_plane(point)[0] for point in piece if point is not None]
        if any((b - a) * (along[-1] - along[0]) < 0 for a, b in pairwise(along)):
            return False
        xs += along
    return len(xs) >= POINTS and max(xs) - min(xs) >= WIDTH * abs(panel.axes.x_range[1] - panel.axes.x_range[0])


def is_straight(graph: Item) -> bool:
    """Tell a straight line that is made as a curve."""
    drawn = points(graph)
    if len(graph.pieces) != 1 or len(drawn) < 2 or drawn[0] == drawn[-1]:
        return False
    (ax, ay), (bx, by) = drawn[0], drawn[-1]
    length = math.dist(drawn[0], drawn[-1])
    return all(abs((bx - ax) * (y - ay) - (by - ay) * (x - ax)) <= STRAIGHT * length for x, y in drawn)


def distances(places: Array, ends: Array) -> Array:
    """Return the distance of each place from the nearest of some straight lines, given by their ends."""
    start, step = ends[:, 0], ends[:, 1] - ends[:, 0]
    square = np.maximum((step**2).sum(axis=1), 1e-12)
    offset = places[:, None, :] - start[None, :, :]
    along = np.clip((offset * step).sum(axis=2) / square, 0.0, 1.0)
    nearest: Array = np.linalg.norm(offset - along[:, :, None] * step, axis=2).min(axis=1, initial=np.inf)
    return nearest


def _in_plane(plot: Plot, panel: Panel | None) -> list[Point]:
    """Give the points of a callable in the plane of the axes."""
    if plot.axes is not None or panel is None:
        return list(plot.points)
    return [panel.axes.to_plane(point) for point in plot.points]


def _draws(plot: Plot, graph: Item, panel: Panel | None) -> bool:
    """Tell whether a callable draws a curve, as far as the picture shows."""
    axes = panel.axes if panel else IDENTITY
    given = np.array(sorted(_in_plane(plot, panel)))
    given = given[np.isfinite(given).all(axis=1)]
    drawn = np.array([axes.to_plane(point) for point in points(graph)])
    inside = (drawn[:, 0] >= given[:, 0].min(initial=np.inf)) & (drawn[:, 0] <= given[:, 0].max(initial=-np.inf))
    if inside.sum() < POINTS:
        return False
    off = np.abs(np.interp(drawn[inside, 0], given[:, 0], given[:, 1]) - drawn[inside, 1])
    return bool(np.median(off) * math.dist(axes.origin, axes.up) <= 3 * TOLERANCE)
