"""Which lines of a derivation stand on screen together."""

from __future__ import annotations

import math
from itertools import pairwise

_SHRUNK = 1.1  # a page that is so much higher is made a little smaller, rather than two of it


def pages(heights: list[float], gap: float, room: float) -> list[int]:
    """The first line of each page: as few pages as can be read, about equally high, none with less than two lines."""
    least = max(1, math.ceil(_height(heights, gap) / room - 1e-9))
    ways = [_parted(heights, gap, count) for count in range(least, len(heights) + 1)]
    highest = [max(_height(heights[a:b], gap) for a, b in pairwise([*way, len(heights)])) for way in ways]
    fitting = (way for way, high in zip(ways, highest, strict=True) if high <= _SHRUNK * room)
    return next(fitting, ways[highest.index(min(highest))])


def _height(lines: list[float], gap: float) -> float:
    return sum(lines) + gap * (len(lines) - 1)


def _parted(heights: list[float], gap: float, count: int) -> list[int]:
    """The first line of each of `count` pages, or of as many as have two lines."""
    total = _height(heights, gap)
    starts, used = [0], 0.0
    for i, height in enumerate(heights):
        fresh = i - starts[-1] >= 2 and len(heights) - i >= 2
        if fresh and len(starts) < count and used + height / 2 > total * len(starts) / count:
            starts.append(i)
        used += height + gap
    return starts
