"""Marks: dots at zeros of f', lines that f or f' approaches; a lesson has all that are in view."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from ..formulas.arrays import Function
from ..formulas.places import poles, zeros
from ..run.evidence import Box, Item, Point
from .captions import names
from .contact import BESIDE, NEAR, approaches, dot_at, dots, is_long, is_on, to_line
from .curves import Curves
from .graphs import drawn_on
from .holes import GAP
from .line_in_words import ASYMPTOTE
from .showing import WHITE, Found, Moment, Panel, Showing, distances, middle, plain

RULES = {
    "drawn.zero": "what is marked as a zero of f' is one; a lesson marks each that is in view, on both axes",
    "drawn.asymptote": "a line that stands for an asymptote is one; a lesson shows each place in view where f, or f', "
    "grows without bound",
}

MOST_MARKS = 12  # more dots than these draw a curve
MOST_ZEROS = 8  # of more zeros than these, a lesson marks those that stand apart, or as many of them
ZEROS = re.compile(r"(?i)zero(e?s)?(of|:|$)|roots?(of|:|$)|f'(\(x\))?=0|critical|stationary|horizontaltangent")
SLOPES = re.compile(r"(?i)'|critical|stationary|horizontal|derivative|slope")  # then f' is meant
NAMED = re.compile(r"x=-?(?:\d+(?:\.\d+)?|\\pi|\\[dt]?frac\{\\?\w+\}\{\d\})")
_ASYMPTOTE = re.compile(rf"{ASYMPTOTE}|(?i:\bpol(?:e|es|o|os|i|stellen?)\b)")
_LEVEL = re.compile("(?i)horizontal|orizzontal|waagerecht|waagrecht")
_UPRIGHT = re.compile("(?i)vertical|verticale|senkrecht|vertikal")
MARK = 0.5  # the width of a star or a cross that marks a place, at most
DOT = 0.16  # the width of a dot, in Manim's units
CALLED = 0.4  # how far from a line its name is, at most


def check(showing: Showing, curves: Curves) -> Iterator[Found]:
    """Yield what is wrong with the marks."""
    if showing.lesson:
        moment, of_slope = showing.ends["derivative"], (showing.df,)
        for panel in moment.panels if showing.of_dataset else moment.panels[1:]:
            yield from _false(moment, panel, _marks(moment), of_slope, everywhere=showing.of_dataset)
        yield from _unmarked(moment, showing)
        for end, panel, name in showing.drawn():
            yield from _asymptotes(end, panel, {name: curves.functions[name]}, showing)
        return
    new = showing.new_in("derivative", "summary")
    for moment in showing.plays:
        for marks, functions in _of_color(moment, showing):
            for panel in moment.panels:
                yield from _false(moment, panel, marks, functions)
        for panel in moment.panels:
            yield from _asymptotes(moment, panel, curves.functions, showing)
    for end in (showing.ends[phase] for phase in ("derivative", "summary") if phase in showing.ends):
        for panel in end.panels:
            # A zero of f is one on the upper axes.
            meant = [showing.df, showing.f] if panel is end.panels[0] else [showing.df]
            yield from _false(end, panel, [mark for mark in _marks(end) if mark.id in new], meant)


def _of_color(moment: Moment, showing: Showing) -> Iterator[tuple[list[Item], tuple[Function, ...]]]:
    """List the marks in the colour of each text that speaks of zeros, with the functions of which they may be zeros."""
    for text in moment.of("text"):
        words = plain(text.text)
        if text.color != WHITE and ZEROS.search(words):
            named = names(words.partition("of")[2].strip("{}$.:")) or ("f'" if SLOPES.search(words) else "")
            meant = {"f": (showing.f,), "f'": (showing.df,)}.get(named, (showing.f, showing.df))
            yield [mark for mark in _marks(moment) if mark.color == text.color], meant


def _marks(moment: Moment) -> list[Item]:
    """List the dots, and where there is talk of zeros also what is as small and as wide as high: a star, a cross."""
    marks = list(moment.of("dot"))
    if any(ZEROS.search(plain(item.text)) for item in moment.of("text")):
        marks += [replace(item, center=middle(item)) for item in moment.of("shape") if item.box and _small(item.box)]
    return marks


def _small(box: Box) -> bool:
    wide, high = box[2] - box[0], box[3] - box[1]
    return max(wide, high) <= MARK and min(wide, high) >= max(wide, high) * 3 / 4


def _false(
    moment: Moment, panel: Panel, marks: list[Item], functions: Sequence[Function], *, everywhere: bool = False
) -> Iterator[Found]:
    """Look for a few marks, on the x axis or everywhere, where no function has a zero, as far as they have values."""
    for mark in marks if len(marks) <= MOST_MARKS or everywhere else ():
        if not mark.center or not panel.holds(mark.center):
            continue
        x, y = panel.axes.to_plane(mark.center)
        values = [value for function in functions if (value := function(x)) is not None]
        # Above too it is the slope that is to be 0, as far as its own axes show.
        zero = any(abs(value) * moment.panels[-1].unit <= 2 * NEAR for value in values)
        if (everywhere or abs(y) * panel.unit <= NEAR) and values and not zero:
            text = f"a dot at x = {x:.4g} marks a zero, where f' is {values[0]:.4g}"
            yield moment.found("drawn.zero", text, "mark the zeros of f'")


def _unmarked(moment: Moment, showing: Showing) -> Iterator[Found]:
    """Look for zeros in view that are not marked: in view on the upper axes too, where f' is drawn."""
    upper, lower = moment.panels
    drawn = drawn_on(moment, lower)
    marked = [x for x, y in map(lower.axes.to_plane, dots(moment, lower)) if abs(y) * lower.unit <= NEAR]
    for zero in _apart(zeros(showing.df, *lower.axes.x_range) or [], lower):  # None: f' is zero all along
        value, at = showing.f(zero), lower.axes.to_scene(zero, 0.0)
        # sin(ln x) has zeros without end towards 0: those on a stretch of f' that is drawn are in view.
        in_view = value is not None and upper.axes.y_range[0] <= value <= upper.axes.y_range[1]
        near = [x for x in marked if abs(zero - x) <= lower.width / 200]
        # Nor is a hole of it a zero: cos x cot x - csc x comes near to 0 at pi.
        beside = (zero - 1e-3, zero + 1e-3)
        if any(zeros(part, *beside) for part in (*showing.f.denominators(), *showing.df.denominators())):
            continue
        if not in_view or distances(np.array([at]), drawn)[0] > GAP or (not near and len(marked) >= MOST_ZEROS):
            continue
        if not near or not any(dot_at(moment, upper, x, showing.f(x) or 0.0) for x in (zero, *near)):
            text = f"f' has a zero at x = {zero:.4g} that is not marked on both axes"
            yield moment.found("drawn.zero", text, "mark it, on the graph of f too")
        joined = any(math.dist(end, at) <= 2 * BESIDE for line in moment.lines for end in line[1:])
        if near and showing.of_dataset and not joined:
            text = f"no line joins the marks of the zero at x = {zero:.4g}"
            yield moment.found("drawn.zero", text, "draw a dashed line from the one to the other")


