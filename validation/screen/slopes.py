"""The number beside the word slope, or m =, that at x =, and the words for the way that f goes: at the points of f."""

import math
import re
from collections.abc import Iterable, Iterator
from itertools import combinations

from ..run.evidence import Item, Point
from .contact import MOST, MOST_ON, NEAR, dots, fits, on_graph, panel_of, to_line
from .graphs import is_straight
from .showing import FRAME, Found, Moment, Showing, plain, thing

RULES = {"drawn.slope": "the number beside the word slope, or m =, is the slope of the tangent, at every moment"}

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
SECANT = "secant|chord|sekante|s[ée]cante"
BESIDE = 1.2  # how far to the right of its label a number may be
BELOW = 0.9  # and how far below it, where nothing is to the right
AT_LINE = 0.3  # how far from its line the label of its slope is, at most
EXACTLY, ABOUT = 1e-5, 1e-3  # how far from its dot the place may be: a scene by others may take h = 0.001
FINEST = 1e-6  # of the axes' height, that a digit of the slope tells apart: a viewer can follow as the number changes
LARGE = 1000.0  # the height of axes for slopes that need no digit after the point


def check(moments: Iterable[Moment], showing: Showing) -> Iterator[Found]:
    """Yield what is wrong with the numbers of slopes and of places at some moments, and with words for the way of f."""
    for moment in moments:
        yield from _slope(moment, showing)
        yield from _place(moment, showing)
    yield from _way(showing)


def can_be_followed(digits: int, height: float) -> bool:
    """Tell whether a slope with so many digits after the point can be read while it changes on axes so high."""
    return 10.0**-digits >= FINEST * height if digits else height >= LARGE


def numbers_of(moment: Moment, showing: Showing) -> list[tuple[Item, float, int]]:
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


def _slope(moment: Moment, showing: Showing) -> Iterator[Found]:
    """Compare the numbers beside labels with the slopes at dots on f or f', and those between two dots on f."""
    numbers = numbers_of(moment, showing)
    known, more = list[Point](), list[Point]()
    for panel in moment.panels if numbers else ():
        places = [(x, slope) for _, x, slope in on_graph(moment, panel, showing)]
        known += places
        for (a, _), (b, _) in combinations(places[:MOST_ON], 2):
            rise = (showing.f(b) or 0.0) - (showing.f(a) or 0.0)
            more += [(a, rise / (b - a))] if abs(b - a) > 1e-6 else []
        for x, y in map(panel.axes.to_plane, dots(moment, panel)[:MOST]):
            slope = showing.df(x)
            more += [(x, slope)] if slope is not None and abs(slope - y) * panel.unit <= NEAR else []
    for label, value, digits in numbers:
        own = [] if known or more else list(_without_dot(label, moment, showing))
        places = known or own
        begun = re.search(SECANT, plain(label.text).lower()) and len(known + more) < 2  # a secant without its end
        values = {value, -value} if _SIZE.search(label.text) else {value}
        if places and not begun and not any(_is_slope(each, digits, known + more or own, showing) for each in values):
            x, slope = places[0]
            text = f"the slope at x = {x:.4g} is {slope:.4g}, the number at {label.text!r} is {value:g}"
            yield moment.found("drawn.slope", text, "show df(a) as a number", label)


def _without_dot(label: Item, moment: Moment, showing: Showing) -> Iterator[Point]:
    """Yield the middle x and the slope of each line, not upright, that a label is at, or that touches f."""
    plotted = [(item, *item.anchors[[0, -1]].tolist()) for item in moment.of("graph") if is_straight(item)]
    for _, start, end in [*moment.lines[:MOST], *plotted]:
        panel = panel_of(moment, start, end)
        if panel and (to_line(label, start, end) <= AT_LINE or fits(panel, start, end, showing.f)):
            (a, low), (b, high) = panel.axes.to_plane(start), panel.axes.to_plane(end)
            yield (a + b) / 2, (high - low) / (b - a)


def _is_slope(value: float, digits: int, places: list[Point], showing: Showing) -> bool:
    """Tell whether a number is the slope at one of some places (x, slope), to its digits, and to those of the place."""
    room = EXACTLY if showing.strict else ABOUT
    for x, slope in places:
        beside = [other for shift in (-room, room) if (other := showing.df(x + shift)) is not None]
        spread = max((abs(other - slope) for other in beside), default=0.0)
        if abs(value - slope) <= 0.5001 * 10.0**-digits + spread:
            return True
    return False


def _place(moment: Moment, showing: Showing) -> Iterator[Found]:
    """Compare a number beside `x =`, while dots are on f or f', with their places."""
    labels = [label for label in moment.of("text") if PLACE.fullmatch(_SET_IN.sub("", plain(label.text)))]
    numbers = [(label, number) for label in labels if (number := _number_of(label, moment))]
    panels = moment.panels if numbers and any(on_graph(moment, each, showing) for each in moment.panels) else []
    # x of each dot, and how exactly that is known.
    places = [(each.axes.to_plane(dot)[0], NEAR / each.across) for each in panels for dot in dots(moment, each)[:MOST]]
    for label, (value, digits) in numbers if places else ():
        if all(abs(x - value) > 0.5001 * 10.0**-digits + room for x, room in places):
            text = f"no dot is at x = {value:g}, as {label.text!r} says"
            yield moment.found("drawn.slope", text, "show the place of the dot", label)


def _way(showing: Showing) -> Iterator[Found]:
    """Compare a word that changes as one point moves along f, "rising" and "falling", with the slope there."""
    words = [(moment, text, _WAY.search(text.text)) for moment in showing.moments for text in moment.of("text")]
    said = [(moment, text, bool(way["up"])) for moment, text, way in words if way]
    known = {(text.line, up) for _, text, up in said}
    for moment, text, up in said:
        if (text.line, not up) not in known:
            continue
        places = {x: slope for panel in moment.panels for _, x, slope in on_graph(moment, panel, showing)}
        slope = next(iter(places.values()), 0.0)
        if len(places) == 1 and (slope if up else -slope) < -LEAST_SLOPE:
            message = f"{thing(text)} stands there where the slope is {slope:.3g}"
            yield moment.found("drawn.slope", message, "say which way f goes at the point", text)


def _number_of(label: Item, moment: Moment) -> tuple[float, int] | None:
    """Find the number, with its digits, to the right of a label; where none is there, that of the text next below."""
    texts = [item for item in free(moment) if item is not label]
    numbers = [item for item in texts if item.number is not None]
    for among, way, most in ((numbers, 0, BESIDE), (texts, 1, BELOW)):
        nearest = min(among, key=lambda item: _gap(label, item, way), default=None)
        if nearest and _gap(label, nearest, way) <= most:
            return (nearest.number, nearest.decimals) if nearest.number is not None else None
    return None


def free(moment: Moment) -> list[Item]:
    """List the texts that are no part of axes, or of a table."""
    return [item for item in moment.of("text") if item.owner is None]


def _gap(label: Item, item: Item, way: int) -> float:
    """Return how far a text is to the right of a label (way 0), or below it (1); infinite if it is elsewhere."""
    a, b = label.box or FRAME, item.box or FRAME
    gap = b[0] - a[2] if way == 0 else a[1] - b[3]
    level = a[1 - way] < b[3 - way] and b[1 - way] < a[3 - way]
    return max(0.0, gap) if level and gap >= -0.05 else math.inf
