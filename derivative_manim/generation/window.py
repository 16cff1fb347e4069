"""Which part of the plane is shown: of many windows the one that a teacher would draw.

What there is to see is looked for first (`features`): turning points, zeros, asymptotes, ends of the domain, a period.
Then every window with neat ends is rated (`rating`).
"""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np

from derivative_manim.generation.features import Features, far_level, features, holes, period
from derivative_manim.generation.heights import Range, Span, apart, clean, nice_step, view_of
from derivative_manim.generation.numeric import Curve
from derivative_manim.generation.rating import MOST_USE, Sight, drawn, outline, unseen_turns

_REACH = 12.0  # how far from the middle there is looked for something to see
_MOST = 5  # things of one kind that a window must show: the nearest ones
_SCALES = (0.1, 10.0, 0.01, 100.0, 1e-3, 1e3)  # tried if the best window about one unit in size is not good
_APART = 0.1  # of a window, by which turning points are apart if it is one that shows them
_WIDER = (10.0, 100.0, 1000.0)
_GOOD, _MANY = 0.6, 40
_MUCH = 0.3  # of a window, in which a graph is beyond its panel: a nearer one is looked at too

Found = tuple[float, Span, Sight]  # a window with its rating, and what was seen when it was looked for


def choose_window(f: Curve, df: Curve) -> Range | None:
    """The x window in which f and f' are seen best, or None if they are real nowhere in [-10^6, 10^6]."""
    middle = _middle(f, df)
    if middle is None:
        return None
    first = _look(f, df, middle, 1.0)
    if (crowd := _crowd(first, df)) is not None:
        return _ticks(crowd)
    best = _best(first)
    nothing = not best[2].wanted or _is_straight(best[2], *best[1])
    nothing = nothing or (not best[2].f.poles and _is_spike(f, *best[1]))
    poor = best[0] < _GOOD or nothing
    far: list[float] = []  # what is seen from farther off than the first time, the nearest place first
    for scale in _SCALES if poor else _scales_beside(best[2], *best[1]):
        sight = _look(f, df, middle, scale)
        far += [x for x, _ in sight.wanted if abs(x - middle) > _REACH][:1]
        if len(sight.level) + len(sight.f.poles) <= _MANY:
            # x^2 - 10000x is seen to turn at 5000 only, in no poor window.
            best = max(best, _best(sight), key=lambda found: (nothing and found[0] > 0 < _turns_in(found), found[0]))
        if poor and best[0] >= _GOOD and not nothing:
            break
    if nothing and far and math.isfinite(f.at(far[0])):  # of tanh(x - 30) there is nothing to see about 0
        beside = [_best(_look(f, df, float(round(far[0])), unit)) for unit in (1.0, 10.0)]
        best = max([best, *filter(_is_a_sight, beside)], key=lambda found: found[0])
    best = _farther(f, df, middle, best)
    if best[2].unit < 1 and _hidden(best[2], *best[1]) > _MUCH:
        best = max(best, _best(_look(f, df, middle, best[2].unit / 10)), key=lambda found: found[0])
    return _with_step(best[1], best[2]) if best[0] > -5 else None


def given_window(f: Curve, df: Curve, span: Span) -> Range | None:
    """The x window from one place to another, with its ticks; None if f and f' are not real in a visible part of it."""
    x = np.linspace(*span, 2001)
    if (np.isfinite(f(x)) & np.isfinite(df(x))).sum() < 60:
        return None
    sight = _look(f, df, 0.0, 1.0)
    wide = (span[1] - span[0]) / math.pi
    if sight.in_pi and 0.5 <= wide <= 9:
        return (span[0], span[1], math.pi if wide > 4.1 else math.pi / 2 if wide > 1.2 else math.pi / 4)
    return _ticks(span)


