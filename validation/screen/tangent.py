"""The tangent: a line through a point of f has the slope of f there, and the number beside "slope" says which.

A lesson has one, with its dot, its number and the dot on the graph of f', which grows in step with it in the trace. In
any scene what is drawn as a tangent must be one: a line that touches f, or that comes in the phases of the tangent and
lies on the axes.
"""

import math
import re
from collections.abc import Iterator
from itertools import combinations, groupby, islice, pairwise

import numpy as np

from ..formulas.arrays import Function
from ..run.evidence import Item, Point
from .asymptotes import approaches, is_long
from .contact import ANGLE, NEAR, Crossings, angle, apart, crossings, direction, fits
from .curves import ROUNDING, Curves, distances, drawn_on, graphs_on, is_straight
from .showing import FRAME, NOTICED, WHITE, Found, Moment, Panel, Showing, bare, grown, holds, plain

RULES = {
    "drawn.tangent": "a line that is drawn as a tangent is one; a lesson has it, through a dot on the graph of f",
    "drawn.slope": "the number beside the word slope, or m =, is the slope of the tangent, at every moment",
    "drawn.trace": "in a lesson a dot on the lower axes is at f' of the tangent's point",
    "drawn.move": "in the trace of a lesson the point slides over a good part of f",
    "drawn.trail": "in the trace the graph of f' grows on the lower axes, just as far as the dot has come",
}

# A line that hardly leaves its dot (0.16 wide) shows no direction.
SHORT, SHORT_IN_DATASET = 0.3, 1.0
# In the languages that the animator speaks.
_WORD = r"slope|gradient|steepness|pendiente|pente|steigung|inclinação"
_SYMBOL = r"m(_\{?(\\(text|mathrm)\{|\\)?(tan|tangent|t)\}*)?"
SLOPE = re.compile(
    rf"(?i)^(\\text\{{)?(the)?({_WORD}|{_SYMBOL})(\}})?(\\text\{{)?[:=]*(\}})?$|^(\\text\{{)?({_WORD})[^=:']*[=:](\}})?$"
)
# Labels of the slope at a point that is seen, of which the number is a text by itself: f'(x) = 0 is to be solved.
DERIVATIVE_AT = re.compile(r"(f'|f\^\{?\\prime\}?|y')(\([a-z](_\{?\w\}?)?\))?=|\\[dt]?frac\{d[fy]\}\{dx\}=")
NUMBER = re.compile(r"^(?P<words>.*?)[=:]\}?(?P<number>[-+\u2212]?\d+(?:\.(?P<decimals>\d+))?)\}?\$?$")
NUMERAL = re.compile(r"[-+]?[\d,]+(\.\d+)?")
SECANT = "secant|chord|sekante|s[ée]cante"
QUOTIENT = re.compile(
    rf"(?i){SECANT}|\+h\)|\+\\Deltax\)|h\\to"
)  # there is talk of them, or of what their slopes come to
CENTRED = 0.02  # how far from its middle, as a part of it, a line may touch what it is a tangent of
INSIDE = 0.2  # of an arrow, at each end: what touches the graph there points to it, or starts from it
LEVEL_LINE = 0.01
FAR_FROM = 1.2  # a line so long, that is called a tangent, is none of the legend: it has to touch f
BESIDE = 1.2  # how far to the right of its label a number may be
BELOW = 0.9  # and how far below it, where nothing is to the right
LEVEL = 0.25
EXACTLY, ABOUT = 1e-5, 1e-3  # how far from its dot the place may be: a scene by others may take h = 0.001
FINEST = 1e-6  # of the axes' height, that a digit of the slope tells apart: a viewer can follow as the number changes
LARGE = 1000.0  # the height of axes for slopes that need no digit after the point
MOST = 60  # dots and lines at a time
MOST_ON = 12  # dots on the graph that one line joins
LOOKS = 3  # at which a line that moves is wrong, at least
BEHIND = 0.03  # how far the end of the trail may be from the dot, as a part of the width of the axes
FAR = 0.2  # of the graph under it, at least
FASTEST = 3.0  # times its mean speed: Manim's own smooth movement comes to 2.5


def tangents(moment: Moment, panel: Panel, showing: Showing) -> list[Point]:
    """List x and the slope of f where a line runs through a dot on the graph of f in the direction of its tangent."""
    return [
        (x, slope)
        for dot, x, slope in _on_graph(moment, panel, showing)
        for line, start, end in islice(moment.lines, MOST)
        if math.dist(start, end) >= (SHORT_IN_DATASET if showing.of_dataset else SHORT)
        if is_on(dot, start, end, NEAR)
        if not showing.of_dataset or abs(math.dist(start, dot) - math.dist(end, dot)) <= NEAR
        # A vertical line that leads to its dot marks its place; a vertical tangent is a plain line.
        if line.cls == "Line" or abs(start[0] - end[0]) >= 1e-3 * math.dist(start, end)
        if apart(direction(start, end), angle(panel, x, slope)) <= ANGLE
    ]


