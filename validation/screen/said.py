"""What the texts on screen say of the function: each line that is seen is read, and has to be true.

`lines` knows what a line claims; here it is told which lines there are: those that were seen, in the order in which
they came, the derivation first.
"""

from collections.abc import Iterator

from ..formulas.equality import GENERAL, Comparer, points_in
from ..problem import Problem
from ..run.evidence import Item
from .layout import SEEN
from .lines import RULES as LINE_RULES
from .lines import Lesson, Line
from .showing import NOTICED, Showing
from .words import derivation

RULES = LINE_RULES
MOST_LINES = 300


def check(path: str, showing: Showing) -> list[Problem]:
    """Give what is false, or cannot be read, of the texts that were seen."""
    lesson = Lesson(path, showing.expression, comparer(showing), strict=showing.strict)
    lines = _lines(_texts(showing))
    if not (showing.strict and showing.complete):
        return list(lesson.check(lines))
    steps = _lines(derivation(showing))
    found = list(lesson.check(steps))
    if len(steps) >= 3:
        found += lesson.order()
    return [*found, *lesson.check([line for line in lines if line not in steps])]


def _texts(showing: Showing) -> Iterator[Item]:
    """Give the texts that are there after a play, long enough to be noticed.

    Of a scene by others also those that hardly anybody sees, at the edge of the frame or behind something: nothing
    that is right counts for being there, but what is false does.
    """
    for moment in showing.moments:
        for item in moment.items if showing.strict else moment.snapshot.items:
            if moment.ends_play and item.kind == "text" and item.opacity > SEEN and moment.seconds >= NOTICED / 3:
                yield item


def _lines(items: list[Item] | Iterator[Item]) -> list[Line]:
    """Make lines of texts; a number is a number, which other rules compare with its place."""
    known = [item for item in items if item.text and item.number is None]
    lines = list(dict.fromkeys(Line(item.text, item.line or 0, item.mode) for item in known))
    if len(lines) > MOST_LINES:
        raise ValueError(f"there are more than {MOST_LINES} texts")
    return lines


def comparer(showing: Showing) -> Comparer:
    """Choose the points at which two expressions are compared: in the windows that were seen, and general ones."""
    seen = [panel.axes.x_range for moment in showing.moments for panel in moment.panels]
    windows = list(dict.fromkeys(seen))[:4]
    return Comparer([*points_in(windows, 10), *points_in(GENERAL, 5)])
