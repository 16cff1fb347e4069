"""Points at which f has a slope although the formula that the rules give has no value there: |x|^(3/2) at 0.

The formula is 3x/(2 sqrt|x|), which holds where x is not 0; that f'(0) = 0 is then said as a note.
"""

from __future__ import annotations

from itertools import pairwise

from derivative_manim.generation import tree as t
from derivative_manim.generation.domain import derivative_domain, named
from derivative_manim.generation.equality import slope_at
from derivative_manim.generation.parse import parse


def gaps(function: t.Tree, derivative: t.Tree) -> list[tuple[str, str]]:
    """(place, slope there) of each such point, as text; none where the points are too many to be listed."""
    text = derivative_domain(function, derivative)
    if "0" in text.split():  # conditions such as `sin(x) != 0`
        return []
    pieces = [piece[1:-1].split(", ") for piece in text.split(" U ")]
    found = []
    for place in [a[1] for a, b in pairwise(pieces) if a[1] == b[0]]:
        slope = slope_at(function, parse(place))
        if slope is not None and "." not in named(float(slope)):
            found.append((place, named(float(slope))))
    return found