def in_domain(function: Function, x: float) -> float:
    """Return a place that was read back from the screen: where a function ends, not beyond the end by the rounding."""
    near = (x, x + 1e-6, x - 1e-6, x + ROUNDING, x - ROUNDING)
    return next((each for each in near if function(each) is not None), x)


def _on_graph(moment: Moment, panel: Panel, showing: Showing) -> Iterator[tuple[Point, float, float]]:
    """List the dots on the graph of f, with x and the slope there."""
    for dot in islice(dots(moment, panel), MOST):
        x = in_domain(showing.df, panel.axes.to_plane(dot)[0])
        value, slope = showing.f(x), showing.df(x)
        if value is not None and slope is not None and math.dist(panel.axes.to_scene(x, value), dot) <= NEAR:
            yield dot, x, slope


def can_be_followed(digits: int, height: float) -> bool:
    """Tell whether a slope with so many digits after the point can be read while it changes on axes so high."""
    return 10.0**-digits >= FINEST * height if digits else height >= LARGE


def dots(moment: Moment, panel: Panel) -> list[Point]:
    """List the places of the dots on some axes."""
    return [dot.center for dot in moment.of("dot") if dot.center is not None and panel.holds(dot.center)]


def dot_at(moment: Moment, panel: Panel, x: float, y: float) -> bool:
    """Tell whether a dot is at a point of the plane."""
    return any(math.dist(dot, panel.axes.to_scene(x, y)) <= NEAR for dot in dots(moment, panel))


def is_on(place: Point, start: Point, end: Point, room: float) -> bool:
    """Tell whether a place is on a line between its ends, on screen."""
    return bool(distances(np.array([place]), np.array([[start, end]]))[0] <= room)


def check(showing: Showing, curves: Curves) -> Iterator[Found]:
    """Yield what is wrong with the tangents of a scene."""
    yield from _claims(showing, curves)
    yield from _moving(showing)
    if showing.lesson:
        moments = [m for m in (showing.ends["tangent"], *showing.during("trace")) if len(m.panels) == 2]
        for moment in moments:
            yield from _lesson(moment, showing)
        yield from _trace(moments, showing)
    else:
        for moment in showing.plays:
            for panel in moment.panels if slope_numbers(moment) else ():
                yield from _slope(moment, panel, showing)
            yield from _at_point(moment, showing)


def _lesson(moment: Moment, showing: Showing) -> Iterator[Found]:
    upper, lower = moment.panels
    if not slope_numbers(moment) or any(not NUMERAL.fullmatch(item.text) for item in _free_numbers(moment)):
        text = "no number stands beside the word slope, or it has a unit"
        yield moment.found("drawn.slope", text, "show df(a) as a number, to the right of its label")
    height = lower.axes.y_range[1] - lower.axes.y_range[0]
    for digits in {digits for _, digits in slope_numbers(moment)} if showing.of_dataset else ():
        if not can_be_followed(digits, height):
            text = "the slope has no digit after the point, or too many"
            yield moment.found("drawn.slope", text, "show one to five; none of one in thousands, more of a tiny one")
    yield from _slope(moment, upper, showing)
    right = tangents(moment, upper, showing)
    if not right:
        text = "no tangent through a dot on the graph of f"
        yield moment.found("drawn.tangent", text, "draw the point and the line through it, with the slope df(a)")
    elif not dot_at(moment, lower, *right[0]):
        text = "no dot at ({:.4g}, {:.4g}) of the lower axes".format(*right[0])
        yield moment.found("drawn.trace", text, "put a dot at (a, df(a)) of the lower axes")


def _slope(moment: Moment, panel: Panel, showing: Showing) -> Iterator[Found]:
    """Compare the number beside the label with the slope of a tangent on screen, or a secant, or else at a dot on f."""
    places = tangents(moment, panel, showing) or [(x, slope) for _, x, slope in _on_graph(moment, panel, showing)]
    # It may be that of a dot on the graph of f' as well.
    known = [(x, y) for each in moment.panels for x, y in map(each.axes.to_plane, dots(moment, each))]
    places += _secants(moment, panel, showing)
    known = [*places, *((x, s) for x, y in known if (s := showing.df(x)) is not None and abs(s - y) <= 1e-3 * abs(s))]
    for value, decimals in slope_numbers(moment) if places else ():
        if not _is_slope(value, decimals, known, showing):
            x, slope = places[0]
            text = f"the slope at x = {x:.4g} is {slope:.4g}, the number beside its label is {value:g}"
            yield moment.found("drawn.slope", text, "show df(a) as a number")


