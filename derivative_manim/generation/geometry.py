"""What the scene shows: ranges, pieces of the graphs, asymptotes, critical points, the course of the trace.

Every choice is made from values on a grid, so it works for any function of one variable, not only the catalogue's.
Lengths are in Manim's units, abscissae and ordinates in those of the function.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from derivative_manim.generation import tree as t
from derivative_manim.generation.features import between, far_places, features, holes, poles_of
from derivative_manim.generation.gaps import gaps
from derivative_manim.generation.heights import VISIBLE, Range, view_of, y_range
from derivative_manim.generation.numeric import Array, Curve, crossing, roots, value
from derivative_manim.generation.parse import parse
from derivative_manim.generation.window import choose_window, given_window

PANEL_WIDTH, PANEL_HEIGHT = 6.2, 2.6  # of one pair of axes; the template draws them with the same figures
PANEL_LEFT, PANEL_BOTTOM, SLOPE_BOTTOM = -6.25, 0.1, -3.1  # of the upper one, and of the lower
# Where the words "slope =" may stand, the usual place first, and how low a line must be to touch them.
_SLOPE_PLACES, _SLOPE_TOP = (-1.6, -5.4, -3.5, -1.2, -4.9, -4.2, -2.9, -2.2), -0.01
_LABEL, _SLOPE_LABEL = (0.62, 0.36), (0.7, 0.36)  # width and height of f(x) and f'(x)
_GRID = 4001
_NARROW, _TALL = 0.012, 0.1  # parts of the panel: a narrower stretch is drawn if it is as tall as this
_HIGHEST = 1e9  # values, in a window that somebody asks for, beyond which nobody can read the axes
_MOST_CUT = 10  # last decimals by which a piece is cut short where numbers are too large; nobody sees the gap
_MAX_CRITICAL = 8
_DOT = 0.16  # the width of one
_TANGENT_LENGTHS = (2.0, 1.6, 1.2, 0.9)
_MOST_HIDDEN, _HIDDEN = 0.32, 0.25  # parts of a window: where f may be beyond its panel at most, and is if it was not
_SEEN, _SIDE = 0.25, 0.4  # parts of the way from a zero of f' to the end of f's graph: seen at least, and then
_FAR = 10  # times the range of f'
_LEVEL, _TURNED = 0.1, 0.3  # radians by which a tangent hardly turns on its way, and does
_SLACK = 0.25  # a tangent may reach this far beyond its panel, which is less than the gap to the next one
_SIDE_SLACK = 0.05  # numbers stand on the left, the graph's name on the right

Interval = tuple[float, float]
Point = tuple[float, float]
Segment = tuple[float, float, float, float]  # x1, y1, x2, y2


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
    y = _less_hidden(f, window, _y_range(f, window))
    pieces = _pieces(f, window, y)
    dy = _as_steep(df, window, pieces, _y_range(df, window))
    if span is not None and (most := max(map(abs, (*y[:2], *dy[:2])))) > _HIGHEST:
        raise NoGraphError(f"between {span[0]:g} and {span[1]:g} its values, or slopes, go up to {most:.0g}")
    slope_pieces = _pieces(df, window, dy)
    if careful:
        dy = _both_sides(df, window, pieces, slope_pieces, dy)
        slope_pieces = _pieces(df, window, dy)
    if not pieces or not slope_pieces:
        raise NoGraphError("no stretch of the graph is long enough to be drawn")
    trace, length = _trace(f, df, window, y, pieces, slope_pieces)
    asymptotes, slope_asymptotes = _asymptotes(f, window, y), _asymptotes(df, window, dy)
    missed = [value(parse(x), 0.0) for x, slope in gaps(function, derivative) if slope == "0"]
    missed = [round(x, 4) + 0.0 for x in missed if any(a < x < b for a, b in pieces)]  # f is level, and has a dot there
    critical = tuple(sorted({*_critical(df, window, pieces, slope_pieces), *missed}))
    return Picture(
        x_range=window,
        y_range=y,
        dy_range=dy,
        pieces=pieces,
        slope_pieces=slope_pieces,
        asymptotes=asymptotes,
        slope_asymptotes=slope_asymptotes,
        holes=holes(f, *window[:2], careful),
        slope_holes=tuple(hole for hole in holes(df, *window[:2], careful) if hole[0] not in missed),
        critical=critical,
        trace=trace,
        tangent_length=length,
        label=_label(f, df, window, y, PANEL_BOTTOM, pieces, asymptotes, critical, trace, length),
        slope_label=_label(df, None, window, dy, SLOPE_BOTTOM, slope_pieces, slope_asymptotes, critical, trace, length),
        slope_x=_slope_x(f, df, window, y, trace, length),
        decimals=_decimals(df, trace, dy),
        steep=careful and (_steep(f, window, y, pieces) or _steep(df, window, dy, slope_pieces)),
        at=at,
    )


def _grid(low: float, high: float) -> Array:
    return np.linspace(low, high, _GRID)


def _y_range(curve: Curve, window: Range) -> Range:
    """The range of the values in view, with room for a horizontal asymptote that lies just beyond them."""
    part = features(curve, window[0], window[1])
    musts = [height for _, height in holes(curve, *window[:2])]
    y = view_of(part, part.y, window[0], window[1], musts)
    span = y[1] - y[0]
    generous = (y[0] - 0.25 * span, y[1] + 0.25 * span, y[2])
    lines = [_slant(curve, side, window, generous) for side in (-1.0, 1.0)]
    levels = [line[1] for line in lines if line is not None and line[1] == line[3]]
    if all(y[0] < level < y[1] for level in levels):
        return y
    return view_of(part, np.append(part.y, levels), window[0], window[1], [*musts, *levels])


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


def _pieces(curve: Curve, window: Range, y: Range) -> tuple[Interval, ...]:
    """Maximal intervals on which the curve is finite, in view and without a jump."""
    grid = _grid(window[0], window[1])
    drawn = curve(grid)
    inside = _in_view(drawn, y)
    jump = np.zeros(_GRID, dtype=bool)
    with np.errstate(invalid="ignore"):  # between two values that are too large for the machine
        steps = np.abs(np.diff(drawn))
    jump[1:] = np.nan_to_num(steps, nan=0.0, posinf=0.0) > 0.25 * (y[1] - y[0])
    for zero in curve.singular_points(window[0], window[1]):
        at = int(np.searchsorted(grid, zero - 1e-9))
        if 0 < at < _GRID - 1:
            if abs(grid[at] - zero) < 1e-9:
                inside[at] = False
            else:
                jump[at] = True
    found: list[Interval] = []
    start: int | None = None
    for i in range(_GRID + 1):
        ends = i == _GRID or not inside[i] or jump[i]
        if start is not None and ends:
            a = grid[start] if start == 0 or jump[start] else _edge(curve, grid[start], grid[start - 1], y)
            b = grid[i - 1] if i == _GRID or jump[i] else _edge(curve, grid[i - 1], grid[i], y)
            a, b = _up_to_holes(curve, a, b, window, y)
            is_tall = b > a and abs(curve.at(b) - curve.at(a)) > _TALL * (y[1] - y[0])
            if b - a > _NARROW * (window[1] - window[0]) or is_tall:
                found.append((a, b))
            start = None
        if start is None and i < _GRID and inside[i]:
            start = i
    return tuple(found)


def _in_view(y: Array, view: Range) -> np.ndarray:
    slack = 1e-9 * (view[1] - view[0])
    return np.isfinite(y) & (y >= view[0] - slack) & (y <= view[1] + slack)


def _edge(curve: Curve, inside: float, outside: float, y: Range) -> float:
    """The last point in view between a point in view and one that is not."""
    for _ in range(50):
        middle = (inside + outside) / 2
        if _in_view(np.array([curve.at(middle)]), y)[0]:
            inside = middle
        else:
            outside = middle
    return float(inside)


def _finer(window: Range) -> int:
    """Decimals that are needed beyond the usual ones: none but in a window that is very narrow."""
    wide = window[1] - window[0]
    return 0 if wide >= 0.2 else math.ceil(-math.log10(wide))


def _inward(curve: Curve, a: float, b: float, scale: int) -> Interval:
    """Three decimals, rounded into the interval: the scene must not evaluate f outside its domain.

    Nor where what f is made of is too large a number, as e^(1/x) near 0 in 1/(1 + e^(1/x)): NumPy would warn of it.
    """
    a, b = math.ceil(a * scale - 1e-6) / scale + 0.0, math.floor(b * scale + 1e-6) / scale + 0.0
    digits = round(math.log10(scale))
    if not math.isfinite(curve.at(a)):
        a = round(a + 1 / scale, digits)
    if not math.isfinite(curve.at(b)):
        b = round(b - 1 / scale, digits)
    for _ in range(_MOST_CUT):
        cut = curve.overflows(a), curve.overflows(b)
        if not any(cut):
            break
        a, b = round(a + cut[0] / scale, digits), round(b - cut[1] / scale, digits)
    return a, b


def _up_to_holes(curve: Curve, a: float, b: float, window: Range, y: Range) -> Interval:
    """An interval with neat ends, nearer to a hole where the curve is steep beside it: |x|^(1/2) near 0."""
    circles, scale = holes(curve, *window[:2]), 1000 * 10 ** _finer(window)
    for finer in (1, 100, 10_000, 1_000_000):
        ends = _inward(curve, a, b, scale * finer)
        heights = [(end, [h for x, h in circles if abs(x - end) < 2 / scale]) for end in ends]
        if all(not near or min(abs(curve.at(x) - h) for h in near) < 0.005 * (y[1] - y[0]) for x, near in heights):
            break
    return ends


def _asymptotes(curve: Curve, window: Range, y: Range) -> tuple[Segment, ...]:
    poles = poles_of(curve, *window[:2])
    digits = 4 + _finer(window)
    lines: list[Segment] = [(round(p, digits) + 0.0, y[0], round(p, digits) + 0.0, y[1]) for p in poles]
    for side in (-1.0, 1.0):
        line = _slant(curve, side, window, y)
        if line is not None and line not in lines:
            lines.append(line)
    return tuple(lines)


def _slant(curve: Curve, side: float, window: Range, y: Range) -> Segment | None:
    """The horizontal or slanting asymptote towards side * infinity, if the graph is seen approaching it."""
    x1, x2, x3 = far_places(curve, side)
    y1, y2, y3 = (curve.at(x) for x in (x1, x2, x3))
    if not all(map(math.isfinite, (y1, y2, y3))):
        return None
    slope = (y3 - y2) / (x3 - x2)
    slope = round(slope, 3) if abs(slope) > 1e-3 else 0.0
    r1, r2, r3 = y1 - slope * x1, y2 - slope * x2, y3 - slope * x3
    if abs(r3 - r2) > max(0.2 * abs(r2 - r1), 1e-7) or abs(r2 - r1) > 0.05 * (y[1] - y[0]):
        return None  # not settling at least as fast as 1/x: 1/ln x has no line to show
    level = round(r3 + (r3 - r2) / 9, 3) + 0.0  # the rest of an error that falls as 1/x
    if abs(level) < 1e-4 and slope == 0:  # the x axis itself
        return None
    for x in between(x1, x3):
        if not abs(curve.at(x) - slope * x - level) <= 2e-3 * (y[1] - y[0]):
            return None
    edge = window[1] if side > 0 else window[0]
    at_edge, at_middle = (
        curve.at(edge),
        curve.at((window[0] + window[1]) / 2 + side * (window[1] - window[0]) / 8),
    )
    distance = abs(at_edge - slope * edge - level)
    if not math.isfinite(distance) or distance > 0.2 * (y[1] - y[0]) or distance < 1e-6:
        return None  # out of sight, or the graph is the line itself
    if math.isfinite(at_middle) and distance >= abs(at_middle - slope * edge - level) and slope == 0:
        return None
    return _clip_line(slope, level, window, y)


def _clip_line(slope: float, level: float, window: Range, y: Range) -> Segment | None:
    if slope == 0:
        return (window[0], level, window[1], level) if y[0] <= level <= y[1] else None
    ends = sorted(((y[0] - level) / slope, (y[1] - level) / slope))
    a, b = max(window[0], ends[0]), min(window[1], ends[1])
    if b - a < 0.3 * (window[1] - window[0]):
        return None  # a stub in a corner explains nothing
    return (round(a, 3), round(slope * a + level, 3), round(b, 3), round(slope * b + level, 3))


def _critical(
    slope: Curve, window: Range, pieces: tuple[Interval, ...], slope_pieces: tuple[Interval, ...]
) -> tuple[float, ...]:
    digits = 4 + _finer(window)
    found: list[float] = []
    for a, b in slope_pieces:
        if float(np.max(np.abs(slope(np.linspace(a, b, 101))))) == 0.0:
            continue  # f' is 0 throughout: there is no point to single out
        margin = 1e-3 * (b - a)
        found += [
            round(root, digits) + 0.0
            for root in roots(slope.tree, a + margin, b - margin)
            if any(p <= root <= q for p, q in pieces) and not _underflown(slope, root, (a, b))
        ]
        for end in (a, b):  # a stretch that is cut off where f' leaves its axes may end at a zero
            root = crossing(slope, end - margin, end + margin)
            if root is not None and any(p < root < q for p, q in pieces):
                found.append(round(root, digits) + 0.0)
    found = [x for x in found if math.isfinite(slope.at(x))]
    found = _level_once(slope, window, sorted(dict.fromkeys(found)))
    if len(found) > _MAX_CRITICAL:  # x^3 cos(1/x) has them without end, ever nearer to 0: those that stand apart
        room = _DOT * (window[1] - window[0]) / PANEL_WIDTH
        ends = [-math.inf, *found, math.inf]
        found = [b for a, b, c in zip(ends, found, ends[2:], strict=False) if min(b - a, c - b) > room]
    if len(found) > _MAX_CRITICAL:
        centre = sum(found) / len(found)
        far = [round(abs(c - centre), 3) for c in found]
        most = sorted(far)[_MAX_CRITICAL - 1]  # the nearest to the middle, on both sides alike
        found = [c for c, away in zip(found, far, strict=True) if away <= most]
    return tuple(found)


def _steep(curve: Curve, window: Range, y: Range, pieces: tuple[Interval, ...]) -> bool:
    """Whether it rises by a third of its panel between two of four hundred points: smoothed, it would swing over."""
    step = (window[1] - window[0]) / 400
    rises = [np.max(np.abs(np.diff(curve(np.arange(a, b, step))))) for a, b in pieces if b - a > 2 * step]
    return bool(rises) and float(max(rises)) > 0.34 * (y[1] - y[0])


def _underflown(slope: Curve, zero: float, piece: Interval) -> bool:
    """Whether f' is 0 all the way to an end of its piece: near 0 e^(-1/x^2) is too small a number, not 0."""
    ways = (np.linspace(zero, end, 9) for end in piece)
    return any(bool((slope(way) == 0).all()) for way in ways)


