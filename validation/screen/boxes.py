"""Rectangles, as (left, bottom, right, top) in Manim's units."""

from collections.abc import Iterable

from ..run.evidence import Box, Point


def grown(box: Box, by: float) -> Box:
    """Move every side outwards (inwards if negative)."""
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by


def area(box: Box) -> float:
    """Return its area; 0 if it is turned inside out."""
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def common(a: Box, b: Box) -> Box:
    """Return what two boxes share; turned inside out where they share nothing."""
    return max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3])


def touch(a: Box, b: Box) -> bool:
    """Tell whether they share a point."""
    return a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3]


def outside(box: Box, frame: Box) -> float:
    """Return how far a box reaches beyond a frame, at most over its four sides; 0 or less if it is inside."""
    return max(frame[0] - box[0], frame[1] - box[1], box[2] - frame[2], box[3] - frame[3])


def holds(box: Box, point: Point) -> bool:
    """Tell whether the point is in the box."""
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


def crosses(box: Box, start: Point, end: Point) -> bool:
    """Tell whether a straight line between two points meets the box (Liang and Barsky's clipping)."""
    low, high = 0.0, 1.0
    for axis in (0, 1):
        step = end[axis] - start[axis]
        for edge, sign in ((box[axis], -1.0), (box[axis + 2], 1.0)):
            distance = sign * (edge - start[axis])
            if step * sign == 0:
                if distance < 0:
                    return False
            elif step * sign > 0:
                high = min(high, distance / (step * sign))
            else:
                low = max(low, distance / (step * sign))
    return low <= high


def around(boxes: Iterable[Box]) -> Box:
    """Return the smallest box that holds all of them; there must be one."""
    rows = list(boxes)
    return min(b[0] for b in rows), min(b[1] for b in rows), max(b[2] for b in rows), max(b[3] for b in rows)
