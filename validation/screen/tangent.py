"""The tangent: a line through a point of f has the slope of f there, and the number beside "slope" says which.

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
from .contact import (
    CENTRED,
    NEAR,
    approaches,
    crossings,
    fits,
    has_slope,
    in_domain,
    is_normal,
    is_on,
    is_secant,
    leads_on,
    parallel,
    to_line,
)
from .curves import Curves
from .graphs import drawn_on, graphs_on, is_straight
from .points import afloat
from .showing import FRAME, NOTICED, WHITE, Found, Moment, Panel, Showing, plain, thing

RULES = {
    "drawn.tangent": "a line that is drawn as a tangent is one; a lesson has it, through a dot on the graph of f",
    "drawn.slope": "the number beside the word slope, or m =, is the slope of the tangent, at every moment",
    "drawn.trace": "in a lesson a dot on the lower axes is at f' of the tangent's point; dots that stay are on a graph",
    "drawn.move": "in the trace of a lesson the point slides over a good part of f",
    "drawn.trail": "in the trace the graph of f' grows on the lower axes, just as far as the dot has come",
}

# A line that hardly leaves its dot (0.16 wide) shows no direction.
SHORT, SHORT_IN_DATASET = 0.3, 1.0
_SET_IN = re.compile(r"\\(?:text|mathrm)|[\\{}$]")
# In the languages that the animator speaks.
_WORD = (
    r"slope|gradient|steepness|pendiente|pente|steigung|inclinação"
    r"|velocity|speed|rateofchange|geschwindigkeit|vitesse|velocidade?|velocità"
)
_SIZE = re.compile("(?i)speed|geschwindigkeit|vitesse|velocidad|velocità")  # may be told without its sign
SLOPE = re.compile(rf"(?i)(the)?(?:{_WORD})(?![^=:']*atx=$)([^=:']*[=:])?|m(_t(an|angent)?)?[=:]?")
# Labels of the slope at a point that is seen, of which the number is a text by itself: f'(x) = 0 is to be solved.
DERIVATIVE_AT = re.compile(r"(f'|f\^prime|y')(\([a-z](_?\w)?\))?=|[dt]?fracd[fy]dx=")
_WAY = re.compile(
    r"(?i)^\W*(?:f(?:\(x\))?\$? (?:is )?)?(?:(?P<up>ris|increas|grow|climb)|fall|decreas|drop)(?:s|es|e|ing)?\W*$"
)
LEAST_SLOPE = 0.05  # at which a viewer sees which way a graph goes
PLACE = re.compile(r"(x(_0|_\{0\})?|a)=")
NUMBER = re.compile(r"(?P<words>.*[=:])(?P<number>[-+\u2212]?\d+(?:\.(?P<decimals>\d+))?)")
NUMERAL = re.compile(r"[-+]?[\d,]+(\.\d+)?")
SECANT = "secant|chord|sekante|s[ée]cante"
QUOTIENT = re.compile(rf"(?i){SECANT}|\+h[)}}]|}}{{h}}|\+\\Deltax\)|h\\to")  # or talk of their slopes
TANGENT = re.compile(r"(?i)\bthe tangent(?: line)? at\b")
SAME = 1e-3  # of two places in the plane
INSIDE = 0.2  # of an arrow, at each end: what touches the graph there points to it, or starts from it
LEVEL_LINE = 0.01
BESIDE = 1.2  # how far to the right of its label a number may be
BELOW = 0.9  # and how far below it, where nothing is to the right
AT_LINE = 0.3  # how far from its line the label of its slope is, at most
EXACTLY, ABOUT = 1e-5, 1e-3  # how far from its dot the place may be: a scene by others may take h = 0.001
FINEST = 1e-6  # of the axes' height, that a digit of the slope tells apart: a viewer can follow as the number changes
LARGE = 1000.0  # the height of axes for slopes that need no digit after the point
MOST = 60  # dots and lines at a time
MOST_ON = 12  # dots on the graph that lines may join, and tangents that come at once
BEHIND = 0.03  # how far the end of the trail may be from the dot, as a part of the width of the axes
FAR = 0.2  # of the graph under it, at least
FASTEST = 3.0  # times its mean speed: Manim's own smooth movement comes to 2.5


def tangents(
    moment: Moment, panel: Panel, showing: Showing, more: Sequence[tuple[Item, Point, Point]] = ()
) -> list[Point]:
    """List x and the slope of f where a line runs through a dot on the graph of f in the direction of its tangent."""
    return [
        (x, slope)
        for dot, x, slope in _on_graph(moment, panel, showing)
        for line, start, end in [*moment.lines[:MOST], *more]
        if math.dist(start, end) >= (SHORT_IN_DATASET if showing.of_dataset else SHORT)
        if is_on(dot, start, end, NEAR)
        if not showing.of_dataset or abs(math.dist(start, dot) - math.dist(end, dot)) <= NEAR
        # A vertical line that leads to its dot marks its place; a vertical tangent is a plain line.
        if line.cls == "Line" or abs(start[0] - end[0]) >= 1e-3 * math.dist(start, end)
        if has_slope(panel, start, end, slope)
    ]


def _on_graph(moment: Moment, panel: Panel, showing: Showing) -> list[tuple[Point, float, float]]:
    """List the dots on the graph of f, with x and the slope there."""
    found = []
    for dot in dots(moment, panel)[:MOST]:
        x = in_domain(showing.df, panel.axes.to_plane(dot)[0])
        value, slope = showing.f(x), showing.df(x)
        if value is not None and slope is not None and math.dist(panel.axes.to_scene(x, value), dot) <= NEAR:
            found.append((dot, x, slope))
    return found


def can_be_followed(digits: int, height: float) -> bool:
    """Tell whether a slope with so many digits after the point can be read while it changes on axes so high."""
    return 10.0**-digits >= FINEST * height if digits else height >= LARGE


def dots(moment: Moment, panel: Panel) -> list[Point]:
    """List the places of the dots on some axes."""
    return [place for _, place in moment.dots if panel.holds(place)]


def dot_at(moment: Moment, panel: Panel, x: float, y: float) -> bool:
    """Tell whether a dot is at a point of the plane."""
    return any(math.dist(dot, panel.axes.to_scene(x, y)) <= NEAR for dot in dots(moment, panel))


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
    for moment in moments:
        yield from _slope(moment, showing)
        yield from _place(moment, showing)
    yield from _way(showing)


def _lesson(moment: Moment, showing: Showing) -> Iterator[Found]:
    upper, lower = moment.panels
    numbers = _numbers(moment, showing)
    if not numbers or any(item.number is not None and not NUMERAL.fullmatch(item.text) for item in _free(moment)):
        text = "no number stands beside the word slope, or it has a unit"
        yield moment.found("drawn.slope", text, "show df(a) as a number, to the right of its label")
    height = lower.axes.y_range[1] - lower.axes.y_range[0]
    if showing.of_dataset and not all(can_be_followed(digits, height) for _, _, digits in numbers):
        text = "the slope has no digit after the point, or too many"
        yield moment.found("drawn.slope", text, "show one to five; none of one in thousands, more of a tiny one")
    right = tangents(moment, upper, showing)
    if not right:
        text = "no tangent through a dot on the graph of f"
        yield moment.found("drawn.tangent", text, "draw the point and the line through it, with the slope df(a)")
    elif not dot_at(moment, lower, *right[0]):
        text = "no dot at ({:.4g}, {:.4g}) of the lower axes".format(*right[0])
        yield moment.found("drawn.trace", text, "put a dot at (a, df(a)) of the lower axes")


def _slope(moment: Moment, showing: Showing) -> Iterator[Found]:
    """Compare the numbers beside labels with the slopes at dots on f or f', and those between two dots on f."""
    numbers = _numbers(moment, showing)
    known, more = list[Point](), list[Point]()
    for panel in moment.panels if numbers else ():
        places = [(x, slope) for _, x, slope in _on_graph(moment, panel, showing)]
        known += places
        for (a, _), (b, _) in combinations(places[:MOST_ON], 2):
            rise = (showing.f(b) or 0.0) - (showing.f(a) or 0.0)
            more += [(a, rise / (b - a))] if abs(b - a) > 1e-6 else []
        for x, y in map(panel.axes.to_plane, dots(moment, panel)[:MOST]):
            slope = showing.df(x)
            more += [(x, slope)] if slope is not None and abs(slope - y) * panel.unit <= NEAR else []
    for label, value, digits in numbers:
        # A label may be that of a line without a dot.
        own = list(_beside(label, moment))
        places = known or (own if not more else [])
        begun = re.search(SECANT, plain(label.text).lower()) and len(known + more) < 2  # a secant without its end
        values = {value, -value} if _SIZE.search(label.text) else {value}
        if places and not begun and not any(_is_slope(each, digits, known + more or own, showing) for each in values):
            x, slope = places[0]
            text = f"the slope at x = {x:.4g} is {slope:.4g}, the number at {label.text!r} is {value:g}"
            yield moment.found("drawn.slope", text, "show df(a) as a number", label)