def _level_once(slope: Curve, window: Range, zeros: list[float]) -> list[float]:
    """Zeros side by side, between which f' is as good as 0, as the middle one: x^100 is level on a whole stretch."""
    groups: list[list[float]] = []
    for zero in zeros:
        near = groups and zero - groups[-1][-1] < 0.01 * (window[1] - window[0])
        if near and abs(slope.at((zero + groups[-1][-1]) / 2)) < 1e-12:
            groups[-1].append(zero)
        else:
            groups.append([zero])
    return [group[len(group) // 2] for group in groups]


def _trace(
    f: Curve,
    df: Curve,
    window: Range,
    y: Range,
    pieces: tuple[Interval, ...],
    slope_pieces: tuple[Interval, ...],
) -> tuple[Interval, float]:
    """Where the point slides: the longest stretch on which the tangent segment stays within its axes."""
    common = [(max(a, c), min(b, d)) for a, b in pieces for c, d in slope_pieces if min(b, d) > max(a, c)]
    if not common:
        raise NoGraphError("f and f' are nowhere in view together")
    reach = max(b - a for a, b in common)
    found: list[tuple[Interval, float]] = []
    for length in _TANGENT_LENGTHS:
        runs = [run for a, b in common for run in _tangent_runs(f, df, window, y, a, b, length)]
        if runs:
            found.append((max(runs, key=lambda run: (round(run[1] - run[0], 6), -abs(run[0]))), length))
    if not found:
        raise NoGraphError("no tangent fits within the axes")
    turned = [_turned(df, window, y, run) for run, _ in found]
    for (run, length), turn in zip(found, turned, strict=True):
        if run[1] - run[0] >= 0.6 * reach and not (turn < _LEVEL and max(turned) > _TURNED):
            return _neat(run, 4 + _finer(window)), length
    return _neat(found[-1][0], 4 + _finer(window)), _TANGENT_LENGTHS[-1]


def _turned(df: Curve, window: Range, y: Range, run: Interval) -> float:
    """By how many radians the tangent turns on its way, as it is drawn."""
    shape = PANEL_HEIGHT / (y[1] - y[0]) * (window[1] - window[0]) / PANEL_WIDTH
    return float(np.ptp(np.arctan(df(np.linspace(*run, 201)) * shape)))


def _tangent_runs(f: Curve, df: Curve, window: Range, y: Range, a: float, b: float, length: float) -> list[Interval]:
    grid = np.linspace(a, b, 1001)
    width, height = PANEL_WIDTH / (window[1] - window[0]), PANEL_HEIGHT / (y[1] - y[0])
    angle = np.arctan(df(grid) * height / width)
    up = np.abs(np.sin(angle)) * length / 2
    across = np.cos(angle) * length / 2
    above = (y[1] - f(grid)) * height
    below = (f(grid) - y[0]) * height
    left, right = (grid - window[0]) * width, (window[1] - grid) * width
    fits = (
        (up <= above + _SLACK)
        & (up <= below + _SLACK)
        & (across <= left + _SIDE_SLACK)
        & (across <= right + _SIDE_SLACK)
    )
    runs: list[Interval] = []
    start: int | None = None
    for i in range(len(grid) + 1):
        if i < len(grid) and fits[i]:
            start = i if start is None else start
        elif start is not None:
            if i - 1 > start:
                runs.append((float(grid[start]), float(grid[i - 1])))
            start = None
    return runs


def _slope_x(f: Curve, df: Curve, window: Range, y: Range, trace: Interval, length: float) -> float:
    """The first of some places between the panels that the tangent reaches least, or nowhere, on its way."""
    x = np.linspace(*trace, 301)
    width, height = PANEL_WIDTH / (window[1] - window[0]), PANEL_HEIGHT / (y[1] - y[0])
    angle = np.arctan(df(x) * height / width)
    at = PANEL_LEFT + (x - window[0]) * width
    low = PANEL_BOTTOM + (f(x) - y[0]) * height
    down = np.linspace(0.0, length / 2, 41)[:, None] * np.sign(-np.sin(angle) - 1e-12)  # the half that points down
    points_x, points_y = at + down * np.cos(angle), low + down * np.sin(angle)
    reached = points_x[points_y < _SLOPE_TOP]
    hits = {place: int(((place - 0.65 < reached) & (reached < place + 1.6)).sum()) for place in _SLOPE_PLACES}
    return min(_SLOPE_PLACES, key=lambda place: hits[place])


def _label(
    curve: Curve,
    slope: Curve | None,
    window: Range,
    y: Range,
    bottom: float,
    pieces: tuple[Interval, ...],
    asymptotes: tuple[Segment, ...],
    critical: tuple[float, ...],
    trace: Interval,
    length: float,
) -> Point:
    """Where the curve's name stands: right of its end, or where nothing runs through it beside the curve.

    The tangent, of the given length, slides along the curve if its `slope` is given; `bottom` is that of the panel.
    """
    wide, high = _LABEL if slope is not None else _SLOPE_LABEL
    width, height = PANEL_WIDTH / (window[1] - window[0]), PANEL_HEIGHT / (y[1] - y[0])
    right, top = PANEL_LEFT + PANEL_WIDTH, bottom + PANEL_HEIGHT
    beside = right + 0.12 + wide / 2
    drawn = [np.linspace(a, b, 400) for a, b in pieces]
    curves = [(PANEL_LEFT + (x - window[0]) * width, bottom + (curve(x) - y[0]) * height) for x in drawn]
    if pieces[-1][1] > window[1] - 0.02 * (window[1] - window[0]):
        end = float(curves[-1][1][-1])
        if bottom - 0.02 <= end <= top + 0.02:
            return round(beside, 1), round(min(max(end, bottom + high / 2), top - high / 2), 1) + 0.0
    lines = [
        (PANEL_LEFT + (a - window[0]) * width, bottom + (b - y[0]) * height,
         PANEL_LEFT + (c - window[0]) * width, bottom + (d - y[0]) * height)
        for a, b, c, d in (*asymptotes, (window[0], 0.0, window[1], 0.0), (0.0, y[0], 0.0, y[1]))
    ]  # fmt: skip
    for c in critical:  # the dashed line from the one graph to the other
        at = PANEL_LEFT + (c - window[0]) * width
        level = bottom + ((curve.at(c) if slope is not None else 0.0) - y[0]) * height
        lines.append((at, level, at, bottom) if slope is not None else (at, top, at, level))
    if slope is not None:
        x = np.linspace(*trace, 120)
        angle = np.arctan(slope(x) * height / width)
        tx, ty = PANEL_LEFT + (x - window[0]) * width, bottom + (curve(x) - y[0]) * height
        dx, dy = np.cos(angle) * length / 2, np.sin(angle) * length / 2
        lines += list(zip(tx - dx, ty - dy, tx + dx, ty + dy, strict=True))
    crossed = [np.linspace((a, b), (c, d), 41) for a, b, c, d in lines]
    points = np.concatenate([np.stack(c, axis=1) for c in curves])
    obstacles = np.concatenate([points, *crossed])
    best: tuple[float, Point] | None = None
    for px, py in points[:: max(1, len(points) // 150)].tolist():
        for sx, sy in ((1, 0), (1, 1), (1, -1), (-1, 1), (-1, -1), (-1, 0), (0, 1), (0, -1)):
            cx, cy = px + sx * (wide / 2 + 0.14), py + sy * (high / 2 + 0.14)
            if not (PANEL_LEFT + wide / 2 < cx < right - wide / 2 and bottom + high / 2 < cy < top - high / 2):
                continue
            away = np.maximum(np.abs(obstacles[:, 0] - cx) - wide / 2, np.abs(obstacles[:, 1] - cy) - high / 2)
            if float(away.min()) < 0.07:
                continue
            cost = round(right - cx + (0.3 if sx < 0 else 0.0), 6)  # the farther right the better: there the curve ends
            if best is None or cost < best[0]:
                best = cost, (round(cx, 2) + 0.0, round(cy, 2) + 0.0)
    if best is not None:
        return best[1]
    end = float(points[np.argmax(points[:, 0]), 1])
    return round(beside, 1), round(min(max(end, bottom + high / 2), top - high / 2), 1) + 0.0


def _neat(run: Interval, most: int) -> Interval:
    """The run with its ends rounded inwards to as few decimals as cost at most a tenth of its length."""
    for digits in range(most):
        scale = 10**digits
        a, b = math.ceil(run[0] * scale - 1e-9) / scale, math.floor(run[1] * scale + 1e-9) / scale
        if b - a >= 0.9 * (run[1] - run[0]):
            return a + 0.0, b + 0.0
    return run


def _decimals(df: Curve, trace: Interval, dy: Range) -> int:
    """Three digits of the largest slope on the way, but none that is too small to be seen in the panel of f'."""
    largest = float(np.max(np.abs(df(np.linspace(*trace, 201)))))
    wanted = 2 if largest == 0 or largest >= 1 else 2 - math.floor(math.log10(largest))
    return min(8, wanted, max(0, 5 - math.floor(math.log10(dy[1] - dy[0]))))
