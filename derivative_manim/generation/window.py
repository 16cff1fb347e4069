"""Which part of the plane is shown: the x window by comparison of candidates, the y ranges by what the graph does."""

from __future__ import annotations

import math

import numpy as np

from derivative_manim.generation.numeric import Array, Curve

Range = tuple[float, float, float]  # minimum, maximum, step

_SIZES = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0)
_UNEVEN = (
    (0.5, 2.5),
    (1.0, 3.0),
    (1.0, 5.0),
    (2.0, 3.0),
    (2.0, 4.0),
    (2.0, 6.0),
)  # more of one side than of the other
_SAMPLES = 601
_BINS = 12


def choose_window(f: Curve, df: Curve) -> Range | None:
    """The x window in which f and f' are seen best, or None if they are real nowhere in [-1000, 1000].

    Candidates are windows around 0, to the right and to the left of it, and around the first stretch of the domain
    that does not contain it. Each is rated by how evenly both graphs use their panels, how much of it lies in the
    domain, and whether it shows the zeros and turning points without crowding.
    """
    candidates = [(-a, a) for a in _SIZES] + [(0.0, a) for a in _SIZES] + [(-a, 0.0) for a in _SIZES]
    candidates += [c for a, b in _UNEVEN for c in ((-a, b), (-b, a))]
    if not np.isfinite(f(np.linspace(-0.5, 0.5, 11))).any():  # the domain begins somewhere else
        candidates += [(a - 1, b - 1) for a, b in _far_domain(f, df) or []]
    ratings = {c: round(_rating(f, df, *c), 6) for c in candidates}
    best = max(candidates, key=lambda c: (ratings[c], -abs(c[0]), -c[1]))
    if ratings[best] < 0.25:
        far = _far_domain(f, df)
        if far is None:
            return None
        best = max(far, key=lambda c: round(_rating(f, df, *c), 6))
        if _rating(f, df, *best) <= 0:
            return None
    span = best[1] - best[0]
    step = nice_step(span, 12)
    return (*best, step if step >= 1 else 1.0 if span >= 4 else nice_step(span, 8))


def _far_domain(f: Curve, df: Curve) -> list[tuple[float, float]] | None:
    grid = np.arange(-1000.0, 1000.5, 0.5)
    defined = np.isfinite(f(grid)) & np.isfinite(df(grid))
    if not defined.any():
        return None
    first = float(grid[np.flatnonzero(defined)[np.argmin(np.abs(grid[defined]))]])
    start = math.floor(first)
    return [(float(start), start + 2 * a) for a in _SIZES] + [(start + 1 - 2 * a, start + 1.0) for a in _SIZES]


def _rating(f: Curve, df: Curve, low: float, high: float) -> float:
    grid = np.linspace(low, high, _SAMPLES)
    y, dy = f(grid), df(grid)
    real = np.isfinite(y) & np.isfinite(dy)
    defined = float(np.mean(real))
    if defined < 0.3:
        return defined - 1
    turns = grid[:-1][np.sign(dy[:-1]) * np.sign(dy[1:]) < 0]
    turning = turns.size
    seen = _reversals(y)
    poles = f.singular_points(low, high)
    inner_poles = sum(low < p < high for p in poles)
    edges = float(np.sum(real[1:] != real[:-1])) + 0.5 * sum(p in (low, high) for p in poles)
    interest = 0.2 * min(seen, 3) / 3 + 0.05 * min(_sign_changes(y), 3) / 3
    interest += 0.2 * min(inner_poles, 2) / 2 + 0.2 * min(edges, 2) / 2
    lost = 0.12 * min(max(0, turning - seen - inner_poles), 3)  # turning points too flat to be seen
    crowd = 0.08 * max(0, turning - 5) + 0.04 * max(0, _reversals(dy) - 6) + 0.08 * max(0, inner_poles - 3)
    size = 0.2 * math.exp(-((((high - low) - 8.0) / 6.0) ** 2))
    centred = 0.08 if low == -high else 0.0
    if seen and turning:  # what turns should turn in the middle
        centred -= 0.2 * abs(float(np.mean(turns)) - (low + high) / 2) / (high - low)
    if low == 0 or high == 0:  # half of a function that has two halves tells half of it
        mirrored = f(-grid)
        centred -= 0.15 * float(np.mean(np.isfinite(mirrored)))
    tall = 0.06 * _tallness(y) + 0.03 * _tallness(dy)
    hidden = 0.15 * (_hidden(y) + _hidden(dy))
    # A margin beside the domain tells where it ends; half a panel tells no more.
    empty = max(0.0, _empty_end(real) - 0.25)
    return (
        0.3 * _evenness(y)
        + 0.25 * _evenness(dy)
        + interest
        - lost
        - crowd
        + size
        + centred
        + 0.4 * defined
        - hidden
        - 2.0 * empty
        - tall
    )