def _beside(label: Item, moment: Moment) -> Iterator[Point]:
    """Yield the middle x and the slope of each line on some axes, not upright, that a label is at."""
    for _, start, end in moment.lines[:MOST]:
        panel = _panel(moment, start, end)
        if panel and to_line(label, start, end) <= AT_LINE:
            (a, low), (b, high) = panel.axes.to_plane(start), panel.axes.to_plane(end)
            yield (a + b) / 2, (high - low) / (b - a)


def _way(showing: Showing) -> Iterator[Found]:
    """Compare a word that changes as one point moves along f, "rising" and "falling", with the slope there."""
    words = [(moment, text, _WAY.search(text.text)) for moment in showing.moments for text in moment.of("text")]
    said = [(moment, text, bool(way["up"])) for moment, text, way in words if way]
    known = {(text.line, up) for _, text, up in said}
    for moment, text, up in said:
        if (text.line, not up) not in known:
            continue
        places = {x: slope for panel in moment.panels for _, x, slope in _on_graph(moment, panel, showing)}
        slope = next(iter(places.values()), 0.0)
        if len(places) == 1 and (slope if up else -slope) < -LEAST_SLOPE:
            message = f"{thing(text)} stands there where the slope is {slope:.3g}"
            yield moment.found("drawn.slope", message, "say which way f goes at the point", text)


