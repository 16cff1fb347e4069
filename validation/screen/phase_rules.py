"""The rules of what a lesson of the dataset draws, phase by phase, against the function and its derivative.

The mathematics of the text is judged elsewhere; here it is the picture: the right curves on the right axes, all of
them, the tangent with the right slope, the dot that traces f' and not f, the zeros of f' that are in view, and
nothing left behind.
"""

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np

from ..formulas.arrays import Function
from ..run.evidence import Evidence, Item, Point, Snapshot
from ..scene_file import PHASES
from . import curves, marks, phases
from .curves import Panel
from .names import moment, thing

RULES = {
    "drawn.axes": "a lesson has two axes, the upper labelled f(x), the lower f'(x), aligned in x",
    "drawn.window": "the window shows the function, not the empty plane beside its domain",
    "drawn.graph": "each axes show the whole graph of their function, and of no other",
    "drawn.tangent": "at the tangent's point a dot on f, the tangent there, its slope as a number, and a dot on f'",
    "drawn.trace": "the point moves along f while a dot on the lower axes traces f'",
    "drawn.zero": "each zero of f' in view is marked on both axes, and nothing else is",
    "drawn.leftover": "what a phase was for is gone when it is over",
}

Found = tuple[str, str, str]  # rule, message, hint
SAMPLES = 240
# More than a quarter of a panel without a graph looks like a mistake; a sixth shows where the domain ends.
EMPTY = 0.26
# A place of the function that is farther from what is drawn is missing: the width of the stroke, and what the chord
# cuts off.
GAP = 0.06
LABELS = ("f(x)", "f'(x)")
FAR = 1e9


def check(evidence: Evidence, f: Function, df: Function) -> Iterator[Found]:
    """Yield what is wrong: rule, message, hint.

    Args:
        evidence: what the scene did.
        f: the function of the record; None where it has no real value.
        df: its derivative.
    """
    ends = phases.ends(evidence)
    if len(ends) < len(PHASES):
        return  # the phases are judged by another rule
    final = ends["derivative"]
    # They may move later on.
    yield from list(_axes(ends["axes"], evidence)) or _axes(final, evidence)
    found = curves.panels(final)
    if len(found) != 2:
        return
    upper, lower = found
    yield from _window(final, evidence, upper, f)
    yield from _graph(ends["function"], evidence, upper, f, "f")
    yield from _graph(final, evidence, upper, f, "f")
    yield from _graph(final, evidence, lower, df, "f'")
    yield from _strangers(evidence, upper, f, "f")
    yield from _strangers(evidence, lower, df, "f'")
    for phase in ("tangent", "trace"):
        yield from _tangent(ends[phase], evidence, upper, lower, f, df)
    middles = [
        snapshot
        for snapshot in evidence.snapshots
        if snapshot.moment == "middle" and phases.of(evidence, snapshot) == "trace"
    ]
    for snapshot in middles:
        yield from _tangent(snapshot, evidence, upper, lower, f, df)
    yield from _trace(ends["tangent"], [*middles, ends["trace"]], upper, f, df)
    yield from _zeros(final, evidence, upper, lower, f, df)
    yield from _leftover(evidence, ends)


def _axes(snapshot: Snapshot, evidence: Evidence) -> Iterator[Found]:
    when = moment(evidence, snapshot)
    found = curves.panels(snapshot)
    if len(found) != 2:
        yield "drawn.axes", f"{len(found)} pairs of axes {when}; a lesson has 2", "one for f above, one for f' below"
        return
    upper, lower = found
    if upper.box[1] < lower.box[3]:
        yield "drawn.axes", f"the two axes are not one above the other {when}", "one for f above, one for f' below"
    for x in upper.axes.x_range:
        if abs(upper.axes.to_scene(x, 0)[0] - lower.axes.to_scene(x, 0)[0]) > curves.TOLERANCE:
            hint = "give both axes the same x_range, x_length and place"
            yield "drawn.axes", f"x = {x:g} is not at the same place on both axes {when}", hint
            break
    for label, own, other in ((LABELS[0], upper, lower), (LABELS[1], lower, upper)):
        texts = [item.box for item in snapshot.of("text") if item.text.replace(" ", "") == label and item.box]
        if not texts:
            yield "drawn.axes", f"no label {label} {when}", "label the upper axes f(x) and the lower f'(x)"
        for box in texts:
            middle = (box[1] + box[3]) / 2
            if _away(middle, own) > _away(middle, other):
                yield "drawn.axes", f"the label {label} stands at the wrong axes {when}", "swap the labels or the axes"


