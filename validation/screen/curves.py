"""Which curve is drawn: points on screen, read back through the axes, against the function that they should show."""

import contextlib
import math
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import groupby
from typing import Any

import numpy as np
import sympy

from ..formulas.arrays import Array, Function
from ..formulas.equality import derivative
from ..formulas.expression import FAILURES, Expr, X, negate
from ..formulas.shapes import parts, varies
from ..run.evidence import Item, Plot
from .captions import HIGHER, named, names
from .graphs import POINTS, WIDTH, graphs_on, home, is_graph, is_straight, segments
from .probes import Quotient, apart, wrong_at
from .showing import FRAME, NO_AXES, WHITE, Found, Moment, Panel, Showing, bare, thing

RULES = {
    "drawn.graph": "a curve that is shown as f or f' is it, to the last digit of what was plotted, and without a break",
}

# How far a point may be from its curve, in Manim's units: less than the width of the stroke. Anchors of a curve lie
# on it exactly, but for the rounding of the evidence (half of 1e-5).
TOLERANCE = 0.01
ROUNDING = 1e-5
NEAR = 0.1  # a point that is farther off than this is on no curve that stands for the function
# A curve shows a function if it has at least this many points, over at least this part of the axes.
MOST_OF_AXES = 0.6  # of where the axes of f or f' have room for it, it is drawn
BRANCH = 0.15  # and on each branch that has so much of the width
MIRRORED = 0.95  # of the points of the graph of an inverse, at least, that are on it
LEAST = 0.8  # and it is as wide as this on screen, in units: a twentieth of the frame
SAMPLES = 240
CHORD = 0.15  # how far a chord's middle may be from the function, in units
HOLE = 0.08  # the part of what it goes over that a curve may leave out in one piece
TALL = 0.3  # a step between two points that is taller, in units, is looked at for a break of the function
MOST_TERMS = 100  # curves that are looked at as terms of f'
MOST_STATES = 3000  # of curves in one scene; a curve that is redrawn at every moment has some hundred
IN_FRAME = 0.9  # of a graph that waves
READ = 0.75  # seconds after which a viewer knows what a text has said of a curve
RESTLESS, OFTEN = 3.0, 3  # seconds and plays in which a graph waves, or becomes another one and comes back
THIN, THICK = 1.0, 30.0  # of Manim's stroke widths; 4 is its own, and a camera that comes closer makes it thicker
# Steps of difference quotients that a lesson shows on their way to f'.
STEPS = (2.0, 1.5, 1.0, 0.75, 0.5, 0.3, 0.25, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.001)


