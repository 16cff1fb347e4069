"""What a label says of the dot that it is at: "(1, 5)", "P(1, f(1))", `x = 2`, or that f has a maximum there."""

import contextlib
import math
import re
from collections.abc import Iterator
from functools import lru_cache

import numpy as np
import sympy

from ..formulas import latex
from ..formulas.equality import derivative
from ..formulas.expression import FAILURES, Expr, Listed
from ..formulas.names import Names
from ..run.evidence import Item, Point
from .captions import CLOSE, tips
from .contact import lies_on
from .curves import NEAR, Curves
from .graphs import segments
from .line_numbers import half_digit, many, one
from .showing import FRAME, STATES, Found, Moment, Panel, Showing, away, bare, distances, thing

_STRETCH = re.compile(r"(?i)\b(on|in|for|over|between|interval|domain|range)\b")  # "(1, 5)" is an interval there
_TURN = re.compile(
    r"(?i)^(?:\\text\{)?(?:the|an?|local|relative)*(max|min|(?:pointof)?inflection)(?:imum)?(?:point)?"
    r"(?P<of_f>off(?:\(x\))?)?[.:!]?\}?$"
)
_ON_GRAPH = re.compile(r"(?i)(point|dot)on(the)?(graph|curve|function|(y=)?f(\(x\))?$)")
_PAIR = re.compile(r"\((?P<x>[a-z](_\{?\w\}?)?),(?P<name>f(?P<primed>['\u2032]|\^\\prime)?)\((?P=x)\)\)")
_SLOPE_AT = re.compile(r"(?i)(?:slope|tangent(?:line)?)at(?:\\?\}?\$?)x=(-?\d+(?:\.\d+)?)(?![\d.])")
EXACT = 0.03  # how far from its coordinates a dot is at most, in Manim's units, beside what is rounded
AMID = 0.1  # how far beside the middle of a label an upright line may be that it is of, in Manim's units
MOST = 60  # dots at a time
ALONG = 0.06  # how far beside what it runs along a dot may be, in Manim's units
LEVEL = 0.001  # how far sideways what moves straight up moves, at most
MOSTLY = 0.7  # the part of its way that a moving dot is on something, at least
POINTED = 0.15  # how far beside an extremum a dot or a tip may be that is said to be there, in Manim's units


def check(label: Item, moment: Moment, showing: Showing, curves: Curves) -> Iterator[Found]:
    """Yield what is wrong with a text that stands at dots: all of them are somewhere else than it says."""
    box, words = label.box or FRAME, bare(label.text)
    at = moment.on_axes(place for _, place in moment.dots if away(place, box) <= CLOSE)
    turn, places = _TURN.match(words), at + moment.on_axes(tips(label, moment))
    # A line may lead from the label to its place.
    led = moment.on_axes(end for _, *both in moment.lines for end in both if away(end, box) <= CLOSE)
    # An upright line over or under the middle of `x = 2` stands at that place.
    upright = [end for _, *both in moment.lines if abs(both[0][0] - both[1][0]) <= EXACT for end in both]
    amid = [each for each in led if each[0] in upright and abs(each[0][0] - (box[0] + box[2]) / 2) <= AMID]
    for end, panel in amid if turn and not places else ():
        x = panel.axes.to_plane(end)[0]
        places += [(panel.axes.to_scene(x, y), panel) for y in (showing.f(x), showing.df(x)) if y is not None]
    graphs = segments(*moment.of("graph"))
    afloat = at and len(graphs) and distances(np.array([place for place, _ in at]), graphs).min() > NEAR
    astray = turn and places and not any(_is_turn(*each, turn, moment, curves) for each in places)
    if astray or (afloat and (turn or _ON_GRAPH.search(words))):
        yield moment.found("drawn.label", f"{thing(label)} is at no such place", "put it where one is", label)
    if (pair := _PAIR.search(words)) and at:
        function = derivative(showing.expression) if pair["primed"] else showing.expression
        if not any(_is_on(*each, function) for each in at):
            text = f"no dot at {thing(label)} is on the graph of {pair['name']}"
            yield moment.found("drawn.label", text, "put it at a point of that graph", label)
    said = _said(label.text, showing.expression)
    # P(1 | 2) in a column of texts is the one point of f that is there, if that is at x = 1.
    if said and not at and words.startswith("P(") and moment.section == "tangent":
        dots = moment.on_axes(place for _, place in moment.dots)
        own = [each for each in dots if lies_on(*each, showing.f, ALONG)]
        xs = [abs(panel.axes.to_plane(here)[0] - said[0][0]) - EXACT / panel.across for here, panel in own]
        at = own if len(own) == 1 and xs[0] <= said[1][0] else at
    stands_at = at or (said and math.isnan(said[0][1]) and amid)
    if said and stands_at and not any(_is_at(*each, *said) for each in at + led):
        text = f"no dot or line at {thing(label)} is there"
        yield moment.found("drawn.label", text, "put it beside the dot or line that it is of", label)