def _empty_end(real: np.ndarray) -> float:
    """Share of the window, at the end where it is larger, that lies beside the domain."""
    inside = np.flatnonzero(real)
    return float(max(inside[0], real.size - 1 - inside[-1])) / (real.size - 1) if inside.size else 1.0


def _tallness(y: Array) -> float:
    """How far the numbers on the y axis are from those of a textbook: 1 for each power of ten beyond 15."""
    low, high, _ = y_range(y)
    return max(0.0, math.log10((high - low) / 15))


def _sign_changes(y: Array) -> int:
    signs = np.sign(y[np.isfinite(y)])
    signs = signs[signs != 0]
    return int(np.sum(signs[1:] != signs[:-1]))


def _reversals(y: Array) -> int:
    """Turns from rising to falling or back that move by a twelfth of the panel's height, so that a person sees them."""
    finite = y[np.isfinite(y)]
    low, high, _ = y_range(y)
    move = (high - low) / 12
    turns, direction, extreme = 0, 0, float(finite[0])
    for point in finite.tolist():
        if (direction >= 0 and point > extreme) or (direction <= 0 and point < extreme):
            if direction == 0 and abs(point - finite[0]) > move:
                direction = 1 if point > finite[0] else -1
            if direction != 0:
                extreme = point
        elif abs(point - extreme) > move:
            turns += direction != 0
            direction, extreme = (1 if point > extreme else -1), point
    return turns


def _hidden(y: Array) -> float:
    """Share of the window whose values are out of the shown range: what a reader would miss."""
    finite = y[np.isfinite(y)]
    if finite.size == 0:
        return 1.0
    low, high, _ = y_range(y)
    return float(np.mean((finite < low) | (finite > high)))


def _evenness(y: Array) -> float:
    """Entropy of the values over the panel's height, 1 when all heights are visited equally, 0 for a flat line."""
    finite = y[np.isfinite(y)]
    if finite.size == 0 or float(np.ptp(finite)) < 1e-9:
        return 1.0 if finite.size else 0.0  # a constant is as well seen in one window as in another
    low, high, _ = y_range(y)
    seen = finite[(finite >= low) & (finite <= high)]
    counts, _ = np.histogram(seen, bins=_BINS, range=(low, high))
    share = counts[counts > 0] / counts.sum()
    return float(-np.sum(share * np.log(share)) / math.log(_BINS))


def y_range(y: Array) -> Range:
    """(minimum, maximum, step) for values `y` (NaN and infinities allowed), with 0 in view wherever it is near."""
    finite = y[np.isfinite(y)]
    low, high = float(finite.min()), float(finite.max())
    inner_low, inner_high = (float(q) for q in np.quantile(finite, (0.1, 0.9)))
    spread = inner_high - inner_low
    if high - low > 3.0 * max(spread, 1e-9) and spread > 1e-9:
        # a pole, or growth that would flatten all the rest: show the middle and let the graph leave the panel
        low, high = max(low, inner_low - 0.7 * spread), min(high, inner_high + 0.7 * spread)
    if high - low < 1e-9:
        low, high = (min(low, 0.0), max(high, 0.0)) if abs(high) > 1e-9 else (-1.0, 1.0)
        low, high = (low, high * 1.25) if high > 0 else (low * 1.25, high)
        if (low, high) == (-1.25, 1.0):
            low = -1.0
    span = high - low
    if 0 < low <= 1.0 * span:
        low = 0.0
    if -1.0 * span <= high < 0:
        high = 0.0
    step = nice_step((high - low) * 1.04, 4)
    half = step / 2
    margin = 0.05 * (high - low)
    bottom = math.floor((low - (margin if low != 0 else 0)) / half + 1e-9) * half
    top = math.ceil((high + (margin if high != 0 else 0)) / half - 1e-9) * half
    if bottom > 0:  # without 0 in view the ticks start at the minimum, which must be a multiple of the step
        bottom = math.floor(low / step + 1e-9) * step
    if top < 0:
        bottom = math.floor(bottom / step + 1e-9) * step
        top = math.ceil(top / step - 1e-9) * step
    return (_clean(bottom), _clean(top), _clean(step))


def nice_step(span: float, most: int) -> float:
    """The smallest of 1, 2, 5 times a power of ten that divides `span` into at most `most` intervals."""
    power = 10.0 ** math.floor(math.log10(span / most))
    for factor in (1, 2, 5, 10):
        if span / (factor * power) <= most + 1e-9:
            return _clean(factor * power)
    raise AssertionError("unreachable: a factor of 10 always suffices")


def _clean(number: float) -> float:
    return float(f"{number:.6g}") + 0.0
