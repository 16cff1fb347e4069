"""The tangent: a line through a point of f has the slope of f there, and `slopes` reads the number that says which.

A lesson has one, with its dot, its number and the dot on the graph of f', which grows in step with it in the trace. In
any scene what is drawn as a tangent must be one: a line that touches f, or that comes in the phases of the tangent and
lies on the axes.
"""

import math
import re
from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from ..run.evidence import Item, Point
from . import slopes
from .contact import (
    CENTRED,
    MOST,
    MOST_ON,
    NEAR,
    SHORT,
    approaches,
    crossings,
    dot_at,
    fits,
    has_slope,
    is_normal,
    is_on,
    is_secant,
    leads_on,
    on_graph,
    panel_of,
    parallel,
)
from .curves import Curves
from .graphs import drawn_on, graphs_on, is_straight
from .points import afloat
from .showing import NOTICED, WHITE, Found, Moment, Panel, Showing, plain

RULES = {
    "drawn.tangent": "a line that is drawn as a tangent is one; a lesson has it, through a dot on the graph of f",
    "drawn.trace": "in a lesson a dot on the lower axes is at f' of the tangent's point; dots that stay are on a graph",
    "drawn.move": "in the trace of a lesson the point slides over a good part of f",
    "drawn.trail": "in the trace the graph of f' grows on the lower axes, just as far as the dot has come",
}

SHORT_IN_DATASET = 0.8
NUMERAL = re.compile(r"[-+]?[\d,]+(\.\d+)?")
QUOTIENT = re.compile(rf"(?i){slopes.SECANT}|\+h[)}}]|}}{{h}}|\+\\Deltax\)|h\\to")  # or talk of their slopes
TANGENT = re.compile(r"(?i)\bthe tangent(?: line)? at\b")
SAME = 1e-3  # of two places in the plane
INSIDE = 0.2  # of an arrow, at each end: what touches the graph there points to it, or starts from it
LEVEL_LINE = 0.01
BEHIND = 0.03  # how far the end of the trail may be from the dot, as a part of the width of the axes
FAR = 0.2  # of the graph under it, at least
FASTEST = 3.0  # times its mean speed: Manim's own smooth movement comes to 2.5


def tangents(
    moment: Moment, panel: Panel, showing: Showing, more: Sequence[tuple[Item, Point, Point]] = ()
) -> list[Point]:
    """List x and the slope of f where a line runs through a dot on the graph of f in the direction of its tangent."""
    return [
        (x, slope)
        for dot, x, slope in on_graph(moment, panel, showing)
        for line, start, end in [*moment.lines[:MOST], *more]
        if math.dist(start, end) >= (SHORT_IN_DATASET if showing.of_dataset else SHORT)
        if is_on(dot, start, end, NEAR)
        if not showing.of_dataset or abs(math.dist(start, dot) - math.dist(end, dot)) <= NEAR
        # A vertical line that leads to its dot marks its place; a vertical tangent is a plain line.
        if line.cls == "Line" or abs(start[0] - end[0]) >= 1e-3 * math.dist(start, end)
        if has_slope(panel, start, end, slope)
    ]


def check(showing: Showing, curves: Curves) -> Iterator[Found]:
    """Yield what is wrong with the tangents of a scene."""
    yield from _claims(showing, curves)
    yield from _elsewhere(showing)
    moments = list(showing.plays)
    if showing.lesson:
        moments = [m for m in (showing.ends["tangent"], *showing.during("trace")) if len(m.panels) == 2]
        for moment in moments:
            yield from _lesson(moment, showing)
        yield from _trace(moments, showing)
    yield from slopes.check(moments, showing)


def _lesson(moment: Moment, showing: Showing) -> Iterator[Found]:
    upper, lower = moment.panels
    numbers = slopes.numbers_of(moment, showing)
    if not numbers or any(item.number is not None and not NUMERAL.fullmatch(item.text) for item in slopes.free(moment)):
        text = "no number stands beside the word slope, or it has a unit"
        yield moment.found("drawn.slope", text, "show df(a) as a number, to the right of its label")
    height = lower.axes.y_range[1] - lower.axes.y_range[0]
    if showing.of_dataset and not all(slopes.can_be_followed(digits, height) for _, _, digits in numbers):
        text = "the slope has no digit after the point, or too many"
        yield moment.found("drawn.slope", text, "show one to five; none of one in thousands, more of a tiny one")
    right = tangents(moment, upper, showing)
    if not right:
        text = "no tangent through a dot on the graph of f"
        yield moment.found("drawn.tangent", text, "draw the point and the line through it, with the slope df(a)")
    elif not dot_at(moment, lower, *right[0]):
        text = "no dot at ({:.4g}, {:.4g}) of the lower axes".format(*right[0])
        yield moment.found("drawn.trace", text, "put a dot at (a, df(a)) of the lower axes")