def _crowd(sight: Sight, df: Curve) -> Span | None:
    """The window about a place where turning points crowd together, as those of sin(1/x) do at 0; None if none does."""
    points = np.array(sight.f.turning)
    if sight.period is not None or points.size < 10:
        return None
    centre = round(float(np.median(points)), 1)
    reach = float(np.abs(np.array([*points, *sight.f.zeros]) - centre).max())
    if reach > 0.1 * _REACH:
        return None
    # Where f' grows as fast towards the place as it turns, it leaves its panel there; else its crowd would fill it.
    near, far = (float(np.abs(df(centre + reach * np.linspace(a, 1.5 * a, 400))).max()) for a in (0.04, 0.4))
    half = reach * (1.5 if near < 2 * far else max(2.0, 15 / math.sqrt(near / far)))
    if near < 0.3 * far:  # both graphs die away towards it, and would be level lines from farther off
        half = 1.2 * float(np.abs(points - centre).max())
    half = math.ceil(half if half > 1 else 10 * half) / (1 if half > 1 else 10)
    return (centre - half, centre + half)


def _is_spike(f: Curve, low: float, high: float) -> bool:
    """Whether all that there is to see is a needle in a wide window: 1/(x^2 + 0.0001)."""
    y = f(np.linspace(low, high, 4001))
    y = y[np.isfinite(y)]
    if y.size < 4000:
        return False
    high_part = np.abs(y - np.median(y)) > 0.1 * np.ptp(y)
    return bool(0 < high_part.mean() < 0.02)


def _is_straight(sight: Sight, low: float, high: float) -> bool:
    """Whether the graph looks like a straight line in the window and is none."""
    change = 0.3 if sight.plain else 0.02
    slopes = sight.df.y[(sight.df.x >= low) & (sight.df.x <= high)]
    slopes = slopes[np.isfinite(slopes)]
    return not sight.df.constant and slopes.size > 0 and float(np.ptp(slopes)) < change * float(np.abs(slopes).max())


def _hidden(sight: Sight, low: float, high: float) -> float:
    """The part of the window in which the graph is beyond its panel."""
    inside = (sight.f.x >= low) & (sight.f.x <= high)
    y = sight.f.y[inside]
    view = view_of(sight.f, y, low, high)
    return float(((y < view[0]) | (y > view[1])).mean())


def _is_a_sight(found: Found) -> bool:
    """Whether more is seen in a window than a line that crosses the axis, and its ordinates can be written.

    Those of x^2 - 10000x about 5000 differ in the sixth digit.
    """
    _, (low, high), sight = found
    if low <= 0 <= high or not any(
        low < x < high for x in (*sight.f.turning, *sight.f.poles, *sight.f.ends, *sight.df.turning)
    ):
        return False
    y = sight.f.y[(sight.f.x >= low) & (sight.f.x <= high)]
    y = y[np.isfinite(y)]
    return y.size > 0 and float(np.abs(y).max()) < 100 * float(np.ptp(y))


def _turns_in(found: Found, bends: bool = False) -> int:
    """How often the graph turns, or `bends` the other way, in a window."""
    _, (low, high), sight = found
    return sum(low < x < high for x in (sight.df if bends else sight.f).turning)


def _farther(f: Curve, df: Curve, middle: float, best: Found) -> Found:
    """The best window, or a wider one if the graph turns on another scale only: 200x - x^2 at 100.

    Of a graph that turns nowhere, as 0.01x^3 - 0.6x^2 + 13x, one in which it bends both ways.
    """
    if best[2].period is not None:
        return best
    turning = {unit: features(f, middle - _REACH * unit, middle + _REACH * unit).turning for unit in _WIDER}
    if bends := not any(turning.values()) and best[2].plain and not best[2].df.poles:
        turning = {unit: features(df, middle - _REACH * unit, middle + _REACH * unit).turning for unit in _WIDER}
    seen = _turns_in(best, bends)
    if max(map(len, turning.values())) > _MOST:
        return best
    wider = [_best(_look(f, df, middle, unit)) for unit in _WIDER if len(turning[unit]) > seen]
    more = [found for found in wider if found[0] > 0 and _turns_in(found, bends) > seen]
    if seen and not bends:  # (200 - x) x^2 turns at 0 too: there is no doubt if the wider window shows all
        more = [found for found in more if _turns_in(found) == max(map(len, turning.values()))]
        more = [found for found in more if not _unseen_in(found) and _closest_turns(found) > _APART]
    return max(more, key=lambda found: found[0], default=best)


