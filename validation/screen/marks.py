"""Marks: dots at zeros of f', lines that f or f' approaches; a lesson has all that are in view."""

import math
import re
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from ..formulas.arrays import Array, Function
from ..formulas.places import poles, zeros
from ..run.evidence import Box, Item, Point
from .asymptotes import BESIDE, approaches, is_long
from .captions import names
from .contact import NEAR
from .curves import Curves, distances, drawn_on, home
from .holes import GAP
from .showing import FRAME, WHITE, Found, Moment, Panel, Showing, middle, plain
from .tangent import dot_at, dots, is_on

RULES = {
    "drawn.zero": "what is marked as a zero of f' is one; a lesson marks each that is in view, on both axes",
    "drawn.asymptote": "a line that stands for an asymptote is one; a lesson shows each place in view where f, or f', "
    "grows without bound",
}

MOST_MARKS = 12  # more dots than these draw a curve
MOST_ZEROS = 8  # of more zeros than these, a lesson marks those that stand apart, or as many of them
ZEROS = re.compile(r"(?i)zero(e?s)?(of|:|$)|roots?(of|:|$)|f'(\(x\))?=0|critical|stationary|horizontaltangent")
SLOPES = re.compile(r"(?i)'|critical|stationary|horizontal|derivative|slope")  # then f' is meant
MARK = 0.5  # the width of a star or a cross that marks a place, at most
DOT = 0.16  # the width of a dot, in Manim's units
MEETING = 1e-6  # how near to a place f' is to be the same on both sides
CALLED = 0.4  # how far from a line its name is, at most


def check(showing: Showing, curves: Curves) -> Iterator[Found]:
    """Yield what is wrong with the marks."""
    functions = {"f": showing.f, "f'": showing.df}
    moment = showing.ends.get("derivative")
    if moment and showing.lesson:
        for panel in moment.panels if showing.of_dataset else moment.panels[1:]:
            # Above too it is the slope that is to be 0, as far as its own axes show.
            unit, slopes = moment.panels[1].unit, (Slope(showing.f, showing.df),)
            yield from _false(moment, panel, _marks(moment), slopes, unit, everywhere=showing.of_dataset)
        yield from _unmarked(moment, showing)
    elif moment:
        new = showing.new_in("derivative", "summary")
        for end in (moment, showing.ends.get("summary", moment)):
            marks = [mark for mark in _marks(end) if mark.id in new]
            for panel in end.panels if len(marks) <= MOST_MARKS else ():
                # A zero of f is one on the axes of f.
                homes = [home(graph, end.panels) for graph in end.of("graph") if "f" in curves.roles(graph, end)]
                meant = (showing.f, showing.df) if panel in homes or not homes else (showing.df,)
                yield from _false(end, panel, marks, meant, panel.unit)
    if not showing.lesson:
        yield from _of_color(showing)
    if showing.lesson:
        for phase, index, name in (("function", 0, "f"), ("derivative", 0, "f"), ("derivative", -1, "f'")):
            if showing.ends[phase].panels:
                yield from _asymptotes(showing.ends[phase], index, {name: functions[name]}, showing)
    else:
        for end in showing.ends.values():
            for index in range(len(end.panels)):
                yield from _asymptotes(end, index, functions, showing)


def _of_color(showing: Showing) -> Iterator[Found]:
    """Look for dots in the colour of a text that speaks of zeros, which are at none."""
    for moment in showing.plays:
        for text in moment.of("text"):
            words = plain(text.text)
            if text.color == WHITE or not ZEROS.search(words):
                continue
            marks = [dot for dot in moment.of("dot") if dot.color == text.color]
            named = names(words.partition("of")[2].strip("{}$.:")) or ("f'" if SLOPES.search(words) else "")
            meant = {"f": (showing.f,), "f'": (showing.df,)}.get(named, (showing.f, showing.df))
            for panel in moment.panels if len(marks) <= MOST_MARKS else ():
                yield from _false(moment, panel, marks, meant, panel.unit)


class Slope(Function):
    """f', with its value where its formula has none and f goes on smoothly: (x|x|)' = x^2/|x| + |x| is 0 at 0."""

    def __init__(self, f: Function, df: Function) -> None:
        self._f, self._df = f, df

    def many(self, xs: Array) -> Array:
        """Return its values at points."""
        values = self._df.many(xs)
        near = np.array([self._df.many(xs + side * MEETING) for side in (-2, -1, 1, 2)])
        smooth = np.isnan(values) & ~np.isnan(self._f.many(xs)) & (np.ptp(near, axis=0) < 30 * MEETING)
        return np.where(smooth, near.mean(axis=0), values)


def _marks(moment: Moment) -> list[Item]:
    """List the dots, and where there is talk of zeros also what is as small and as wide as high: a star, a cross."""
    marks = list(moment.of("dot"))
    if any(ZEROS.search(plain(item.text)) for item in moment.of("text")):
        marks += [replace(item, center=middle(item)) for item in moment.of("shape") if item.box and _small(item.box)]
    return marks


def _small(box: Box) -> bool:
    wide, high = box[2] - box[0], box[3] - box[1]
    return min(wide, high) >= DOT / 2 and max(wide, high) <= MARK and abs(wide - high) <= max(wide, high) / 4


