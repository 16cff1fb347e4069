"""Which part of the plane is shown: of many windows the one that a teacher would draw.

What there is to see is looked for first (`features`): turning points, zeros, asymptotes, ends of the domain, a period.
Then every window with neat ends is rated by seven questions, each a function below whose first line says what it asks.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from derivative_manim.generation.features import Features, far_level, features, holes, period
from derivative_manim.generation.numeric import Array, Curve

Range = tuple[float, float, float]  # minimum, maximum, step
Span = tuple[float, float]

ROOM = 0.05  # of the window, which what is marked keeps from its edges
VISIBLE = 0.06  # of its panel, by which a turning point must move the curve
_AIM = 0.13  # the part that is aimed at
_BESIDE = 0.04  # of the window, by which a turning point is told from a pole or from where the graph ends
_REACH = 12.0  # how far from the middle there is looked for something to see
_MOST = 5  # things of one kind that a window must show: the nearest ones
_SCALES = (0.1, 10.0, 0.01, 100.0, 1e-3, 1e3)  # tried if the best window about one unit in size is not good
_APART = 0.1  # of a window, by which turning points are apart if it is one that shows them
_WIDER = (10.0, 100.0, 1000.0)
_GOOD, _MANY = 0.6, 40
_BINS, _MOST_USE = 12, 1.4
_MUCH = 0.3  # of a window, in which a graph is beyond its panel: a nearer one is looked at too


@dataclass(frozen=True)
class Sight:
    """Both graphs on a wide stretch, and what a window should show of them.

    Attributes:
        f, df: what is to be seen of f and of f'.
        level: zeros of f', where f is level.
        wanted: (abscissa, weight) of what a window should show, nearest first.
        period: of f, or of f' where f is not periodic itself.
        whole: whether a window should show a whole period: f has values in most of it.
        unit: size of things: 1, or a power of ten for a function that lives on another scale.
        middle: about which windows are laid: 0, or where the domain begins.
        levels: ordinates that f approaches far on the left and on the right; None if it approaches none.
    """

    f: Features
    df: Features
    level: tuple[float, ...]
    wanted: tuple[Span, ...]
    period: float | None
    whole: bool
    unit: float
    middle: float
    levels: tuple[float | None, float | None]

    @cached_property
    def mirrored(self) -> bool:
        """Whether the graph of f has two halves that are alike: f(-x) is f(x) or -f(x)."""
        y = self.f.y
        with np.errstate(all="ignore"):
            same = [(np.abs(y - m) <= 1e-6 * (1 + np.abs(y))) | (y == m) for m in (y[::-1], -y[::-1])]  # inf is inf
        # but for a few points next to poles, where one of the two may be rounded onto the pole
        return self.middle == 0 and any(float((s | np.isnan(y)).mean()) > 0.998 for s in same)

    @property
    def plain(self) -> bool:
        """Whether f has no marks: how fast it bends, as 50 e^(x/50) does, is all that tells how wide a window is."""
        return not (self.f.turning or self.f.poles or self.f.ends)

    @cached_property
    def in_pi(self) -> bool:
        """Whether the ticks are at multiples of pi: the period is one, or many of the zeros and turning points are."""
        if self.middle:
            return False
        if self.period is not None:
            return abs(self.period / math.pi * 120 - round(self.period / math.pi * 120)) < 1e-6
        quarter = math.pi / 4 * self.unit
        points = [x for x, _ in self.wanted if abs(x) > 0.1 * quarter]
        on = [x for x in points if abs(x / quarter - round(x / quarter)) < 2e-3]
        apart = {round(x / quarter) for x in on}  # x^11 - x turns at 0.7868, which is no part of pi
        return len(on) >= 4 and len(apart) > 2 and len(on) >= 0.33 * len(points)


Found = tuple[float, Span, Sight]  # a window with its rating, and what was seen when it was looked for


def choose_window(f: Curve, df: Curve) -> Range | None:
    """The x window in which f and f' are seen best, or None if they are real nowhere in [-1000, 1000]."""
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
    return _unseen_turns(sight.f, low, high, view_of(sight.f, y, low, high))


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
    outline = {span: _outline(sight, *span) for span in _candidates(sight)}
    best, chosen = -math.inf, (0.0, 0.0)
    for span in sorted(outline, key=lambda s: (-round(outline[s], 6), abs(s[0] + s[1]), s[1])):
        if outline[span] + _MOST_USE <= best:
            break
        rating = round(outline[span] + _drawn(sight, *span), 6)
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
    marked = _nearest(_merged([*of_f.turning, *level], step), middle)
    poles = _nearest(_merged([*of_f.poles], step), middle)
    upright = _nearest([p for p in of_df.poles if not any(abs(p - q) < step for q in poles)], middle)
    ends = _nearest([e for e in of_f.ends if not any(abs(e - q) < step for q in poles)], middle)
    missing = [x for curve in (f, df) for x, _ in holes(curve, low, high)]  # where f' jumps f has a corner
    circles = _nearest(_merged([x for x in missing if not any(abs(x - m) < step for m in marked)], step), middle)
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