def _closest_turns(found: Found) -> float:
    """The least distance between two turning points in a window, as a part of it."""
    _, (low, high), sight = found
    return min(b - a for a, b in pairwise(x for x in sight.f.turning if low < x < high)) / (high - low)


def _unseen_in(found: Found) -> float:
    """How many turning points in a window cannot be made out."""
    _, (low, high), sight = found
    y = sight.f.y[(sight.f.x >= low) & (sight.f.x <= high)]
    return unseen_turns(sight.f, low, high, view_of(sight.f, y, low, high))


def _scales_beside(sight: Sight, low: float, high: float) -> tuple[float, ...]:
    """The scales on which a turning point that hardly moves the curve in the window may do so.

    A wider one, or, where all that there is to see lies close together, a narrower one.
    """
    if not _unseen_in((0.0, (low, high), sight)):
        return ()
    close = all(abs(x - sight.middle) < 0.1 * _REACH for x, _ in sight.wanted)
    return (10.0, 0.1) if close else (10.0,)


def _best(sight: Sight) -> Found:
    """The best window with its rating; one whose graph cannot make up for what it leaves out is not rated in full."""
    outlines = {span: outline(sight, *span) for span in _candidates(sight)}
    best, chosen = -math.inf, (0.0, 0.0)
    for span in sorted(outlines, key=lambda s: (-round(outlines[s], 6), abs(s[0] + s[1]), s[1])):
        if outlines[span] + MOST_USE <= best:
            break
        rating = round(outlines[span] + drawn(sight, *span), 6)
        if rating > best:
            best, chosen = rating, span
    straight = 2.0 if _is_straight(sight, *chosen) else 0.0  # (x + 1)/(x^2 + 10000) bends on another scale
    return best - 0.3 * abs(math.log10(sight.unit)) - straight, chosen, sight


def _middle(f: Curve, df: Curve) -> float | None:
    """0 if the function has values near it, else the nearest whole number at which its domain begins."""
    for step, reach in ((0.01, 4.0), (0.25, 1000.0), (10.0, 1e6)):
        grid = np.arange(-reach, reach + step / 2, step)
        defined = np.isfinite(f(grid)) & np.isfinite(df(grid))
        if defined.any():
            nearest = float(grid[np.flatnonzero(defined)[np.argmin(np.abs(grid[defined]))]])
            return 0.0 if reach < 10 else float(math.floor(nearest) if nearest > 0 else math.ceil(nearest))
    return None


def _look(f: Curve, df: Curve, middle: float, unit: float) -> Sight:
    low, high = middle - _REACH * unit, middle + _REACH * unit
    of_f, of_df = features(f, low, high), features(df, low, high)
    step = (high - low) * 1e-3
    level = tuple(z for z in of_df.zeros if math.isfinite(f.at(z)))
    marked = _nearest(apart([*of_f.turning, *level], step), middle)
    poles = _nearest(apart([*of_f.poles], step), middle)
    upright = _nearest([p for p in of_df.poles if not any(abs(p - q) < step for q in poles)], middle)
    ends = _nearest([e for e in of_f.ends if not any(abs(e - q) < step for q in poles)], middle)
    missing = [x for curve in (f, df) for x, _ in holes(curve, low, high)]  # where f' jumps f has a corner
    circles = _nearest(apart([x for x in missing if not any(abs(x - m) < step for m in marked)], step), middle)
    things = [(x, 2.0) for x in marked] + [(x, 2.0) for x in [*poles, *circles]] + [(x, 1.5) for x in ends]
    things += [(x, 1.0) for x in _nearest(of_f.zeros, middle)] + [(x, 1.0) for x in upright]
    things += [(x, 0.5) for x in _nearest(of_df.turning, middle)[:3]]
    wanted = tuple((x, w / (1 + ((x - middle) / (10 * unit)) ** 4)) for x, w in things)
    length = period(f) or period(df)
    first, last = _stretch(of_f, middle)
    wanted = tuple((x, w) for x, w in wanted if first <= x <= last)
    values = f(np.linspace(0.0, length or 1.0, 400))
    whole = bool(np.isfinite(values).mean() > 0.6)
    levels = (far_level(f, -1.0), far_level(f, 1.0)) if length is None else (None, None)
    return Sight(of_f, of_df, level, wanted, length, whole, unit, middle, levels)