class Curves:
    """Tells which curve of a scene shows which function."""

    def __init__(self, showing: Showing) -> None:
        self.showing = showing
        self.functions = {"f": showing.f, "f'": showing.df}
        self._read: dict[Any, tuple[frozenset[str], str]] = {}  # by a curve, its other pieces and the axes
        self._told: dict[int, list[Function]] = {}  # what texts that are gone have said of a curve
        self._plots = [plot for plot in showing.evidence.plots if plot.same and plot.points]

    def roles(self, graph: Item, moment: Moment) -> frozenset[str]:
        """Tell what a curve shows: f, f', both (of e^x), or neither."""
        return self.read(graph, moment)[0]

    def roles_on(self, panel: Panel, moment: Moment) -> set[str]:
        """Tell which of f and f' the curves on a pair of axes show."""
        return {role for graph in graphs_on(moment, panel) for role in self.roles(graph, moment)}

    def read(self, graph: Item, moment: Moment) -> tuple[frozenset[str], str]:
        """Tell what a curve shows; of one that only looks like f or f' also why it is not, by what was plotted."""
        # The other pieces of a function with poles have the same colour.
        beside = [each for each in moment.of("graph") if each.color == graph.color]
        key = (id(graph), tuple(map(id, beside)), tuple(moment.panels))
        if key not in self._read:
            if len(self._read) >= MOST_STATES:
                raise ValueError(f"there are more than {MOST_STATES} states of curves")
            found, said = set(), ""
            # On any of the axes: where most of it lies misleads for a curve that leaves its axes and crosses others.
            for panel in [*moment.panels, *([] if home(graph, moment.panels) else [NO_AXES])]:
                for name, function in self.functions.items():
                    if not shows(graph, panel, function, beside):
                        continue
                    of = self.showing.f if name == "f'" else None
                    wrong = (wrong_at(plot.points, function, of) for plot in self._plots_of(graph, panel))
                    place = next(filter(None, wrong), None)
                    if place is None:
                        found.add(name)
                    elif not (is_straight(graph) and _bends(function, panel)):  # a tangent lies close to the graph
                        x, y = place
                        said = f"the curve drawn as {name} has the value {y:.12g} at x = {x:.6g}, where {name} is "
                        said += f"{function(x)!r}"
            self._read[key] = frozenset(found), "" if found else said
        return self._read[key]

    def _plots_of(self, graph: Item, panel: Panel) -> list[Plot]:
        """Give the callables of a curve: its own, or of a copy all that draw the same picture."""
        offs = [(apart(plot, graph, panel) * panel.unit, plot) for plot in self._plots]
        # f and f' may look alike for a while: of a copy those count that draw it best.
        best = min(3 * TOLERANCE, max(TOLERANCE / 10, 2 * min((off for off, _ in offs), default=0.0)))
        own = [plot for off, plot in offs if off <= 3 * TOLERANCE and plot.id == graph.id]
        among = own or [plot for off, plot in offs if off <= best]
        # What is read back through the axes in the picture is known to their digits only.
        return [plot for plot in among if plot.axes is not None or panel is NO_AXES]

    def most_of(self, name: str) -> bool:
        """Tell whether f or f' is drawn, at some time, over most of what its axes have room for."""
        drawn = self._drawn(name)
        return any(self._fills(name, np.concatenate([*drawn.values()], axis=1), panel) for panel in drawn)

    def _drawn(self, name: str) -> dict[Panel, Array]:
        """Give where in x f or f' is drawn, at any time, by the axes: the ends of its pieces, 2 x n."""
        # Each state of a curve is looked at when it is first seen as a graph: a piece may come before the others.
        seen = [(graph, moment) for moment in reversed(self.showing.moments) for graph in moment.of("graph")]
        states = {id(graph): (graph, moment) for graph, moment in seen if name in self.roles(graph, moment)}
        drawn: dict[Panel, list[Item]] = {}
        for graph, moment in states.values():
            panel = home(graph, moment.panels) or NO_AXES
            # What lies beside the axes that it is drawn on shows nothing.
            if panel is not NO_AXES or shows(graph, panel, self.functions[name]):
                drawn.setdefault(panel, []).append(graph)
        return {panel: _spans(panel, *graphs) for panel, graphs in drawn.items()}

    def drawn_over(self, name: str) -> tuple[float, float]:
        """Return the least and the largest x at which f or f' is drawn, at any time; all of it if it is nowhere."""
        xs = np.concatenate([np.empty(0), *(spans.ravel() for spans in self._drawn(name).values())])
        return (float(xs.min()), float(xs.max())) if xs.size else (-math.inf, math.inf)

    def _fills(self, name: str, spans: Array, panel: Panel) -> bool:
        low, high = (float(spans.min()), float(spans.max())) if panel is NO_AXES else panel.axes.x_range
        places = np.linspace(low, high, SAMPLES)
        room = np.array([[-1], [1]]) * HOLE / 4 * abs(high - low)  # between dashes nothing is left out
        due, done = _in_view(places, panel, self.functions[name], spans + room)
        # Of 1/x both branches count.
        branches = np.split(np.arange(SAMPLES), np.flatnonzero(np.diff(due)) + 1)
        large = [branch for branch in branches if due[branch].sum() >= BRANCH * SAMPLES]
        return done.sum() >= MOST_OF_AXES * due.sum() and all(done[branch].any() for branch in large)

    def is_other(self, graph: Item, panel: Panel, moment: Moment) -> bool:
        """Tell a curve that claims to be neither: a part of f, a quotient on its way, a line, what a text names."""
        # What names a curve may come in the same play, and still be written when the curve stands.
        end = next((each for each in self.showing.plays if each.snapshot.play == moment.snapshot.play), moment)
        texts = {text.id: text for each in (moment, end) for text in each.of("text")}.values()
        own = [text for text in texts if text.color == graph.color != WHITE]
        named_f = any(names(bare(text.text)) for text in own)
        among = [each for each in self._relatives if isinstance(each, Quotient) or not named_f]
        among += [*self._terms, *([] if named_f or graph.id in self._late else self._parts)]
        told = {text.id: named(text, graph, self.showing.expression) for text in texts}
        seen = (each for text, own in told.items() if self.showing.seconds_seen[text] >= READ for each in own)
        known = self._told.setdefault(graph.id, [])
        known += [each for each in seen if each not in known]
        among += [*known, *(each for own in told.values() for each in own)]
        if is_straight(graph) or any(shows(graph, panel, function) for function in among):
            return True
        return self._is_mirrored(graph, panel, moment)

    def _is_mirrored(self, graph: Item, panel: Panel, moment: Moment) -> bool:
        """Tell the graph of the inverse of f, which is that of f mirrored in the line y = x, if this is drawn too."""
        ways = [panel.axes.to_plane(np.array([start, end]).T) for _, start, end in moment.lines]
        if not any(np.ptp(xs) * panel.across > LEAST and np.allclose(xs, ys, atol=ROUNDING) for xs, ys in ways):
            return False
        xs, ys = panel.axes.to_plane(graph.anchors.T)
        return bool(np.mean(np.abs(self.showing.f.many(ys) - xs) * panel.across <= NEAR) >= MIRRORED)

    @cached_property
    def _late(self) -> dict[int, Item]:
        return self.showing.new_in("tangent", "trace", "derivative", "summary")

    @cached_property
    def _terms(self) -> list[Function]:
        """The terms of f', if each of them is drawn."""
        terms = list(_functions(sympy.Add.make_args(derivative(self.showing.expression))))
        graphs = {id(graph): (graph, moment) for moment in self.showing.plays for graph in moment.of("graph")}
        drawn = [(graph, panel) for graph, moment in graphs.values() if (panel := home(graph, moment.panels))]
        whole = len(terms) > 1 and all(any(shows(*each, term) for each in drawn[:MOST_TERMS]) for term in terms)
        return terms if whole else []

    @cached_property
    def all_functions(self) -> list[Function]:
        """All that a curve of the scene may be."""
        return [*self.functions.values(), *self._relatives, *self._parts]

    @cached_property
    def _relatives(self) -> list[Function]:
        """What a lesson may draw beside f and f' at any time: higher derivatives, quotients."""
        second = derivative(derivative(self.showing.expression))
        named = any(HIGHER.search(text.text) for moment in self.showing.plays for text in moment.of("text"))
        quotients = [Quotient(self.showing.f, step) for step in STEPS]
        return [*(_functions([second, derivative(second)]) if named else ()), *quotients]

    @cached_property
    def _parts(self) -> list[Function]:
        """The parts of f and their derivatives, which a derivation may draw."""
        trees: list[Expr] = []
        for part in parts(self.showing.expression):
            if varies(part) and len(trees) < 40:
                trees += [part, *([] if part == self.showing.expression else [negate(part)])]  # -f is no part of f
                trees += [part.func(X)] if len(part.args) == 1 and isinstance(part, sympy.Function) else []
        return list(_functions([*trees, *map(derivative, trees)]))


