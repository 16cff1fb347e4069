"""Rectangles, as (left, bottom, right, top) in Manim's units."""

from ..run.evidence import Box, Point
from ..run.settings import FRAME_X, FRAME_Y

FRAME = (-FRAME_X, -FRAME_Y, FRAME_X, FRAME_Y)


def grown(box: Box, by: float) -> Box:
    """Move every side outwards (inwards if negative)."""
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by


def area(box: Box) -> float:
    """Return its area; 0 if it is turned inside out."""
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def outside(box: Box, frame: Box) -> float:
    """Return how far a box reaches beyond a frame, at most over its four sides; 0 or less if it is inside."""
    return max(frame[0] - box[0], frame[1] - box[1], box[2] - frame[2], box[3] - frame[3])


def holds(box: Box, point: Point) -> bool:
    """Tell whether the point is in the box."""
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]