def astray(showing: Showing) -> Iterator[Found]:
    """Yield the dot that runs through axes in the phases of the tangent, and is mostly on no curve, line or axis."""
    # Of each dot, where it has been: whether that is on something, and on which axes.
    places, last = dict[int, dict[Point, tuple[bool, int]]](), dict[int, tuple[Item, Moment]]()
    for moment in showing.during("tangent", "trace"):
        drawn = [graph for graph in moment.of("graph") if graph.pieces]
        # Beside its tangent the point of the trace is not on f.
        lines = [way for _, *way in moment.lines if moment.section != "trace"]
        ends = np.concatenate([segments(*drawn), np.array(lines).reshape(-1, 2, 2)])
        for dot, place in moment.dots[:MOST] if drawn else ():
            panel = next((each for _, each in moment.on_axes([place])), None)
            way = places.get(dot.id, {})
            if panel is None or place in way or any(abs(x - place[0]) <= LEVEL for x, _ in list(way)[-1:]):
                continue  # it moves from f to f', say
            off_axes = np.abs(np.subtract(place, panel.axes.to_scene(0.0, 0.0))).min()
            near = min(distances(np.array([place]), ends)[0], off_axes) <= ALONG
            on = near or any(lies_on(place, panel, each, ALONG) for each in (showing.f, showing.df))
            places.setdefault(dot.id, {})[place] = on, panel.id
            last[dot.id] = dot, moment
    for number, way in places.items():
        on_something, homes = zip(*way.values(), strict=True)
        # What flies to other axes runs along nothing.
        if len(way) >= STATES and sum(on_something) < MOSTLY * len(way) and len(set(homes)) == 1:
            dot, moment = last[number]
            yield moment.found("drawn.trace", "a dot moves along no curve", "let it run along f, or f'", dot)


def afloat(moment: Moment, panel: Panel, dots: list[tuple[Item, Point]], touching: list[Point]) -> Iterator[Found]:
    """Look at what comes with tangents: of as many dots on the axes a viewer takes it that they are on curves, or axes.

    Right above where a tangent touches it is not taken for one on the y axis. Others may be given from outside the
    axes, as a legend has them.
    """
    places = [place for _, place in dots if panel.holds(place)]
    across, up = panel.axes.to_scene(0.0, 0.0)
    for x, y in places if len(places) == len(touching) else ():
        curves = distances(np.array([(x, y)]), segments(*moment.of("graph"))).min()
        above = any(abs(x - there) <= NEAR for there, _ in touching)
        beside = abs(y - up) if above else min(abs(x - across), abs(y - up))
        if min(beside, curves) > 2 * NEAR:
            text = f"the dot at ({x:.3g}, {y:.3g}) of the picture, that comes with the tangent, is on no curve"
            yield moment.found("drawn.tangent", text, "draw it where the tangent touches f", dots[0][0])