def _place(moment: Moment, showing: Showing) -> Iterator[Found]:
    """Compare a number beside `x =`, while dots are on f or f', with their places."""
    labels = [label for label in moment.of("text") if PLACE.fullmatch(_SET_IN.sub("", plain(label.text)))]
    numbers = [(label, number) for label in labels if (number := _number_of(label, moment))]
    panels = moment.panels if numbers and any(_on_graph(moment, each, showing) for each in moment.panels) else []
    # x of each dot, and how exactly that is known.
    places = [(each.axes.to_plane(dot)[0], NEAR / each.across) for each in panels for dot in dots(moment, each)[:MOST]]
    for label, (value, digits) in numbers if places else ():
        if all(abs(x - value) > 0.5001 * 10.0**-digits + room for x, room in places):
            text = f"no dot is at x = {value:g}, as {label.text!r} says"
            yield moment.found("drawn.slope", text, "show the place of the dot", label)


def _is_slope(value: float, digits: int, places: list[Point], showing: Showing) -> bool:
    """Tell whether a number is the slope at one of some places (x, slope), to its digits, and to those of the place."""
    room = EXACTLY if showing.strict else ABOUT
    for x, slope in places:
        beside = [other for shift in (-room, room) if (other := showing.df(x + shift)) is not None]
        spread = max((abs(other - slope) for other in beside), default=0.0)
        if abs(value - slope) <= 0.5001 * 10.0**-digits + spread:
            return True
    return False