def check(showing: Showing, curves: Curves) -> Iterator[Found]:
    """Yield what is wrong with the curves of a scene."""
    yield from _restless(showing, curves)
    graphs_so_far, last = dict[int, frozenset[str]](), next(reversed(showing.plays), None)
    for moment in showing.stills:
        for graph in showing.noticed(moment, "graph"):
            roles, message = curves.read(graph, moment)
            panel = home(graph, moment.panels)
            if roles:
                graphs_so_far[graph.id] = roles
            elif panel and moment is last and graph.id in graphs_so_far:
                was = [curves.functions[name] for name in graphs_so_far[graph.id]]
                if min(len(misses(graph.anchors, panel, each)) for each in was) > len(graph.anchors) / 20:
                    message = f"what was the graph of {min(graphs_so_far[graph.id])} is so no more in the end"
            if panel and not message:
                message = broken(graph, panel, roles, curves) or _stranger(graph, panel, moment, showing, curves)
            if message:
                yield moment.found("drawn.graph", message, "plot the function there", graph)
            # A cloud of points has no stroke.
            if roles and graph.stroke and not THIN <= graph.stroke <= THICK:
                text = f"{thing(graph)} has a stroke of {graph.stroke:g}"
                yield moment.found("drawn.stroke", text, "a stroke of 2 to 6 is read as a curve", graph)