def elsewhere(showing: Showing) -> Iterator[Found]:
    """Yield a text that speaks of the slope at one place, as long as it stands the point on f is at another."""
    new = showing.new_in("tangent")
    at, told = dict[int, set[float]](), dict[int, tuple[Item, Moment, float, float]]()
    for moment in showing.plays:
        texts = [text for text in moment.of("text") if text.id in new and _SLOPE_AT.search(bare(text.text))]
        dots = [place for dot, place in moment.dots if dot.id in new] if texts else []
        on_f = [each for each in moment.on_axes(dots[:MOST]) if _is_on(*each, showing.expression)]
        for text in texts if on_f else ():
            said = {float(place) for place in _SLOPE_AT.findall(bare(text.text))}
            if len(said) == 1:
                at.setdefault(text.id, set()).update(panel.axes.to_plane(place)[0] for place, panel in on_f)
                told[text.id] = text, moment, said.pop(), max(POINTED / panel.across for _, panel in on_f)
    for number, (text, moment, x, room) in told.items():
        if not min(at[number]) - room <= x <= max(at[number]) + room:
            message = f"{thing(text)} speaks of x = {x:g}, and the point is at x = {min(at[number]):.3g}"
            yield moment.found("drawn.tangent", message, "draw the tangent at that place", text)


def _is_at(dot: Point, panel: Panel, place: Point, rounded: Point) -> bool:
    """Tell whether a dot is at a place, of which y may be NaN, to its digits."""
    off = np.abs(np.subtract(panel.axes.to_plane(dot), place)) - rounded
    return not (off * (panel.across, panel.unit) > EXACT).any()


def _is_on(dot: Point, panel: Panel, function: Expr) -> bool:
    x, y = panel.axes.to_plane(dot)
    room = POINTED * panel.width / (panel.box[2] - panel.box[0])
    near = many(function, np.linspace(x - room, x + room, 21))
    up = POINTED / panel.unit
    return bool(np.nanmin(near, initial=np.inf) - up <= y <= np.nanmax(near, initial=-np.inf) + up)


def _is_turn(place: Point, panel: Panel, said: re.Match[str], moment: Moment, curves: Curves) -> bool:
    """Tell whether f, or f' where its graph is there, turns at a place, or bends the other way from there on.

    A place on neither graph may be one of another curve.
    """
    x, y = panel.axes.to_plane(place)
    kind, own = said[1].lower(), {"f": curves.showing.expression, "f'": derivative(curves.showing.expression)}
    drawn = curves.roles_on(panel, moment) or set(own)
    meant = [own[name] for name in own if name in drawn and (name == "f" or not said["of_f"])]
    here = [each for each in meant if abs(one(each, x) - y) * panel.unit <= POINTED]
    room = POINTED * panel.width / (panel.box[2] - panel.box[0])
    xs = np.linspace(x - room, x + room, 201)
    signs = (1, -1) if "inflection" in kind else (1 if kind == "max" else -1,)
    for function in here:
        values = many(derivative(function) if "inflection" in kind else function, xs)
        # Where a function begins there is nothing before its first value.
        if np.isfinite(values).any() and any(0 < np.nanargmax(sign * values) < len(xs) - 1 for sign in signs):
            return True
    return not here


@lru_cache(maxsize=1024)
def _said(text: str, function: Expr) -> tuple[Point, Point] | None:
    """Read the only pair of numbers of a text, or the x (with NaN) of one that is `x = 2`; and how rounded they are."""
    told = [statement for statement in latex.read(text.replace("$", "")) if not isinstance(statement, str)]
    pairs = [(*pair.args, "=", each) for each in told for side in each.sides for pair in side.atoms(Listed)]
    if len(told) == 1 and told[0].relations in (("=",), ("~",)) and not told[0].label:
        name, value = told[0].sides
        pairs += [(value, sympy.nan, told[0].relations[0], told[0])] if re.fullmatch(r"x(_\w)?", str(name)) else []
    with contextlib.suppress(*FAILURES):
        ((x, y, relation, statement),) = [] if _STRETCH.search(text) else pairs
        place = float(Names({"f": function}).resolve(x)), float(Names({"f": function}).resolve(y))
        rounded = half_digit(x, statement, relation), half_digit(y, statement, relation)
        return (place, rounded) if math.isfinite(place[0]) and not math.isinf(place[1]) else None
    return None