def _secants(moment: Moment, panel: Panel, showing: Showing) -> list[Point]:
    """List x and the slope of each line that joins two dots on the graph of f, and is called no tangent."""
    lines = [each for each in islice(moment.lines, MOST) if not _is_called_tangent(each[0], moment)]
    joined = [_joined(start, end, moment, panel, showing) for _, start, end in lines]
    pairs = (pair for places in joined for pair in combinations(places, 2))
    return [(a, _rise(showing.f, a, b)) for a, b in pairs if abs(b - a) > 1e-6]


def _joined(start: Point, end: Point, moment: Moment, panel: Panel, showing: Showing) -> list[float]:
    """List x of the dots on the graph of f through which a line would run, were it drawn for twice as far."""
    x, y = (end[0] - start[0]) / 2, (end[1] - start[1]) / 2
    ends = (start[0] - x, start[1] - y), (end[0] + x, end[1] + y)
    return [place for dot, place, _ in _on_graph(moment, panel, showing) if is_on(dot, *ends, NEAR)][:MOST_ON]


def _rise(function: Function, a: float, b: float) -> float:
    return ((function(b) or 0.0) - (function(a) or 0.0)) / (b - a)


def _at_point(moment: Moment, showing: Showing) -> Iterator[Found]:
    """Compare the number after f'(a) = with the slope at the only dot on the graph of f, or at one on that of f'."""
    free = _free_numbers(moment)
    labels = [item for item in moment.of("text") if DERIVATIVE_AT.fullmatch(bare(item.text))]
    numbers = [(label, n.number or 0.0, n.decimals) for label in labels if (n := _number_of(label, moment, free))]
    readouts = [item for item in moment.of("text") if showing.is_readout(item)]
    numbers += [(item, *read) for item in readouts if (read := _read(item, DERIVATIVE_AT))]
    places = [(x, s) for panel in moment.panels if numbers for _, x, s in _on_graph(moment, panel, showing)]
    if len({round(x, 3) for x, _ in places}) != 1:
        return
    for panel in moment.panels:
        slopes = [(x, showing.df(x), y) for x, y in map(panel.axes.to_plane, dots(moment, panel)[:MOST])]
        places += [(x, s) for x, s, y in slopes if s is not None and abs(s - y) * panel.unit <= NEAR]
    for label, value, decimals in numbers:
        if not _is_slope(value, decimals, places, showing):
            x, slope = places[0]
            text = f"the slope at x = {x:.4g} is {slope:.4g}, at {label.text!r} stands {value:g}"
            yield moment.found("drawn.slope", text, "show df(a) as a number", label)


def _read(text: Item, label: re.Pattern[str]) -> tuple[float, int] | None:
    """Read a label with its number, and how many digits that has after the point."""
    whole = NUMBER.match(bare(text.text))
    if not whole or not label.fullmatch(f"{whole['words']}="):
        return None
    return float(whole["number"].replace("\u2212", "-")), len(whole["decimals"] or "")


def _is_slope(value: float, decimals: int, places: list[Point], showing: Showing) -> bool:
    """Tell whether a number is the slope at one of some places (x, slope), to its digits, and to those of the place."""
    room, df = (EXACTLY if showing.strict else ABOUT), showing.df
    for x, slope in places:
        near = [df(x + shift) for shift in (-room, room)]
        spread = max((abs(other - slope) for other in near if other is not None), default=0.0)
        if abs(value - slope) <= 0.5001 * 10.0**-decimals + spread:
            return True
    return False


def slope_numbers(moment: Moment) -> list[tuple[float, int]]:
    """List the numbers that stand beside the word slope, or `m =`, with their digits after the point."""
    found = []
    free = _free_numbers(moment)
    for label in moment.of("text"):
        if read := _read(label, SLOPE):
            found.append(read)
        elif SLOPE.match(bare(label.text)):
            beside = _number_of(label, moment, free)
            found += [(beside.number or 0.0, beside.decimals)] if beside else []
    return found


def _free_numbers(moment: Moment) -> list[Item]:
    return [item for item in moment.of("text") if item.number is not None and item.owner is None]