def _apart(places: list[float], panel: Panel) -> list[float]:
    """Those of many places at which a dot covers no other: x^3 cos(1/x) has zeros without end, ever nearer to 0."""
    if len(places) <= MOST_ZEROS:
        return places
    at = [-math.inf, *(panel.axes.to_scene(place, 0.0)[0] for place in places), math.inf]
    return [place for place, a, b, c in zip(places, at, at[1:], at[2:], strict=False) if min(b - a, c - b) > DOT]


def _asymptotes(moment: Moment, panel: Panel, functions: dict[str, Function], showing: Showing) -> Iterator[Found]:
    """Compare the poles on some axes with the dashed lines there: without a dot, over the width or the height of it."""
    # In other scenes a dashed line claims something only where there is talk of asymptotes, or it has the name of one.
    said = [item for item in moment.of("text") if _ASYMPTOTE.search(item.text)]
    ways = [bool(_LEVEL.search(item.text)) - bool(_UPRIGHT.search(item.text)) for item in said]
    places_named = [item for item in moment.of("text") if NAMED.fullmatch(plain(item.text))]
    if not showing.lesson and not said and not places_named:
        return
    named, where = " and ".join(functions), functions.values()
    lines = [line for line in moment.lines if is_long(line[1], line[2], panel)]
    places = [place for function in where for place in poles(function, *panel.axes.x_range)]
    for x in places if showing.lesson else ():
        at = panel.axes.to_scene(x, 0.0)[0]
        if not any(max(abs(start[0] - at), abs(end[0] - at)) <= BESIDE for _, start, end in lines):
            text = f"{named} grows without bound at x = {x:.4g}, and no line shows it"
            yield moment.found("drawn.asymptote", text, "draw a dashed line there, over the height of the axes")
    places += [place for function in where for place in poles(function, *panel.axes.x_range, far=True)]
    marks = dots(moment, panel)
    for item, start, end in lines:
        # A whole line is one only where a text in its colour, or beside it, says so.
        called = item.cls == "DashedLine" or any(_calls(text, item, start, end) for text in said)
        is_upright = abs(start[0] - end[0]) <= BESIDE
        if not showing.lesson and not said:
            named_so = any(_calls(text, item, start, end) for text in places_named)
            called = called and is_upright and named_so and bool(places)
        if not called or any(is_on(dot, start, end, BESIDE) for dot in marks):
            continue  # what leads to a dot marks a place
        if not showing.lesson and set(ways) == {1 if is_upright else -1}:
            continue  # all that is said of asymptotes is said of level ones, or of upright ones
        if not is_upright:
            right = any(approaches(function, panel, start, end) for function in where)
        else:
            right = any(abs(panel.axes.to_scene(place, 0.0)[0] - start[0]) <= BESIDE for place in places)
        if not right:
            (x, y), (to_x, to_y) = panel.axes.to_plane(start), panel.axes.to_plane(end)
            text = f"{named} does not approach the line from ({x:.4g}, {y:.4g}) to ({to_x:.4g}, {to_y:.4g})"
            yield moment.found("drawn.asymptote", text, "draw lines that it approaches")


def _calls(text: Item, line: Item, start: Point, end: Point) -> bool:
    """Tell whether a text names a line: it has its colour, which is not white, or is beside it."""
    return to_line(text, start, end) <= CALLED or text.color == line.color != WHITE
