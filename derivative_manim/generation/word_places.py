"""Where words stand beside what moves and what is drawn: the names of the curves, and what is before the slope."""

from __future__ import annotations

import numpy as np

from derivative_manim.generation.numeric import Curve
from derivative_manim.generation.panel import PANEL_HEIGHT, PANEL_LEFT, PANEL_WIDTH, Interval, Panel, Point, Segment

# Where the words "slope =" may stand, the usual place first, and how low a line must be to touch them.
_SLOPE_PLACES, _SLOPE_TOP = (-1.6, -5.4, -3.5, -1.2, -4.9, -4.2, -2.9, -2.2), -0.01
_LABEL, _SLOPE_LABEL = (0.62, 0.36), (0.7, 0.36)  # width and height of f(x) and f'(x)
_DIGIT, _FAR = 0.15, 0.54  # the width of a digit of the slope, and how far beyond the panel's right end its last may be


def slope_place(f: Curve, df: Curve, panel: Panel, trace: Interval, length: float, decimals: int) -> float:
    """The first of some places between the panels that the tangent reaches least, or nowhere, on its way."""
    x = np.linspace(*trace, 301)
    longest = max(len(f"{slope:,.{decimals}f}") for slope in df(x).tolist())
    reach = max(1.6, 0.9 + _DIGIT * longest)
    places = [place for place in _SLOPE_PLACES if place + reach <= PANEL_LEFT + PANEL_WIDTH + _FAR] or _SLOPE_PLACES
    angle, at, low = panel.angle(df(x)), panel.x_at(x), panel.y_at(f(x))
    down = np.linspace(0.0, length / 2, 41)[:, None] * np.sign(-np.sin(angle) - 1e-12)  # the half that points down
    points_x, points_y = at + down * np.cos(angle), low + down * np.sin(angle)
    reached = points_x[points_y < _SLOPE_TOP]
    hits = {place: int(((place - 0.65 < reached) & (reached < place + reach)).sum()) for place in places}
    return min(places, key=lambda place: hits[place])


def label_place(
    curve: Curve,
    slope: Curve | None,
    panel: Panel,
    pieces: tuple[Interval, ...],
    asymptotes: tuple[Segment, ...],
    critical: tuple[float, ...],
    trace: Interval,
    length: float,
) -> Point:
    """Where the curve's name stands: right of its end, or where nothing runs through it beside the curve.

    The tangent, of the given length, slides along the curve if its `slope` is given.
    """
    wide, high = _LABEL if slope is not None else _SLOPE_LABEL
    window, y, bottom = panel.window, panel.y, panel.bottom
    right, top = PANEL_LEFT + PANEL_WIDTH, bottom + PANEL_HEIGHT
    beside = right + 0.12 + wide / 2
    drawn = [np.linspace(a, b, 400) for a, b in pieces]
    curves = [(panel.x_at(x), panel.y_at(curve(x))) for x in drawn]
    if pieces[-1][1] > window[1] - 0.02 * (window[1] - window[0]):
        end = float(curves[-1][1][-1])
        if bottom - 0.02 <= end <= top + 0.02:
            return round(beside, 1), round(min(max(end, bottom + high / 2), top - high / 2), 1) + 0.0
    lines = [
        (panel.x_at(a), panel.y_at(b), panel.x_at(c), panel.y_at(d))
        for a, b, c, d in (*asymptotes, (window[0], 0.0, window[1], 0.0), (0.0, y[0], 0.0, y[1]))
    ]
    for c in critical:  # the dashed line from the one graph to the other
        at = panel.x_at(c)
        level = panel.y_at(curve.at(c) if slope is not None else 0.0)
        lines.append((at, level, at, bottom) if slope is not None else (at, top, at, level))
    if slope is not None:
        x = np.linspace(*trace, 120)
        angle, tx, ty = panel.angle(slope(x)), panel.x_at(x), panel.y_at(curve(x))
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