def _trace(moments: list[Moment], showing: Showing) -> Iterator[Found]:
    """Follow the point with the tangent: how far it goes, and that the graph of f' comes just as far."""
    places = [(now, found[0][0]) for now in moments if (found := tangents(now, now.panels[0], showing))]
    if not places:
        return
    (_, start), (moment, last) = places[0], places[-1]
    for now, here in places:
        lower = now.panels[1]
        way, room = sorted((start, here)), BEHIND * lower.width
        xs = lower.axes.to_plane(tuple(drawn_on(now, lower).T))[0]
        shown = xs.min(initial=math.inf), xs.max(initial=-math.inf)
        if way[1] - way[0] > room and np.abs(np.subtract(shown, way)).max() > room:
            text = f"the point has come from x = {start:.4g} to {here:.4g}, the graph of f' shows "
            text += f"x = {shown[0]:.4g} to {shown[1]:.4g}" if xs.size else "nothing"
            yield now.found("drawn.trail", text, "create the graph of f' while the point moves")
            break
    steps = np.abs(np.diff([x for _, x in places]))
    times = np.diff([now.snapshot.time for now, _ in places])
    leaps = steps[steps > FASTEST * abs(last - start) / max(1e-6, times.sum()) * times]
    if showing.of_dataset and leaps.size:
        text = f"the point leaps over {leaps.max():.3g} of the way from x = {start:.4g} to {last:.4g}"
        yield moment.found("drawn.move", text, "let it slide, with one run_time for all of the way")
    moment = showing.ends["function"]
    upper = moment.panels[0]
    for piece in (piece for graph in moment.of("graph") for piece in graph.pieces):
        along = [upper.axes.to_plane(point)[0] for point in piece if point]
        if along and min(along) <= start <= max(along) and abs(last - start) < FAR * np.ptp(along):
            text = f"the point comes from x = {start:.4g} to {last:.4g} in all of the trace"
            yield moment.found("drawn.move", text, "let it slide along f, over the part of the domain in view")