def _numbers(moment: Moment, showing: Showing) -> list[tuple[Item, float, int]]:
    """List the labels of the slope with their numbers, of the same text or beside it, and the digits of these."""
    found = []
    for label in moment.of("text"):
        words = _SET_IN.sub("", plain(label.text))
        if whole := NUMBER.fullmatch(words):
            readout = showing.is_readout(label) and DERIVATIVE_AT.fullmatch(whole["words"])
            if readout or SLOPE.fullmatch(whole["words"]):
                value = float(whole["number"].replace("\u2212", "-"))
                found.append((label, value, len(whole["decimals"] or "")))
        elif SLOPE.fullmatch(words) or DERIVATIVE_AT.fullmatch(words):
            number = _number_of(label, moment)
            found += [(label, *number)] if number else []
    return found


def _free(moment: Moment) -> list[Item]:
    return [item for item in moment.of("text") if item.owner is None]


def _number_of(label: Item, moment: Moment) -> tuple[float, int] | None:
    """Find the number, with its digits, to the right of a label; where none is there, that of the text next below."""
    texts = [item for item in _free(moment) if item is not label]
    numbers = [item for item in texts if item.number is not None]
    for among, way, most in ((numbers, 0, BESIDE), (texts, 1, BELOW)):
        nearest = min(among, key=lambda item: _gap(label, item, way), default=None)
        if nearest and _gap(label, nearest, way) <= most:
            return (nearest.number, nearest.decimals) if nearest.number is not None else None
    return None


def _gap(label: Item, item: Item, way: int) -> float:
    """Return how far a text is to the right of a label (way 0), or below it (1); infinite if it is elsewhere."""
    a, b = label.box or FRAME, item.box or FRAME
    gap = b[0] - a[2] if way == 0 else a[1] - b[3]
    level = a[1 - way] < b[3 - way] and b[1 - way] < a[3 - way]
    return max(0.0, gap) if level and gap >= -0.05 else math.inf


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
            panel = _panel(moment, start, end) if start and end else None
            if panel is None or showing.seconds_seen[line.id] < NOTICED:
                continue
            met = {function: crossings(panel, start, end, function) for function in (showing.f, showing.df)}
            called = _is_called(line, moment, "tangent")
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
            if not claims or any(fits(panel, start, end, *each) for each in met.items()):
                continue
            if any(approaches(each, panel, start, end) for each in met):
                continue
            if not called and leads_on(moment, panel, start, end, met.values()):
                continue
            if _is_called(line, moment, "normal") and is_normal(panel, start, end, showing.df, met[showing.f]):
                continue
            # A secant joins two dots, or meets a function evenly, or twice where there is talk of secants.
            chords = combinations([dot for dot, _, _ in _on_graph(moment, panel, showing)][:MOST_ON], 2)
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
                text = f"the line from {ends[0]} to {ends[1]} is no tangent of f"
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
            places = [dot for dot, _, _ in _on_graph(moment, panel, showing)]
            lines = [each for each in moment.lines if each[0].id not in known and _panel(moment, *each[1:]) is panel]
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
    return line.color != WHITE and any(name in words for words in said) and not any(re.search(SECANT, w) for w in said)


def _panel(moment: Moment, start: Point, end: Point) -> Panel | None:
    """Find the axes on which a line could be a tangent: not upright, and long enough."""
    if abs(end[0] - start[0]) < 0.01 or math.dist(start, end) < SHORT:
        return None
    middle = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    return next((panel for panel in moment.panels if panel.holds(middle, 0.0)), None)