def _restless(showing: Showing, curves: Curves) -> Iterator[Found]:
    """Look for a graph that is one after each play, and another curve for long in the course of them."""
    graphs, seconds, plays = dict[int, Item](), dict[int, float](), dict[int, set[int]]()
    for moment in showing.moments:
        for graph in moment.of("graph"):
            if curves.roles(graph, moment):
                graphs |= {graph.id: graph} if moment.ends_play else {}
            elif moment.ends_play or graphs.get(graph.id, graph) is graph:
                continue
            elif len(_in_frame(graph.anchors)) > IN_FRAME * len(graph.anchors):  # else a camera comes closer
                seconds[graph.id] = seconds.get(graph.id, 0.0) + moment.seconds
                plays.setdefault(graph.id, set()).add(moment.snapshot.play)
                if seconds[graph.id] > RESTLESS or len(plays[graph.id]) > OFTEN:
                    text = f"{thing(graph)} is the graph of f or f' after the plays only"
                    yield moment.found("drawn.graph", text, "let the graph stand", graph)
                    return


def _stranger(graph: Item, panel: Panel, moment: Moment, showing: Showing, curves: Curves) -> str:
    """Tell what is wrong with a curve that is neither f nor f'; empty if it does not claim to be."""
    drawn = graph.anchors
    if showing.strict and len(moment.panels) == 2:
        name = "f" if panel is moment.panels[0] else "f'"
    elif curves.roles(graph, moment) or not is_graph(graph, panel) or curves.is_other(graph, panel, moment):
        return ""
    else:
        name = min(curves.functions, key=lambda each: len(misses(drawn, panel, curves.functions[each])))
    wrong = misses(drawn, panel, curves.functions[name])
    if len(wrong) <= len(drawn) / 50:
        return ""
    x, y, value = wrong[len(wrong) // 2]
    true = "is undefined" if math.isnan(value) else f"= {value:.4g}"
    return f"a curve goes through ({x:.4g}, {y:.4g}), but {name}({x:.4g}) {true}"


def broken(graph: Item, panel: Panel, roles: frozenset[str], curves: Curves) -> str:
    """Look for a place where a curve runs on and its function does not: across a pole, a jump, or where it ends."""
    if not roles:
        return ""
    for start, end in graph.chords[np.abs(np.diff(graph.chords[..., 1], axis=1)[:, 0]) >= TALL]:
        (a, low), (b, high) = panel.axes.to_plane(start), panel.axes.to_plane(end)
        function, xs = curves.functions[min(roles)], np.linspace(a, b, 33)
        steps = np.abs(np.diff([low, *function.many(xs[1:-1]), high]))
        at, gap = int(np.argmax(steps)), bool(np.isnan(steps).any())
        if panel.axes.y_range[0] <= min(low, high) and max(low, high) <= panel.axes.y_range[1] and not gap:
            # A jump is one from nearby, too; what only turns fast, as sin(ln x) next to 0, is not.
            values = [low, *function.many(np.linspace(xs[0], xs[-1], 1025)[1:-1]), high]  # it may end at the jump
            steps = np.abs(np.diff(values[32 * at : 32 * at + 33]))
        if gap or np.nanmax(steps, initial=0.0) > 0.9 * abs(high - low):
            return f"the graph of {min(roles)} is drawn across x = {a:.4g} to {b:.4g}, where the function breaks"
    return ""


def _functions(trees: Iterable[Expr]) -> Iterator[Function]:
    for tree in trees:
        with contextlib.suppress(*FAILURES):
            yield Function(tree)


def _spans(panel: Panel, *graphs: Item) -> Array:
    """Give x at the left and at the right end of the straight lines between anchors that are in the picture: 2 x n."""
    lines = segments(*graphs)
    lines = lines[(np.abs(lines[..., 0]) <= FRAME[2]).any(axis=1)]
    return np.sort(panel.axes.to_plane(lines.T)[0], axis=0)


def misses(
    drawn: Array, panel: Panel, function: Function, tolerance: float = TOLERANCE
) -> list[tuple[float, float, float]]:
    """List (x, y, value) for the points of a curve, in the plane, that are not on the graph of the function.

    A point is on it if it is within the tolerance of it on screen, up or down, for some x within the rounding of the
    evidence: where the graph is steep, or ends, that makes the difference. `value` is NaN where the function has none.
    """
    xs, ys = panel.axes.to_plane(drawn.T)
    # How far a point may be along the curve, as well as beside it: what counts is what a viewer sees.
    along = np.array([0.0, ROUNDING, tolerance / 4, tolerance / 2]) / panel.across
    nudged = function.many(xs + np.array([*along, *-along])[:, None])
    with np.errstate(all="ignore"):
        near = (np.abs(nudged - ys) * panel.unit <= tolerance).any(axis=0)
        between = (np.fmin.reduce(nudged) <= ys) & (ys <= np.fmax.reduce(nudged))
    wrong = np.flatnonzero(~(near | between))
    return [(float(xs[i]), float(ys[i]), float(nudged[0, i])) for i in wrong]


def shows(graph: Item, panel: Panel, function: Function, beside: Sequence[Item] = ()) -> bool:
    """Tell whether a curve, with its other pieces `beside` it, is the graph of a function over enough of its axes.

    One point in twenty may miss, but none by much: the ends of dashes, where a smoothed curve leaves the function. Of
    the chords between its points one in ten may be off: a few points alone are no graph.
    """
    # What leaves the frame, next to a pole, is seen by nobody.
    drawn = _in_frame(graph.anchors)
    pieces = beside or [graph]
    all_of_it = _in_frame(np.concatenate([each.anchors for each in pieces]))
    if len(drawn) < POINTS and len(graph.chords):  # of straight lines, as |x|, the corners are few: all of it counts
        drawn = _in_frame(_along(graph.chords))
    if len(drawn) < POINTS or np.ptp(all_of_it[:, 0]) < LEAST:
        return False
    xs = panel.axes.to_plane(all_of_it.T)[0]
    if np.ptp(xs) < WIDTH * panel.width:
        return False
    wrong = len(misses(drawn, panel, function))
    if wrong > len(drawn) / 20 or (wrong and misses(drawn, panel, function, NEAR)):
        return False
    between = _in_frame(_along(graph.chords))
    return len(misses(between, panel, function, CHORD)) <= len(between) / 10 and not _has_hole(
        pieces, panel, function, xs
    )


def _along(chords: Array) -> Array:
    """Give points on chords, of each its middle, of a long one as many as its part of the width wants."""
    widths = np.ptp(chords[:, :, 0], axis=1)
    counts = np.ceil(SAMPLES / 2 * widths / max(float(widths.sum()), 1e-9)).clip(1).astype(int)
    at = np.concatenate([(np.arange(count) + 0.5) / count for count in counts])[:, None]
    start, end = np.repeat(chords, counts, axis=0).swapaxes(0, 1)
    points: Array = start + (end - start) * at
    return points


def _has_hole(pieces: Sequence[Item], panel: Panel, function: Function, xs: Array) -> bool:
    """Tell whether a part of the function is left out between the pieces that are drawn, where the axes have room."""
    places = np.linspace(xs.min(), xs.max(), SAMPLES)
    due, done = _in_view(places, panel, function, _spans(panel, *pieces))
    missing = groupby((due & ~done).tolist())
    return max((sum(run) for is_missing, run in missing if is_missing), default=0) > HOLE * SAMPLES


def _in_view(places: Array, panel: Panel, function: Function, spans: Array) -> tuple[Any, Any]:
    """Tell at which places a function is within its axes, and at which of these any of the spans of a curve is."""
    (low, high), (left, right) = sorted(panel.axes.y_range), spans[:, :, None]
    values = function.many(places)
    due = (low <= values) & (values <= high)
    return due, due & ((left <= places) & (places <= right)).any(axis=0)


def _in_frame(drawn: Array) -> Array:
    return drawn[(np.abs(drawn) <= FRAME[2:]).all(axis=1)]


def _bends(function: Function, panel: Panel) -> bool:
    """Tell whether a function is not straight on some axes."""
    return bool(
        np.nanmax(np.abs(np.diff(function.many(np.linspace(*panel.axes.x_range, 9)), 2)), initial=0.0) > ROUNDING
    )