def _number_of(label: Item, moment: Moment, free: list[Item]) -> Item | None:
    """Find the number to the right of a label; where nothing is there, the one that is next below it."""
    texts = [item for item in moment.of("text") if item is not label]
    right = min(free, key=lambda item: _beside(label, item), default=None)
    if right and _beside(label, right) <= BESIDE:
        return right
    if not texts or any(_beside(label, item) <= BESIDE for item in texts):
        return None
    below = min(texts, key=lambda item: _below(label, item))
    return below if below in free and _below(label, below) <= BELOW else None


def _below(label: Item, item: Item) -> float:
    """Return how far a text is below a label; infinite if it is elsewhere."""
    (left, bottom, right, _), (start, _, end, high) = label.box or FRAME, item.box or FRAME
    return max(0.0, bottom - high) if bottom - high >= -0.05 and start < right and left < end else math.inf


def _beside(label: Item, item: Item) -> float:
    """Return how far a number is to the right of its label; infinite if it is elsewhere."""
    (_, bottom, right, top), (left, low, _, high) = label.box or FRAME, item.box or FRAME
    level = abs(low + high - bottom - top) / 2 <= LEVEL
    return max(0.0, left - right) if level and left - right >= -0.05 else math.inf


def _trace(moments: list[Moment], showing: Showing) -> Iterator[Found]:
    """Follow the point with the tangent: how far it goes, and that the graph of f' comes just as far."""
    best = [(moment, tangents(moment, moment.panels[0], showing)) for moment in moments]
    places = [(moment, found[0][0]) for moment, found in best if found]
    if not places:
        return
    start = places[0][1]
    for moment, here in places:
        lower = moment.panels[1]
        low, high, room = min(start, here), max(start, here), BEHIND * lower.width
        xs = lower.axes.to_plane((drawn_on(moment, lower)[..., 0], drawn_on(moment, lower)[..., 1]))[0]
        shown = xs.min(initial=math.inf), xs.max(initial=-math.inf)
        if high - low > room and (abs(shown[0] - low) > room or abs(shown[1] - high) > room):
            text = f"the point has come from x = {start:.4g} to {here:.4g}, the graph of f' shows "
            text += f"x = {shown[0]:.4g} to {shown[1]:.4g}" if len(xs) else "nothing"
            yield moment.found("drawn.trail", text, "create the graph of f' while the point moves")
            break
    last = places[-1][1]
    mean = abs(last - start) / max(1e-6, places[-1][0].snapshot.time - places[0][0].snapshot.time)
    leap = 0.0
    for (before, a), (after, b) in pairwise(places):
        if abs(b - a) > FASTEST * mean * (after.snapshot.time - before.snapshot.time):
            leap = max(leap, abs(b - a))
    if showing.of_dataset and leap:
        text = f"the point leaps over {leap:.3g} of the way from x = {start:.4g} to {last:.4g}"
        yield places[-1][0].found("drawn.move", text, "let it slide, with one run_time for all of the way")
    moment = showing.ends["function"]
    upper = moment.panels[0]
    for graph in moment.of("graph"):
        for piece in graph.pieces:
            xs = np.array([upper.axes.to_plane(point)[0] for point in piece if point])
            if len(xs) and xs.min() <= start <= xs.max() and abs(last - start) < FAR * np.ptp(xs):
                text = f"the point comes from x = {start:.4g} to {last:.4g} in all of the trace"
                yield moment.found("drawn.move", text, "let it slide along f, over the part of the domain in view")