def _away(y: float, panel: Panel) -> float:
    return max(panel.box[1] - y, y - panel.box[3], 0.0)


def _window(snapshot: Snapshot, evidence: Evidence, panel: Panel, function: Function) -> Iterator[Found]:
    """Look for a large empty part at one end of the window: a margin shows where the domain ends, half does not."""
    left, right = panel.axes.x_range
    defined = np.flatnonzero(np.isfinite(function.many(np.linspace(left, right, SAMPLES + 1))))
    if not len(defined):
        return  # nothing can be drawn, which another rule says
    before, after = defined[0] / SAMPLES, 1 - defined[-1] / SAMPLES
    if max(before, after) > EMPTY:
        side, share = ("left", before) if before >= after else ("right", after)
        hint = "choose x_range by the domain"
        text = f"the {side} {share:.0%} of the window is beside the domain of f {moment(evidence, snapshot)}"
        yield "drawn.window", text, hint


def _graph(snapshot: Snapshot, evidence: Evidence, panel: Panel, function: Function, name: str) -> Iterator[Found]:
    """Look for every stretch of the function that is in view: it must be drawn."""
    ends = _segments(snapshot, panel)
    when = moment(evidence, snapshot)
    if not ends:
        yield "drawn.graph", f"no graph of {name} on its axes {when}", f"plot {name}"
        return
    (left, right), (bottom, top) = panel.axes.x_range, panel.axes.y_range
    xs = np.linspace(left, right, SAMPLES + 1)
    ys = function.many(xs)
    seen = (ys >= bottom) & (ys <= top)
    places = np.stack(panel.axes.to_scene(xs[seen], ys[seen]), axis=-1)
    missing = xs[seen][_distances(places, np.array(ends)) > GAP]
    if len(missing) > SAMPLES / 50:
        hint = "plot every piece of it that the axes have room for"
        yield "drawn.graph", f"{name} is not drawn at x = {missing[0]:.3g} to {missing[-1]:.3g} {when}", hint


def _segments(snapshot: Snapshot, panel: Panel) -> list[tuple[Point, Point]]:
    """List the straight lines between neighbouring anchors of the curves on a panel."""
    pieces = [piece for graph in snapshot.of("graph") if _at(graph, panel, snapshot) for piece in graph.pieces]
    return [(a, b) for piece in pieces for a, b in pairwise(piece) if a and b]


def _distances(places: Any, ends: Any) -> Any:
    """Return the distance of each place from the nearest of some straight lines, given by their ends."""
    start, step = ends[:, 0], ends[:, 1] - ends[:, 0]
    square = np.maximum((step**2).sum(axis=1), 1e-12)
    offset = places[:, None, :] - start[None, :, :]
    along = np.clip((offset * step).sum(axis=2) / square, 0.0, 1.0)
    return np.linalg.norm(offset - along[:, :, None] * step, axis=2).min(axis=1, initial=np.inf)


def _at(graph: Item, panel: Panel, snapshot: Snapshot) -> bool:
    place = curves.home(graph, curves.panels(snapshot))
    return place is not None and place.item.id == panel.item.id