def _claims(showing: Showing, curves: Curves) -> Iterator[Found]:
    """Look for lines that claim to be tangents, by a dot on f, the phase or their name, and are none."""
    new = showing.new_in("tangent", "trace")
    beside = _companions(showing)
    for moment in showing.stills:
        straight = [item for item in moment.of("graph") if is_straight(item) and not curves.roles(item, moment)]
        plotted = [(item, *item.anchors[[0, -1]].tolist()) for item in straight]
        arrows = [(item, item.start, item.end) for item in moment.of("line") if item.tip and item.owner is None]
        for line, start, end in [*moment.lines, *plotted, *arrows]:
            panel = panel_of(moment, start, end) if start and end else None
            if panel is None or showing.seconds_seen[line.id] < NOTICED:
                continue
            met = {function: crossings(panel, start, end, function) for function in (showing.f, showing.df)}
            names = [name for name in ("tangent", "normal") if _is_called(line, moment, name)]
            called = bool(names)
            # What ends at the graph points to it, if it is an arrow.
            inside = [each for each in met[showing.f] if not line.tip or INSIDE <= each[0] <= 1 - INSIDE]
            at_dots = [(along, x) for along, (x, y) in inside if dot_at(moment, panel, x, y)]
            centred = any(abs(along - 0.5) <= CENTRED for along, _ in at_dots)
            came = moment.section in ("tangent", "trace") and line.id in new
            level = abs(end[1] - start[1]) < LEVEL_LINE
            if level:  # what leads to an axis, or is a side of a triangle, ends at the dot
                claims = (called and bool(at_dots)) or (came and centred and line.share == 1.0)
            else:
                claims = bool(at_dots or ((came or (called and met[showing.f])) and not line.tip))
            if not claims or (names != ["normal"] and any(fits(panel, start, end, *each) for each in met.items())):
                continue
            if any(approaches(each, panel, start, end) for each in met):
                continue
            if not called and leads_on(moment, panel, start, end, met.values()):
                continue
            if "normal" in names and is_normal(panel, start, end, showing.df, met[showing.f]):
                continue
            # A secant joins two dots, or meets a function evenly, or twice where there is talk of secants.
            chords = combinations([dot for dot, _, _ in on_graph(moment, panel, showing)][:MOST_ON], 2)
            joins = any(parallel((start, end), chord) for chord in chords)
            twice = [(a, b) for each in met.values() for (a, _), (b, _) in combinations(each, 2)]
            even = not centred and any(abs(a + b - 1) <= CENTRED for a, b in twice)
            even = even and not (at_dots and any(TANGENT.search(item.text) for item in moment.of("text")))
            # Through one dot alone it is one of a round step: a wrong tangent meets f twice as well.
            talk = any(QUOTIENT.search(plain(item.text)) for item in moment.of("text"))
            talk = talk and bool((twice and not at_dots) or is_secant(panel, start, end, showing.f, met[showing.f]))
            if not called and (joins or even or talk):
                continue
            # Beside the tangent, other lines may run through its point, but none that slants is called one.
            right = [] if called and not level else [x for x, _ in tangents(moment, panel, showing, plotted)]
            right += [] if called else beside.get(line.id, ())
            of_others = graphs_on(moment, panel) and not curves.roles_on(panel, moment)  # of u, as in f = uv
            if not of_others and not any(abs(x - a) <= SAME for _, a in at_dots for x in right):
                ends = [f"({x:.3g}, {y:.3g})" for x, y in (panel.axes.to_plane(start), panel.axes.to_plane(end))]
                text = f"the line from {ends[0]} to {ends[1]} is no {names[-1] if called else 'tangent'} of f"
                yield moment.found("drawn.tangent", text, "the tangent at a has the slope df(a)", line)


def _companions(showing: Showing) -> dict[int, set[float]]:
    """Give, by a line's id, where tangents come that it stands beside: a radius may be there before."""
    found: dict[int, set[float]] = {}
    for moment in showing.plays:
        for panel in moment.panels if moment.section in ("tangent", "trace") else ():
            places = [x for x, _ in tangents(moment, panel, showing)]
            for line, *_ in moment.lines if places else ():
                found.setdefault(line.id, set()).update(places)
    return found


def _elsewhere(showing: Showing) -> Iterator[Found]:
    """Look for a tangent that comes together with its dot, and touches the graph elsewhere, or the dot is on none."""
    known, new = set[int](), showing.new_in("tangent")
    for moment in showing.plays:
        for panel in moment.panels if moment.section == "tangent" else ():
            own = {place for dot, place in moment.dots if dot.id not in known}
            places = [dot for dot, _, _ in on_graph(moment, panel, showing)]
            lines = [each for each in moment.lines if each[0].id not in known and panel_of(moment, *each[1:]) is panel]
            ends = [(start, end) for _, start, end in lines] if len(lines) <= MOST_ON else []
            met = [crossings(panel, *each, showing.f) for each in ends]
            touch = all(fits(panel, *each, showing.f, at) for each, at in zip(ends, met, strict=True))
            if not ends or not touch or any(is_on(dot, *each, 2 * NEAR) for dot in places for each in ends):
                continue
            if own.isdisjoint(places):
                came = [each for each in moment.dots if each[0].id in new]  # it may have come before its line
                yield from afloat(moment, panel, came, [panel.axes.to_scene(*each[0][1]) for each in met])
            else:
                text = f"the line that is a tangent at x = {met[0][0][1][0]:.3g} does not go through the dot"
                yield moment.found("drawn.tangent", text, "draw the tangent at the dot", lines[0][0])
        known |= {item.id for item in moment.items}


def _is_called(line: Item, moment: Moment, name: str) -> bool:
    """Tell whether a text in the colour of a line calls it so; where there is talk of secants it is open."""
    said = [plain(item.text).lower() for item in moment.of("text") if item.color == line.color]
    of_secants = any(re.search(slopes.SECANT, words) for words in said)
    return line.color != WHITE and any(name in words for words in said) and not of_secants
