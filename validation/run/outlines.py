"""The shapes of outlines: whether they are straight, thin, or in pieces; points are rows of x and y."""

from typing import Any

import numpy as np

THIN, LONG = 0.06, 0.5  # a closed outline no wider, in units, and at least so long, looks like a stroke


def is_bent(points: Any) -> bool:
    """Say whether a path leaves the straight line between its ends."""
    way = points[-1] - points[0]
    length = float(np.hypot(*way))
    off = np.abs((points - points[0]) @ np.array([-way[1], way[0]])) / length if length else np.abs(points - points[0])
    return bool(off.max() > 0.02 + 0.01 * length)


def is_thin(path: Any) -> bool:
    """Say whether a closed outline is no wider than a stroke: its area for its length, of which it has two sides."""
    x, y = path.T
    length = float(np.hypot(*np.diff(path, axis=0).T).sum()) / 2
    area = abs(float(x[:-1] @ y[1:] - x[1:] @ y[:-1])) / 2
    return length >= LONG and area <= THIN * length


def middle_line(path: Any) -> tuple[Any, Any, float]:
    """Give the ends of the straight line along an outline, and how far it is from that line."""
    middle = (path[:-1].min(axis=0) + path[:-1].max(axis=0)) / 2
    along, across = np.linalg.svd(path[:-1] - middle)[2]
    places = (path[:-1] - middle) @ along
    off = float(np.abs((path[:-1] - middle) @ across).max())
    return middle + places.min() * along, middle + places.max() * along, off


def paths_of(points: Any) -> list[Any]:
    """Split the points of a mobject where its outline is interrupted; gives the anchors of each piece."""
    points = points[: len(points) // 4 * 4]
    breaks = np.nonzero(np.abs(points[4::4] - points[3:-1:4]).max(axis=1, initial=0.0) > 1e-6)[0] + 1
    pieces = np.split(points, breaks * 4)
    return [np.concatenate([piece[::4], piece[-1:]]) for piece in pieces if len(piece)]