def _strangers(evidence: Evidence, panel: Panel, function: Function, name: str) -> Iterator[Found]:
    """Look for points of a curve on these axes that are not on the graph of their function."""
    known: set[int] = set()  # states of curves that were looked at
    said: set[int] = set()  # curves that were found wrong
    for snapshot in evidence.snapshots:
        for graph in snapshot.of("graph"):
            if id(graph) in known or graph.id in said:
                continue
            known.add(id(graph))
            if not _at(graph, panel, snapshot):
                continue
            drawn = curves.points(graph)
            wrong = curves.misses(drawn, panel.axes, function)
            if len(wrong) > len(drawn) / 50:
                said.add(graph.id)
                x, y, value = wrong[len(wrong) // 2]
                true = "is undefined" if math.isnan(value) else f"= {value:.4g}"
                text = (
                    f"a curve goes through ({x:.4g}, {y:.4g}), but {name}({x:.4g}) {true}, {moment(evidence, snapshot)}"
                )
                yield "drawn.graph", text, f"plot {name} there"


def _tangent(
    snapshot: Snapshot, evidence: Evidence, upper: Panel, lower: Panel, f: Function, df: Function
) -> Iterator[Found]:
    when = moment(evidence, snapshot)
    found = marks.tangents(snapshot, upper, f, df)
    if not found:
        yield (
            "drawn.tangent",
            f"no tangent through a dot on the graph of f {when}",
            "draw the point and the line through it",
        )
        return
    best = min(found, key=lambda tangent: tangent.error)
    slope = best.slope
    if best.error > marks.ANGLE:
        degrees = math.degrees(best.error)
        hint = "the tangent has the slope df(a)"
        yield "drawn.tangent", f"the line at x = {best.x:.4g} is {degrees:.1f} degrees off the tangent {when}", hint
    near = [df(best.x + shift) for shift in (-1e-5, 1e-5)]
    spread = max((abs(value - slope) for value in near if value is not None), default=0.0)
    if not marks.number_is(snapshot, slope, spread):
        hint = "show df(a) as a number"
        yield (
            "drawn.tangent",
            f"the slope at x = {best.x:.4g} is {slope:.4g}, and no number on screen says so {when}",
            hint,
        )
    if not marks.dot_at(snapshot, lower, best.x, slope):
        hint = "put a dot at (a, df(a)) of the lower axes"
        yield "drawn.trace", f"no dot at ({best.x:.4g}, {slope:.4g}) of the lower axes {when}", hint


def _trace(start: Snapshot, later: list[Snapshot], upper: Panel, f: Function, df: Function) -> Iterator[Found]:
    places = [tangent.x for snapshot in (start, *later) for tangent in marks.tangents(snapshot, upper, f, df)[:1]]
    width = upper.axes.x_range[1] - upper.axes.x_range[0]
    if places and max(places) - min(places) < 0.1 * width:
        text = f"the point stays near x = {places[0]:.4g} all through the trace"
        yield "drawn.trace", text, "let it slide along f, over the part of the domain that is in view"


def _zeros(
    snapshot: Snapshot, evidence: Evidence, upper: Panel, lower: Panel, f: Function, df: Function
) -> Iterator[Found]:
    when = moment(evidence, snapshot)
    true = zeros(df, *lower.axes.x_range)
    if true is None:  # f' is zero all along: there is no one place to mark
        return
    ends = _segments(snapshot, lower)
    marked = []
    for dot in snapshot.of("dot"):
        if dot.center is None or not boxes_near(lower, dot.center):
            continue
        x, y = lower.axes.to_plane(dot.center)
        scale = abs(lower.axes.to_scene(0, 1)[1] - lower.axes.to_scene(0, 0)[1])
        value = df(x)
        if abs(y) * scale <= marks.NEAR and (value is None or abs(value) * scale > marks.NEAR):
            shown = "undefined" if value is None else f"{value:.4g}"
            yield (
                "drawn.zero",
                f"x = {x:.4g} is marked as a zero of f', which is {shown} there {when}",
                "mark the zeros",
            )
        elif abs(y) * scale <= marks.NEAR:
            marked.append(x)
    width = abs(lower.axes.x_range[1] - lower.axes.x_range[0])
    for zero in true:
        value = f(zero)
        place = np.array([lower.axes.to_scene(zero, 0.0)])
        # In view: on the upper axes, and on a stretch of f' that is drawn (sin(ln x) has zeros without end towards 0).
        if value is None or not upper.axes.y_range[0] <= value <= upper.axes.y_range[1]:
            continue
        if not len(ends) or _distances(place, np.array(ends))[0] > GAP:
            continue
        if not any(abs(zero - x) <= width / 200 for x in marked):
            yield "drawn.zero", f"f' has a zero at x = {zero:.4g} that is not marked {when}", "mark it on both axes"
        elif not marks.dot_at(snapshot, upper, zero, value) and not any(
            marks.dot_at(snapshot, upper, x, f(x) or 0.0) for x in marked if abs(zero - x) <= width / 200
        ):
            hint = "put a dot at (a, f(a)) of the upper axes"
            yield "drawn.zero", f"the zero of f' at x = {zero:.4g} is not marked on the graph of f {when}", hint


def boxes_near(panel: Panel, point: tuple[float, float]) -> bool:
    """Tell whether a point of the scene is in a panel, or on its border."""
    left, bottom, right, top = panel.box
    return left - 0.05 <= point[0] <= right + 0.05 and bottom - 0.05 <= point[1] <= top + 0.05


def zeros(df: Function, left: float, right: float) -> list[float] | None:
    """Find the places inside an interval where df changes its sign, by bisection.

    Returns:
        The places in order; None if df is zero (almost) everywhere. A place where df jumps over 0, and one where it
        touches 0 without a change of sign, are not found.
    """
    xs = left + (right - left) * (np.arange(4 * SAMPLES) + 0.5) / (4 * SAMPLES)
    values = df.many(xs)
    if (np.abs(values[np.isfinite(values)]) < 1e-12).all():
        return None
    found = []
    # Zeros between two samples of unlike sign; a sample that is exactly 0 (an underflow) has no sign of its own.
    last: tuple[float, float] | None = None
    for x, value in zip(xs.tolist(), values.tolist(), strict=True):
        if math.isnan(value):
            last = None
        elif value != 0:
            if last is not None and (value > 0) != (last[1] > 0):
                place = _bisect(df, last[0], x, last[1])
                if place is not None:
                    found.append(place)
            last = (x, value)
    return found


def _bisect(df: Function, a: float, b: float, va: float) -> float | None:
    size = None
    for _ in range(60):
        middle = (a + b) / 2
        value = df(middle)
        if value is None:
            return None
        size = abs(value)
        if value == 0:
            return middle
        a, b = (middle, b) if (value > 0) == (va > 0) else (a, middle)
    # At a pole the sign changes too, but the values grow.
    return round((a + b) / 2, 9) + 0.0 if size is not None and size < 1e-6 * max(1.0, abs(va)) else None


def _leftover(evidence: Evidence, ends: dict[str, Snapshot]) -> Iterator[Found]:
    """What came with the tangent is gone when the derivative stands, the derivation's lines in the summary."""
    for came, gone in (("tangent", "derivative"), ("derivation", "summary")):
        index = evidence.sections.index(came)
        before = {item.id for snapshot in evidence.snapshots if snapshot.section < index for item in snapshot.items}
        own = {
            item.id: item
            for snapshot in evidence.snapshots
            if snapshot.section == index and snapshot.moment == "end"
            for item in snapshot.of("text", "line", "dot", "graph")
            if item.id not in before
        }
        for item in ends[gone].of("text", "line", "dot", "graph"):
            if item.id in own:
                when = moment(evidence, ends[gone])
                yield "drawn.leftover", f"{thing(item)} of the {came} is still there {when}", "fade it out"