def _false(
    moment: Moment,
    panel: Panel,
    marks: list[Item],
    functions: tuple[Function, ...],
    unit: float,
    *,
    everywhere: bool = False,
) -> Iterator[Found]:
    """Look for dots, on the x axis or everywhere, where no function has a zero; `unit` is how tall a value of 1 is."""
    places = [panel.axes.to_plane(dot.center) for dot in marks if dot.center and panel.holds(dot.center)]
    for mark in marks:
        if not mark.center or not panel.holds(mark.center):
            continue
        x, y = panel.axes.to_plane(mark.center)
        values = [value for value in (function(x) for function in functions) if value is not None]
        # A dot below another one is the foot of a line to it, which says nothing of zeros.
        foot = len(functions) > 1 and any(abs(a - x) < 1e-3 and abs(b - y) * panel.unit > NEAR for a, b in places)
        zero = any(abs(value) * unit <= 2 * NEAR for value in values)
        zero |= mark.kind == "shape" and not values  # a circle, at a hole
        if (everywhere or abs(y) * panel.unit <= NEAR) and not foot and not zero:
            text = f"a dot at x = {x:.4g} marks a zero, where f' is {f'{values[-1]:.4g}' if values else 'undefined'}"
            yield moment.found("drawn.zero", text, "mark the zeros of f'")


def _unmarked(moment: Moment, showing: Showing) -> Iterator[Found]:
    """Look for zeros in view that are not marked: in view on the upper axes too, where f' is drawn."""
    upper, lower = moment.panels
    f, drawn = showing.f, drawn_on(moment, lower)
    marked = [x for x, y in map(lower.axes.to_plane, dots(moment, lower)) if abs(y) * lower.unit <= NEAR]
    for zero in _apart(zeros(showing.df, *lower.axes.x_range) or [], lower):  # None: f' is zero all along
        value = f(zero)
        # sin(ln x) has zeros without end towards 0: those on a stretch of f' that is drawn are in view.
        if value is None or not upper.axes.y_range[0] <= value <= upper.axes.y_range[1]:
            continue
        if distances(np.array([lower.axes.to_scene(zero, 0.0)]), drawn)[0] > GAP:
            continue
        near = [x for x in marked if abs(zero - x) <= lower.width / 200]
        if not near and len(marked) >= MOST_ZEROS:
            continue
        if not near or not any(dot_at(moment, upper, x, f(x) or 0.0) for x in (zero, *near)):
            text = f"f' has a zero at x = {zero:.4g} that is not marked on both axes"
            yield moment.found("drawn.zero", text, "mark it, on the graph of f too")
        at = lower.axes.to_scene(zero, 0.0)
        joined = [line for line in moment.lines if any(math.dist(end, at) <= 2 * BESIDE for end in line[1:])]
        if near and showing.of_dataset and not joined:
            text = f"no line joins the marks of the zero at x = {zero:.4g}"
            yield moment.found("drawn.zero", text, "draw a dashed line from the one to the other")


def _apart(places: list[float], panel: Panel) -> list[float]:
    """Those of many places at which a dot covers no other: x^3 cos(1/x) has zeros without end, ever nearer to 0."""
    if len(places) <= MOST_ZEROS:
        return places
    at = [-math.inf, *(panel.axes.to_scene(place, 0.0)[0] for place in places), math.inf]
    return [place for place, a, b, c in zip(places, at, at[1:], at[2:], strict=False) if min(b - a, c - b) > DOT]


def _asymptotes(moment: Moment, index: int, functions: dict[str, Function], showing: Showing) -> Iterator[Found]:
    """Compare the poles on some axes with the dashed lines there: without a dot, over the width or the height of it."""
    panel, named = moment.panels[index], " and ".join(functions)
    places = [place for function in functions.values() for place in poles(function, *panel.axes.x_range)]
    lines = [line for line in moment.lines if is_long(line[1], line[2], panel)]
    upright = [start[0] for _, start, end in lines if abs(start[0] - end[0]) <= BESIDE]
    for x in places if showing.lesson else ():
        if not any(abs(panel.axes.to_scene(x, 0.0)[0] - place) <= BESIDE for place in upright):
            text = f"{named} grows without bound at x = {x:.4g}, and no line shows it"
            yield moment.found("drawn.asymptote", text, "draw a dashed line there, over the height of the axes")
    places += [place for each in functions.values() for place in poles(each, *panel.axes.x_range, far=True)]
    said: list[Item] = []
    if not showing.lesson:
        # There a dashed line may mark a zero, too; it claims something only where there is talk of asymptotes.
        said = [item for item in moment.of("text") if "asymptote" in item.text.lower()]
        if not places and not said:
            return
        places += [0.0, *(zero for each in functions.values() for zero in zeros(each, *panel.axes.x_range) or ())]
    marks = dots(moment, panel)
    for item, start, end in lines:
        # A whole line is one only where a text in its colour, or beside it, says so.
        called = any(_calls(text, item, start, end) for text in said)
        if not (item.cls == "DashedLine" or called) or any(is_on(dot, start, end, BESIDE) for dot in marks):
            continue  # what leads to a dot marks a place
        x, y = panel.axes.to_plane(((start[0] + end[0]) / 2, (start[1] + end[1]) / 2))
        if abs(start[0] - end[0]) > BESIDE:
            right = any(approaches(function, panel, start, end) for function in functions.values())
        else:
            right = any(abs(panel.axes.to_scene(place, 0.0)[0] - start[0]) <= BESIDE for place in places)
        if not right:
            text = f"{named} does not approach the line through ({x:.4g}, {y:.4g})"
            yield moment.found("drawn.asymptote", text, "draw lines that it approaches")


def _calls(text: Item, line: Item, start: Point, end: Point) -> bool:
    """Tell whether a text names a line: it has its colour, which is not white, or is beside it."""
    left, bottom, right, top = text.box or FRAME
    corners = np.array([(left, bottom), (left, top), (right, bottom), (right, top)])
    near = distances(corners, np.array([[start, end]])).min() <= CALLED
    return bool(near or text.color == line.color != WHITE)
