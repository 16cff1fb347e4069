"""What the scene shows: ranges, pieces of the graphs, asymptotes, critical points, the course of the trace.

Every choice is made from values on a grid, so it works for any function of one variable, not only the catalogue's.
Lengths are in Manim's units, abscissae and ordinates in those of the function.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from derivative_manim.generation import tree as t
from derivative_manim.generation.asymptotes import asymptotes_of, slant
from derivative_manim.generation.critical import critical_points
from derivative_manim.generation.features import features, holes
from derivative_manim.generation.gaps import gaps
from derivative_manim.generation.heights import VISIBLE, Range, view_of, y_range
from derivative_manim.generation.intervals import in_common, is_steep, pieces_of
from derivative_manim.generation.numeric import Curve, value
from derivative_manim.generation.panel import PANEL_BOTTOM, SLOPE_BOTTOM, Interval, Panel, Point, Segment
from derivative_manim.generation.parse import parse
from derivative_manim.generation.trace import decimals, trace_of
from derivative_manim.generation.window import choose_window, given_window
from derivative_manim.generation.word_places import label_place, slope_place

_HIGHEST = 1e9  # values, in a window that somebody asks for, beyond which nobody can read the axes
_MOST_HIDDEN, _HIDDEN = 0.32, 0.25  # parts of a window: where f may be beyond its panel at most, and is if it was not
_SEEN, _SIDE = 0.25, 0.4  # parts of the way from a zero of f' to the end of f's graph: seen at least, and then
_FAR = 10  # times the range of f'


class NoGraphError(ValueError):
    """The function has no interval on which it and its derivative can be drawn."""


@dataclass(frozen=True)
class Picture:
    """All numbers that the scene needs.

    Attributes:
        x_range, y_range, dy_range: (minimum, maximum, step) of the common x axis, of f's and of f''s y axis.
        pieces, slope_pieces: intervals on which the graphs of f and f' are drawn, left to right.
        asymptotes, slope_asymptotes: dashed lines (x1, y1, x2, y2) in the two panels.
        holes, slope_holes: points that the graphs approach from both sides, or jump from, and do not have.
        critical: zeros of f' in view, ascending.
        trace: the interval over which the point slides.
        tangent_length: length of the tangent segment, in Manim's units.
        slope_x: where the words before the slope are centred, clear of the tangent all along the trace.
        label, slope_label: centres of the words f(x) and f'(x), each at its curve, in Manim's units.
        decimals: decimal places with which the slope is shown.
        steep: whether a graph rises so fast that it takes more points to be drawn as it is.
        at: where the tangent stops first; None: where the trace begins.
    """

    x_range: Range
    y_range: Range
    dy_range: Range
    pieces: tuple[Interval, ...]
    slope_pieces: tuple[Interval, ...]
    asymptotes: tuple[Segment, ...]
    slope_asymptotes: tuple[Segment, ...]
    holes: tuple[Point, ...]
    slope_holes: tuple[Point, ...]
    critical: tuple[float, ...]
    trace: Interval
    tangent_length: float
    slope_x: float
    label: Point
    slope_label: Point
    decimals: int
    steep: bool = False
    at: float | None = None


def picture(
    function: t.Tree,
    derivative: t.Tree,
    *,
    span: Interval | None = None,
    at: float | None = None,
    careful: bool = False,
) -> Picture:
    """Compute the picture of `function` and its `derivative`.

    Args:
        function: f.
        derivative: f'.
        span: the window that somebody has asked for; None: the one that a teacher would draw.
        at: where the tangent is to stop first; the window is laid about it if it lies outside.
        careful: whether a graph that is steep is drawn with more points, all of its holes are, and f' is shown on
            both sides of its zeros; those of the dataset are not.

    Raises:
        NoGraphError: if there is nothing to draw, or f has no slope at `at`.
    """
    f, df = Curve(function), Curve(derivative, domain=function)
    if at is not None and not (math.isfinite(f.at(at)) and math.isfinite(df.at(at))):
        raise NoGraphError(f"the function has no slope at x = {at:g}")
    window = choose_window(f, df) if span is None else given_window(f, df, span)
    if window is None:
        where = (
            f"between {span[0]:g} and {span[1]:g}" if span else "between -10^6 and 10^6, which is as far as is shown"
        )
        raise NoGraphError(f"the function and its derivative have no interval of real values {where}")
    if at is not None and not window[0] < at < window[1]:
        if span is not None:
            raise NoGraphError(f"x = {at:g} is not in the window from {span[0]:g} to {span[1]:g}")
        half = (window[1] - window[0]) / 2
        window = given_window(f, df, (at - half, at + half)) or window
    y = _with(_less_hidden(f, window, _y_range(f, window)), f, at)
    pieces = pieces_of(f, window, y)
    dy = _as_steep(df, window, pieces, _y_range(df, window))
    if span is not None and (most := max(map(abs, (*y[:2], *dy[:2])))) > _HIGHEST:
        raise NoGraphError(f"between {span[0]:g} and {span[1]:g} its values, or slopes, go up to {most:.0g}")
    slope_pieces = pieces_of(df, window, dy)
    if careful:
        dy = _with(_both_sides(df, window, pieces, slope_pieces, dy), df, at)
        slope_pieces = pieces_of(df, window, dy)
    if not pieces or not slope_pieces:
        raise NoGraphError("no stretch of the graph is long enough to be drawn")
    common = in_common(pieces, slope_pieces)
    if not common:
        raise NoGraphError("f and f' are nowhere in view together")
    panel, slope_panel = Panel(window, y, PANEL_BOTTOM), Panel(window, dy, SLOPE_BOTTOM)
    course = trace_of(f, df, panel, common)
    if course is None:
        raise NoGraphError("no tangent fits within the axes")
    trace, length = course
    digits = decimals(df, trace, dy)
    asymptotes, slope_asymptotes = asymptotes_of(f, window, y), asymptotes_of(df, window, dy)
    missed = [value(parse(x), 0.0) for x, slope in gaps(function, derivative) if slope == "0"]
    missed = [round(x, 4) + 0.0 for x in missed if any(a < x < b for a, b in pieces)]  # f is level, and has a dot there
    critical = tuple(sorted({*critical_points(df, window, pieces, slope_pieces), *missed}))
    return Picture(
        x_range=window,
        y_range=y,
        dy_range=dy,
        pieces=pieces,
        slope_pieces=slope_pieces,
        asymptotes=asymptotes,
        slope_asymptotes=slope_asymptotes,
        holes=holes(f, *window[:2], careful, ends_too=careful),
        slope_holes=tuple(h for h in holes(df, *window[:2], careful, ends_too=careful) if h[0] not in missed),
        critical=critical,
        trace=trace,
        tangent_length=length,
        label=label_place(f, df, panel, pieces, asymptotes, critical, trace, length),
        slope_label=label_place(df, None, slope_panel, slope_pieces, slope_asymptotes, critical, trace, length),
        slope_x=slope_place(f, df, panel, trace, length, digits),
        decimals=digits,
        steep=careful and (is_steep(f, window, y, pieces) or is_steep(df, window, dy, slope_pieces)),
        at=at,
    )


def _y_range(curve: Curve, window: Range) -> Range:
    """The range of the values in view, with room for a horizontal asymptote that lies just beyond them."""
    part = features(curve, window[0], window[1])
    musts = [height for _, height in holes(curve, *window[:2])]
    y = view_of(part, part.y, window[0], window[1], musts)
    span = y[1] - y[0]
    generous = (y[0] - 0.25 * span, y[1] + 0.25 * span, y[2])
    lines = [slant(curve, side, window, generous) for side in (-1.0, 1.0)]
    levels = [line[1] for line in lines if line is not None and line[1] == line[3]]
    if all(y[0] < level < y[1] for level in levels):
        return y
    return view_of(part, np.append(part.y, levels), window[0], window[1], [*musts, *levels])


def _with(y: Range, curve: Curve, at: float | None) -> Range:
    """The range, or a higher one in which the curve is in view where the tangent stops: ln(sin x) falls fast at 3."""
    height = y[0] if at is None else curve.at(at)
    return y if y[0] <= height <= y[1] else y_range(np.array([min(y[0], height), max(y[1], height)]))


def _less_hidden(curve: Curve, window: Range, y: Range) -> Range:
    """The range of f, or a wider one if the graph leaves it long before its poles, as that of 1/(x - 3)^5 does."""
    seen = features(curve, window[0], window[1]).y
    seen = seen[np.isfinite(seen)]
    beyond = np.maximum(y[0] - seen, seen - y[1])
    if float((beyond > 0).mean()) <= _MOST_HIDDEN:
        return y
    more = float(np.quantile(beyond, 1 - _HIDDEN))
    return y_range(np.array([y[0] - more * (seen.min() < y[0]), y[1] + more * (seen.max() > y[1])]))


def _as_steep(slope: Curve, window: Range, pieces: tuple[Interval, ...], y: Range) -> Range:
    """The range of f', or that of the slopes on the `pieces` of f where these are far beyond it: x^20 - 1."""
    part = features(slope, window[0], window[1])
    slopes = np.concatenate([slope(np.linspace(a, b, 401)) for a, b in pieces]) if pieces else np.zeros(1)
    if part.turning or part.poles or not np.isfinite(slopes).all():
        return y
    return y_range(slopes[[slopes.argmin(), slopes.argmax()]]) if np.abs(slopes).max() > _FAR * max(-y[0], y[1]) else y


def _both_sides(
    slope: Curve, window: Range, pieces: tuple[Interval, ...], slope_pieces: tuple[Interval, ...], y: Range
) -> Range:
    """The range of f', or a higher one if f' leaves it as good as at its zero: that of ln(x)/x beside e."""
    part = features(slope, window[0], window[1])
    turns = [h for h in map(slope.at, part.turning) if y[0] < h < y[1]]
    beyond = []
    for zero in part.zeros:
        for a, b in slope_pieces:
            for c, d in pieces:
                if a < zero < b and c < zero < d:
                    ways = ((end - zero, far - zero) for end, far in ((a, c), (b, d)))
                    beyond += [slope.at(zero + _SIDE * far) for end, far in ways if abs(end) < _SEEN * abs(far)]
    beyond = [h for h in beyond if math.isfinite(h)]
    if not turns or not beyond:
        return y
    most = (max(*turns, 0.0) - min(*turns, 0.0)) / VISIBLE / 3  # a turning point is to be seen yet
    low, high = min(y[0], *beyond), max(y[1], *beyond)
    return y_range(np.array([max(low, min(y[0], y[1] - most)), min(high, max(y[1], y[0] + most))]))