def _claims(showing: Showing, curves: Curves) -> Iterator[Found]:
    """Look for lines that are drawn as tangents and are none."""
    new = showing.new_in("tangent", "trace")
    for moment in showing.stills:
        straight = [item for item in moment.of("graph") if is_straight(item) and not curves.roles(item, moment)]
        plotted = [(item, *item.anchors[[0, -1]].tolist()) for item in straight]
        arrows = [(item, item.start, item.end) for item in moment.of("line") if item.tip and item.owner is None]
        for line, start, end in [*moment.lines, *plotted, *arrows]:
            panel = _panel(moment, start, end) if start and end else None
            if panel is None or showing.seconds_seen[line.id] < NOTICED:
                continue
            met = {function: crossings(panel, start, end, function) for function in (showing.f, showing.df)}
            called = _is_called_tangent(line, moment)
            # It claims to be a tangent that comes in its phases, or meets f in its middle, or where there is a dot.
            centred = CENTRED / 4 if line.tip else CENTRED
            middle = any(abs(a - 0.5) <= centred for a, _ in met[showing.f])
            at_dot = [a for a, point in met[showing.f] if dot_at(moment, panel, *point)]
            if line.tip:  # what ends at the graph points to it
                claims = middle or any(INSIDE <= a <= 1 - INSIDE for a in at_dot)
            elif abs(end[1] - start[1]) < LEVEL_LINE:  # what leads to an axis, or is a side of a triangle, is level too
                at_middle = any(abs(a - 0.5) <= CENTRED for a in at_dot)
                claims = called and at_middle and not tangents(moment, panel, showing)
            else:
                claims = (moment.section in ("tangent", "trace") and line.id in new) or middle or bool(at_dot)
                apart = math.dist(start, end) >= FAR_FROM and panel.holds(start) and panel.holds(end)
                claims |= called and (bool(met[showing.f]) or apart)
            tangent = any(fits(panel, start, end, *each) for each in met.items())
            tangent |= is_long(start, end, panel) and any(approaches(each, panel, start, end) for each in met)
            secant = any(_is_secant(moment, panel, each, called=called) for each in met.values())
            if not claims or tangent or secant or (not called and len(_joined(start, end, moment, panel, showing)) > 1):
                continue
            graphs = graphs_on(moment, panel)
            if not graphs or any(curves.roles(graph, moment) for graph in graphs):  # else of u, as in f = uv
                ends = [f"({x:.3g}, {y:.3g})" for x, y in (panel.axes.to_plane(start), panel.axes.to_plane(end))]
                text = f"the line from {ends[0]} to {ends[1]} is no tangent of f"
                yield moment.found("drawn.tangent", text, "the tangent at a has the slope df(a)", line)


def _moving(showing: Showing) -> Iterator[Found]:
    """Look for a line that moves along f with a dot in its middle, and is no tangent on most of its way."""
    for _, moments in groupby(showing.moments, key=lambda moment: moment.snapshot.play):
        ways: dict[int, list[tuple[float, bool]]] = {}
        last: dict[int, tuple[Item, Moment, Panel]] = {}
        for moment in moments:
            for panel in moment.panels if not moment.ends_play else ():
                on = list(_on_graph(moment, panel, showing))
                for line, start, end in islice(moment.lines, MOST if on else 0):
                    met = [each for each in on if is_on(each[0], start, end, NEAR)]
                    if len(met) != 1 or math.dist(start, end) < SHORT:
                        continue
                    ((dot, x, slope),) = met
                    if abs(math.dist(start, dot) - math.dist(end, dot)) <= 4 * NEAR:
                        off = apart(direction(start, end), angle(panel, x, slope))
                        ways.setdefault(line.id, []).append((x, off > 4 * ANGLE))
                        last[line.id] = line, moment, panel
        for number, way in ways.items():
            line, moment, panel = last[number]
            xs, wrong = [x for x, _ in way], sum(off for _, off in way)
            if max(xs) - min(xs) > BEHIND * panel.width and wrong >= LOOKS and 2 * wrong > len(way):
                text = f"the line that moves from x = {xs[0]:.3g} to {xs[-1]:.3g} is no tangent of f on its way"
                yield moment.found("drawn.tangent", text, "the tangent at a has the slope df(a)", line)


def _is_called_tangent(line: Item, moment: Moment) -> bool:
    """Tell whether a text in the colour of a line calls it a tangent; where there is talk of secants it is open."""
    said = [(item.color, plain(item.text).lower()) for item in moment.of("text")]
    if any(re.search(SECANT, words) for _, words in said) or line.color == WHITE:
        return False
    return any(color == line.color and "tangent" in words for color, words in said)


def _panel(moment: Moment, start: Point, end: Point) -> Panel | None:
    """Find the axes on which a line could be a tangent: not upright, long enough, and no pointer from a text."""
    if abs(end[0] - start[0]) < 0.01 or math.dist(start, end) < SHORT:
        return None
    free = [item for item in moment.of("text") if item.owner is None]
    others = [item for item in free if not re.search(r"(?i)tangent|slope|^m", plain(item.text))]
    around = [grown(item.box, 0.35) for item in others if item.box]
    if any(holds(box, start) or holds(box, end) for box in around):
        return None
    middle = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    return next((panel for panel in moment.panels if panel.holds(middle, 0.0)), None)


def _is_secant(moment: Moment, panel: Panel, met: Crossings, *, called: bool) -> bool:
    """Tell whether a line is a secant: it meets a function at two dots, or if nothing calls it a tangent evenly."""
    even = not called and any(abs(a + b - 1) <= CENTRED for (a, _), (b, _) in combinations(met, 2))
    talk = not called and len(met) > 1 and any(QUOTIENT.search(plain(item.text)) for item in moment.of("text"))
    return even or talk or sum(dot_at(moment, panel, *point) for _, point in met) >= 2