def _merged(points: list[float], distance: float) -> list[float]:
    found: list[float] = []
    for point in sorted(points):
        if not found or point - found[-1] > distance:
            found.append(point)
    return found


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
        low = _clean(math.floor(low / step) * step)
    return (low, high, step)


def _label_width(span: Span, step: float) -> float:
    """Width of the longest number at the axis, with the space after it, in Manim's units."""
    digits = max(1, math.floor(math.log10(max(abs(span[0]), abs(span[1])))) + 1)
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    return 0.125 * (digits + (digits > 3) / 2 + decimals + (decimals > 0) / 2 + (span[0] < 0)) + 0.1


# --- the rating ------------------------------------------------------------------------------------------------------


def _outline(sight: Sight, low: float, high: float) -> float:
    """What the window shows, less what lies at its edges and what is strange about it."""
    return 3.0 * _shown(sight, low, high) - 0.8 * _at_the_edge(sight, low, high) - _strange(sight, low, high)


def _drawn(sight: Sight, low: float, high: float) -> float:
    """How well both graphs are seen in it; at most `_MOST_USE`."""
    a, b = (int(np.searchsorted(sight.f.x, end + side * 1e-9)) for end, side in ((low, -1), (high, 1)))
    thin = max(1, (b - a) // 300)
    y, dy = sight.f.y[a:b:thin], sight.df.y[a:b:thin]
    real = np.isfinite(y) & np.isfinite(dy)
    largest = (
        np.abs(v[a:b], where=np.isfinite(v[a:b]), out=np.zeros(b - a)).max(initial=0) for v in (sight.f.y, sight.df.y)
    )
    if real.sum() < 20 or max(largest) > 1e300:  # next to overflow
        return -10.0
    view, slope_view = (view_of(part, values, low, high) for part, values in ((sight.f, y), (sight.df, dy)))
    return (
        0.8 * _use(y, view, sight.f.constant)
        + 0.6 * _use(dy, slope_view, sight.df.constant)
        - _unseen_turns(sight.f, low, high, view)
        - 0.2 * _unseen_turns(sight.df, low, high, slope_view)
        - 0.6 * _far_from_its_lines(sight, low, high, view)
        - _beside_the_domain(real)
        - (0.35 * (_tall(view) + _tall(slope_view)) if sight.unit == 1 else 0.0)
    )


def _shown(sight: Sight, low: float, high: float) -> float:
    """How much of what there is to see near the middle is inside the window; of what has a period, all of one."""
    crowd = 0.05 * max(0, sum(low <= x <= high for x in (*sight.level, *sight.f.poles)) - 6)
    if sight.period is not None and sight.whole:
        share = min(1.0, (high - low) / (1.04 * sight.period))
        repeats = (high - low) / sight.period
        return share - 0.12 * max(0.0, repeats - 2.6) - (1.0 if share < 0.5 else 0.0) - crowd
    total = sum(w for _, w in sight.wanted)
    if not total:
        return 0.3
    seen = sum(w for x, w in sight.wanted if low <= x <= high)
    never_level = 0.15 if sight.level and not any(low < x < high for x in sight.level) else 0.0
    return seen / total - crowd - never_level


def _at_the_edge(sight: Sight, low: float, high: float) -> float:
    """How many turning points, zeros and poles lie on the very edge or just outside, where a reader misses them."""
    room = ROOM * (high - low)
    found = 0.0
    for points, weight, within, outside in (  # the curve turns within the window: a little less room will do
        ((*sight.f.turning, *sight.level), 1.5, 0.9, 1.0),
        (sight.f.poles, 0.7, 1.0, 0.3),
        (sight.f.zeros, 0.4, 1.0, 0.2),
        (sight.f.ends, 0.3, 1.0, 0.3),
        (sight.df.poles, 0.5, 1.0, 0.3),
    ):
        for edge, inward in ((low, 1.0), (high, -1.0)):
            if any(-outside * room < (x - edge) * inward < within * room for x in points):
                found += weight
    return found


def _unseen_turns(part: Features, low: float, high: float, view: Range) -> float:
    """How many turning points in the window cannot be made out; half of one if it nearly can.

    One that hardly moves the curve in its panel, or that lies at a pole or where the graph ends.
    """
    need = VISIBLE * (view[1] - view[0])
    moves = turns(part, low, high, view)
    near = _BESIDE * (high - low)
    breaks = (*part.poles, *part.ends)
    hidden = sum(any(abs(x - at) < near for at in breaks) for x in part.turning if low < x < high)
    unmoved = sum(int(move < need) + int(move < need / 2) for move in moves)
    return float(min(3.0, 0.4 * hidden + 0.5 * unmoved))


def _beside_the_domain(real: np.ndarray) -> float:
    """How much of the window has no graph, beyond the margin that shows where the domain ends."""
    gone = 1.0 - float(real.mean())
    inside = np.flatnonzero(real)
    empty = float(max(inside[0], real.size - 1 - inside[-1])) / real.size  # in one stretch at an end
    return 0.4 * gone + 3.0 * max(0.0, gone - 0.25) + 3.0 * max(0.0, empty - 0.16)


def _use(y: Array, view: Range, level: bool) -> float:
    """How evenly the curve uses its panel: 1 if all heights are visited equally, less for each part that is cut off."""
    finite = y[np.isfinite(y)]
    if finite.size == 0:
        return 0.0
    if float(np.ptp(finite)) < 1e-9 or view[1] <= view[0]:
        return 1.0 if level else -0.5  # a constant is as well seen in one window as in another
    seen = finite[(finite >= view[0]) & (finite <= view[1])]
    if seen.size == 0:
        return 0.0
    counts = np.bincount(np.minimum(((seen - view[0]) * (_BINS / (view[1] - view[0]))).astype(int), _BINS - 1))
    share = counts[counts > 0] / counts.sum()
    evenness = float(-np.sum(share * np.log(share)) / math.log(_BINS))
    flat = 1.0 if evenness < 0.25 else 0.0
    return evenness - flat - 1.5 * max(0.0, 1.0 - seen.size / finite.size - 0.12)


def _strange(sight: Sight, low: float, high: float) -> float:
    """How far the window is from the usual one: eight wide, about what it shows, with the origin and both halves."""
    wide = high - low
    inside = [sight.middle, *(x for x, _ in sight.wanted if low <= x <= high)]
    target = sight.middle if sight.period is not None and sight.whole else (min(inside) + max(inside)) / 2
    aside = abs((low + high) / 2 - target) / wide
    origin = 0.0 if low < 0 < high or sight.middle else 0.1 if low <= 0 <= high else 0.5
    halves = 0.0 if sight.in_pi or (low % 1 == 0 and high % 1 == 0) else 0.05
    halved = 0.5 if sight.mirrored and low != -high else 0.0
    usual = 8 * sight.unit if sight.plain and sight.unit > 1 else 8
    return 0.25 * abs(math.log2(wide / usual)) + 1.6 * aside + origin + halves + halved


def _far_from_its_lines(sight: Sight, low: float, high: float, view: Range) -> int:
    """At how many ends of the window the graph is not seen to approach its horizontal asymptote."""
    bends_only = sight.plain and sight.df.turning and not sight.level  # a logistic curve: there is nothing else to see
    near = (0.12 if bends_only else 0.25) * (view[1] - view[0])
    found = 0
    for end, level in zip((low, high), sight.levels, strict=True):
        height = float(np.interp(end, sight.f.x, sight.f.y))
        found += level is not None and not abs(height - level) <= near
    return found


def _tall(view: Range) -> float:
    """How far the numbers beside the panel are from those of a textbook: 1 for each power of ten beyond 20.

    For a sign and four digits there is hardly room, which counts as one more.
    """
    return math.log10(max(1.0, (view[1] - view[0]) / 20)) + (1.0 if -1e4 < view[0] <= -1000 else 0.0)


# --- the y ranges ----------------------------------------------------------------------------------------------------


def heights(part: Features, low: float, high: float) -> list[float]:
    """Ordinates that must be in view: of the turning points that can be told apart, and 0 if the curve reaches it."""
    near = 0.015 * (high - low)
    inside = [x for x in part.turning if low <= x <= high]
    others = [*part.turning, *part.poles, *part.ends]
    clear = [x for x in inside if not any(0 < abs(x - other) < near for other in others)]
    found = [float(np.interp(x, part.x, part.y)) for x in clear]
    found = [y for y in found if math.isfinite(y)]
    # a cusp on the axis is found a little above it: then 0 is no second height, to be told apart from it
    told = any(abs(y) < 0.03 * (max(found) - min(found)) for y in found)
    return found + [0.0 for x in part.zeros if low <= x <= high and not told][:1]


def end_heights(part: Features, low: float, high: float) -> list[float]:
    """Ordinates at which the graph begins or ends within the window, as that of x^(1/x) does at 0."""
    step = 2 * (part.x[1] - part.x[0])
    ends = [e for e in part.ends if low < e < high and not any(abs(e - p) < step for p in part.poles)]
    return [float(np.interp(e, part.x, part.y)) for e in ends]


def turns(part: Features, low: float, high: float, view: Range) -> list[float]:
    """By how much each turning point in the window moves the curve in its panel: the lesser of its two sides."""
    inside = [x for x in part.turning if low < x < high]
    ends = [low, *inside, high]
    moves = []
    for left, at, right in zip(ends, ends[1:], ends[2:], strict=False):
        a, m, b = (int(np.searchsorted(part.x, x)) for x in (left, at, right))
        y = np.clip(part.y[max(0, a - 1) : b + 1], view[0], view[1])
        middle = float(np.clip(part.y[m], view[0], view[1]))
        sides = (y[: m - a + 1], y[m - a :])
        moves.append(min((float(np.nanmax(np.abs(s - middle))) if np.isfinite(s).any() else 0.0) for s in sides))
    return moves


def y_range(y: Array, musts: list[float] | None = None, ends: list[float] | None = None) -> Range:
    """(minimum, maximum, step) for values `y` (NaN and infinities allowed), `musts` well inside, `ends` in view.

    All values are in view unless the curve leaves the rest too flat: towards a pole, or where it grows so fast that its
    turning points could not be seen, it leaves the panel.
    """
    ordered = np.sort(y[np.isfinite(y)])
    low, high = float(ordered[0]), float(ordered[-1])
    with np.errstate(invalid="ignore"):
        moves = np.diff(y)
    steady = bool((moves >= 0).all() or (moves <= 0).all())  # neither a turning point nor a pole
    for share, reach in ((0.1, 0.7), (0.25, 1.5)):  # a pole, or growth that would flatten all the rest
        held = _held(ordered, (low, high), share, reach)
        if steady and float(((ordered < held[0]) | (ordered > held[1])).mean()) > 0.25:
            held = _held(ordered, (low, high), share, 5.0)  # x^5 has nothing to hide, but hardly anything would be left
        low, high = held
    near = 0.1 * (high - low)  # what is hardly beyond is in view with the margin
    low = min([low, *(end for end in ends or [] if end < low - near)])
    high = max([high, *(end for end in ends or [] if end > high + near)])
    levels = _apart(musts or [], 1e-3 * (high - low))
    if len(levels) > 1:
        low, high = _closer(low, high, levels)
    if high - low < 1e-9:
        low, high = (min(low, 0.0), max(high, 0.0)) if abs(high) > 1e-9 else (-1.0, 1.0)
        low, high = (low, high * 1.25) if high > 0 else (low * 1.25, high)
        if (low, high) == (-1.25, 1.0):
            low = -1.0
    if levels:  # with room beyond them where the curve goes on
        room = 0.1 * (max(high, levels[-1]) - min(low, levels[0]))
        low = min(low, max(float(ordered[0]), levels[0] - room))
        high = max(high, min(float(ordered[-1]), levels[-1] + room))
    span = high - low
    turned = [any(abs(end - level) < 1e-3 * span for level in levels) for end in (low, high)]
    # The axis is in view while the curve keeps half of the panel; a curve that turns close to it is left to `_neat`.
    most = 0.95 * span  # there is a margin too
    if (0.5 * span if turned[0] else 0.0) < low <= most:
        low, turned[0] = 0.0, False
    if (0.5 * span if turned[1] else 0.0) < -high <= most:
        high, turned[1] = 0.0, False
    return _neat(low, high, *turned)


def view_of(part: Features, y: Array, low: float, high: float, musts: Sequence[float] = ()) -> Range:
    """The y range in which the values `y` of a graph between two abscissae are seen best, with `musts` in view."""
    found = y_range(y, [*heights(part, low, high), *musts], end_heights(part, low, high))
    finite = y[np.isfinite(y)]
    tallest, tall = float(np.abs(finite).max()), found[1] - found[0]
    poles = any(low <= pole <= high for pole in part.poles)
    # x^50: nearly 0 almost everywhere, and yet there is something to see; next to a pole it is tall in any case
    hides = tall < 1e-3 and (float(np.quantile(np.abs(finite), 0.9)) if poles else tallest) > 0.1
    if hides or (tall < 0.1 and tallest > 1e3 * tall and not poles):
        most = tallest if tallest < 1e3 and not poles else 1.0
        return y_range(np.clip(np.array([finite.min(), finite.max()]), -most, most))
    return found


def _held(ordered: Array, span: Span, share: float, reach: float) -> Span:
    """`span`, or what lies about the middle values if the rest is much taller: all but a `share` at either end."""
    (low, high), last = span, ordered.size - 1
    core_low, core_high = float(ordered[int(share * last)]), float(ordered[last - int(share * last)])
    spread = core_high - core_low
    if high - low <= (1 + 2 * reach) * 1.25 * max(spread, 1e-9) or spread <= 1e-9:
        return span
    return max(low, core_low - reach * spread), min(high, core_high + reach * spread)


def _neat(low: float, high: float, turns_low: bool, turns_high: bool) -> Range:
    """The range with neat ends and a margin; 0 needs none unless the curve turns there."""
    step = nice_step((high - low) * 1.04, 5)
    half = step / 2
    margin = 0.06 * (high - low)
    low -= margin if low != 0 or turns_low else 0.0
    high += margin if high != 0 or turns_high else 0.0
    if 0 < low < margin * 8:  # near enough to be in view
        low = 0.0
    if -margin * 8 < high < 0:
        high = 0.0
    bottom, top = math.floor(low / half + 1e-9) * half, math.ceil(high / half - 1e-9) * half
    if bottom > 0:  # without 0 in view the ticks start at the minimum, which must be a multiple of the step
        bottom = math.floor(low / step + 1e-9) * step
    if top < 0:
        bottom = math.floor(bottom / step + 1e-9) * step
        top = math.ceil(top / step - 1e-9) * step
    return (_clean(bottom), _clean(top), _clean(step))


def _apart(levels: list[float], distance: float) -> list[float]:
    found: list[float] = []
    for level in sorted(levels):
        if not found or level - found[-1] > distance:
            found.append(level)
    return found


def _closer(low: float, high: float, levels: list[float]) -> Span:
    """The range cut down as far as it takes to see the levels apart."""
    bottom, top = levels[0], levels[-1]
    least = min(b - a for a, b in pairwise(levels))
    most = max(1.1 * (top - bottom), least / _AIM)
    if high - low <= most:
        return low, high
    below, above = max(0.0, bottom - low), max(0.0, high - top)
    spare = most - (top - bottom)
    down = min(below, max(spare / 2, spare - above))
    return bottom - down, top + min(above, spare - down)


def nice_step(span: float, most: int) -> float:
    """The smallest of 1, 2, 5 times a power of ten that divides `span` into at most `most` intervals."""
    power = 10.0 ** math.floor(math.log10(span / most))
    for factor in (1, 2, 5, 10):
        if span / (factor * power) <= most + 1e-9:
            return _clean(factor * power)
    raise AssertionError("unreachable: a factor of 10 always suffices")


def _clean(number: float) -> float:
    return float(f"{number:.6g}") + 0.0