def _stretch(part: Features, middle: float) -> Span:
    """Where to look: everywhere, or on the nearest stretch if the domain is one of many separate stretches."""
    real = np.isfinite(part.y).astype(int)
    starts = np.flatnonzero(np.diff(np.append(0, real)) == 1)
    ends = np.flatnonzero(np.diff(np.append(real, 0)) == -1)
    wide = [(part.x[a], part.x[b]) for a, b in zip(starts, ends, strict=True) if b - a > 20]
    gaps = [b[0] - a[1] for a, b in pairwise(wide)]
    if len(wide) < 3 or min(gaps) < 4 * (part.x[1] - part.x[0]):
        return float(part.x[0]), float(part.x[-1])
    a, b = min(wide, key=lambda s: (round(max(s[0] - middle, middle - s[1], 0.0), 3), -round(s[0], 6)))
    room = 0.02 * (b - a)
    return float(a - room), float(b + room)


def _nearest(points: list[float] | tuple[float, ...], middle: float) -> list[float]:
    return sorted(points, key=lambda p: (round(abs(p - middle), 6), p))[:_MOST]


def _candidates(sight: Sight) -> list[Span]:
    """Windows whose ends are whole or half numbers (parts of pi for what is periodic), times the unit."""
    if sight.in_pi:
        eighths = (sight.period or 2 * math.pi) / math.pi * 8
        part = math.pi / (8 if abs(eighths - round(eighths)) < 1e-6 else 12) * sight.unit  # 12: sec 3x
        return [
            (a * part, b * part)
            for a in range(-24, 25)
            for b in range(a + 4, a + 49)
            if b <= 24 and (a % 2 == b % 2 == 0 or (b - a <= 16 and abs(a + b) <= 8))
        ]
    ends = [k / 2 for k in range(-24, 25)]
    spans = [(a, b) for a in ends for b in ends if 1.5 <= b - a <= 24 and (b - a <= 6 or a % 1 == b % 1 == 0)]
    if sight.middle:
        return [(sight.middle + a * sight.unit, sight.middle + b * sight.unit) for a, b in spans if a % 1 == b % 1 == 0]
    return [(round(a * sight.unit, 9), round(b * sight.unit, 9)) for a, b in spans]


def _with_step(span: Span, sight: Sight) -> Range:
    low, high = span
    if sight.in_pi:
        unit = math.pi * sight.unit
        if high - low < 0.5 * unit:  # cos 20x
            unit /= 10
        wide = (high - low) / unit
        return (low, high, unit if wide > 4.1 else unit / 2 if wide > 1.2 else unit / 4)
    return _ticks(span)


def _ticks(span: Span) -> Range:
    low, high = span
    wide = high - low
    step = nice_step(wide, 12)
    if wide >= 4:
        step = max(step, 1.0)
    elif wide >= 1.5:
        step = 0.5
    while _label_width(span, step) > 6.2 * step / wide:  # long numbers stand farther apart
        wider = nice_step(1.01 * step, 1)
        if wider > max(abs(low), abs(high)):  # one tick at least
            break
        step = wider
    if (low > 0 or high < 0) and abs(low / step - round(low / step)) > 1e-9:  # the ticks are counted from an end
        low = clean(math.floor(low / step) * step)
    return (low, high, step)


def _label_width(span: Span, step: float) -> float:
    """Width of the longest number at the axis, with the space after it, in Manim's units."""
    digits = max(1, math.floor(math.log10(max(abs(span[0]), abs(span[1])))) + 1)
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    return 0.125 * (digits + (digits > 3) / 2 + decimals + (decimals > 0) / 2 + (span[0] < 0)) + 0.1
