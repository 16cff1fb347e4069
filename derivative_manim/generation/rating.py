"""How good a window is: rated by eight questions, each a function below whose first line says what it asks."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from derivative_manim.generation.features import Features
from derivative_manim.generation.heights import VISIBLE, Range, Span, turns, view_of
from derivative_manim.generation.numeric import Array

ROOM = 0.05  # of the window, which what is marked keeps from its edges
_BESIDE = 0.04  # of the window, by which a turning point is told from a pole or from where the graph ends
_BINS = 12  # heights of a panel that a curve may visit
MOST_USE = 1.4  # what `drawn` gives at most: 0.8 for f, 0.6 for f'


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


def outline(sight: Sight, low: float, high: float) -> float:
    """What the window shows, less what lies at its edges and what is strange about it."""
    return 3.0 * _shown(sight, low, high) - 0.8 * _at_the_edge(sight, low, high) - _strange(sight, low, high)


def drawn(sight: Sight, low: float, high: float) -> float:
    """How well both graphs are seen in it; at most `MOST_USE`."""
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
        - unseen_turns(sight.f, low, high, view)
        - 0.2 * unseen_turns(sight.df, low, high, slope_view)
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


def unseen_turns(part: Features, low: float, high: float, view: Range) -> float:
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
