"""The axes: the numbers stand where they say, the grid is where the numbers are, two axes of a lesson are aligned."""

import math
import re
from collections.abc import Iterator
from itertools import islice

import numpy as np

from ..formulas import latex
from ..formulas.expression import Unreadable
from ..run.evidence import Box, Item
from .curves import SAMPLES, TOLERANCE
from .names import plain, thing
from .showing import NOTICED, Found, Moment, Panel, Showing

RULES = {
    "drawn.axes": "a lesson has two axes, the upper labelled f(x), the lower f'(x), aligned in x",
    "drawn.window": "the window shows the function, not the empty plane beside its domain",
    "drawn.numbers": "the numbers beside axes are those of their places; a lesson has them on both axes for y and on "
    "the lower for x",
    "drawn.grid": "the lines of the grid run where the numbers are",
}

LABELS = ("f(x)", "f'(x)")
# More than a quarter of a panel without a graph looks like a mistake; a sixth shows where the domain ends.
EMPTY = 0.26
BESIDE = 0.6  # how far from the axes their numbers are
OFF = 0.1  # how far the middle of a number may be from its place: less than the distance of two ticks
LEVEL = 0.06  # how far apart numbers are that stand in a row
MOST_TEXTS = 200  # at a time
ROW = 3  # so many numbers in a row beside an axis, that are not its own, say that they are


def check(showing: Showing) -> Iterator[Found]:
    """Yield what is wrong with the axes."""
    if showing.strict and showing.complete:
        first, last = showing.ends["axes"], showing.ends["derivative"]
        # They may move later on.
        yield from list(_composition(first)) or _composition(last)
        if len(last.panels) == 2:
            yield from _window(last, last.panels[0], showing)
        if len(first.panels) == 2:
            yield from _numbered(first)
    said: set[str] = set()
    for moment in showing.moments:
        for panel in moment.panels if moment.ends_play else ():
            for found in [*_numbers(moment, panel, showing), *_grid(moment, panel)]:
                key = found.message.rpartition(" after ")[0]
                if key not in said:
                    said.add(key)
                    yield found


def _composition(moment: Moment) -> Iterator[Found]:
    if len(moment.panels) != 2:
        text = f"{len(moment.panels)} pairs of axes {moment}; a lesson has 2"
        yield Found("drawn.axes", text, "one for f above, one for f' below")
        return
    upper, lower = moment.panels
    if upper.box[1] < lower.box[3]:
        text = f"the two axes are not one above the other {moment}"
        yield Found("drawn.axes", text, "one for f above, one for f' below")
    for x in upper.axes.x_range:
        if abs(upper.axes.to_scene(x, 0)[0] - lower.axes.to_scene(x, 0)[0]) > TOLERANCE:
            text = f"x = {x:g} is not at the same place on both axes {moment}"
            yield Found("drawn.axes", text, "give both axes the same x_range, x_length and place")
            break
    for label, own, other in ((LABELS[0], upper, lower), (LABELS[1], lower, upper)):
        texts = [item.box for item in moment.of("text") if plain(item.text) == label and item.box]
        if not texts:
            yield Found("drawn.axes", f"no label {label} {moment}", "label the upper axes f(x) and the lower f'(x)")
        for box in texts:
            middle = (box[1] + box[3]) / 2
            if _away(middle, own) > _away(middle, other):
                text = f"the label {label} stands at the wrong axes {moment}"
                yield Found("drawn.axes", text, "swap the labels or the axes")


def _away(y: float, panel: Panel) -> float:
    return max(panel.box[1] - y, y - panel.box[3], 0.0)


def is_composed(moment: Moment) -> bool:
    """Tell whether the axes are those of a lesson: two, one above the other, aligned and labelled."""
    return not any(_composition(moment))


def _window(moment: Moment, panel: Panel, showing: Showing) -> Iterator[Found]:
    """Look for a large empty part at one end of the window: a margin shows where the domain ends, half does not."""
    left, right = panel.axes.x_range
    defined = np.flatnonzero(np.isfinite(showing.f.many(np.linspace(left, right, SAMPLES + 1))))
    if not len(defined):
        return  # nothing can be drawn, which another rule says
    before, after = defined[0] / SAMPLES, 1 - defined[-1] / SAMPLES
    if max(before, after) > EMPTY:
        side, share = ("left", before) if before >= after else ("right", after)
        text = f"the {side} {share:.0%} of the window is beside the domain of f {moment}"
        yield Found("drawn.window", text, "choose x_range by the domain")


def _numbered(moment: Moment) -> Iterator[Found]:
    """Look for an axis without numbers."""
    upper, lower = moment.panels
    numbers = [item.box for item in moment.of("text") if item.box and value_of(item) is not None]
    for panel, name, axis in ((upper, "upper", "y"), (lower, "lower", "y"), (lower, "lower", "x")):
        beside = sum(_gap(panel, box, axis) <= BESIDE for box in numbers)
        low, high = panel.axes.x_range if axis == "x" else panel.axes.y_range
        if beside + (low <= 0 <= high) < 2:  # where the axes cross is 0, without a number
            text = f"the {axis} axis of the {name} axes has {beside} numbers {moment}"
            yield Found("drawn.numbers", text, "number the ticks of both axes, with add_numbers")


def _numbers(moment: Moment, panel: Panel, showing: Showing) -> Iterator[Found]:
    """Compare the numbers of axes with their places: those that are their own, and those in a row along them."""
    numbers = []
    for item in islice(moment.of("text"), MOST_TEXTS):
        value, box = value_of(item), item.box
        if value is not None and box is not None and showing.seconds_seen[item.id] >= NOTICED:
            numbers.append((item, value, box))
    # A centred number has its minus beside it; in scenes by others it may stand a little beside its tick.
    room = OFF if showing.strict else 2 * OFF
    for item, value, box in numbers:
        place = panel.axes.to_scene(value, value)
        off = {axis: abs((box[i] + box[i + 2]) / 2 - place[i]) for i, axis in enumerate("xy")}
        beside = [axis for axis in "xy" if _gap(panel, box, axis) <= BESIDE]
        if any(off[axis] <= room for axis in beside):
            continue
        rows = {
            axis: sum(_level(box, other, axis) and _gap(panel, other, axis) <= BESIDE for _, _, other in numbers)
            for axis in "xy"
        }
        axis = max("xy", key=lambda each: (each in beside, rows[each]))
        if item.owner == panel.item.id or (axis in beside and rows[axis] >= ROW):
            text = f"{thing(item)} of the {axis} axis is {off[axis]:.2f} from its place {moment}"
            yield Found("drawn.numbers", text, "put each number at its tick")


def _level(a: Box, b: Box, axis: str) -> bool:
    """Tell numbers in a row: along x at one height, along y in the middle or at the right end in line."""
    if axis == "x":
        return abs(a[1] + a[3] - b[1] - b[3]) / 2 <= LEVEL
    return min(abs(a[0] + a[2] - b[0] - b[2]) / 2, abs(a[2] - b[2])) <= LEVEL


def _gap(panel: Panel, box: Box, axis: str) -> float:
    """Return how far a number is from an axis, or from the edge along which its numbers are."""
    index, other = (1, 0) if axis == "x" else (0, 1)
    low, high = panel.box[other], panel.box[other + 2]
    if not low - OFF <= (box[other] + box[other + 2]) / 2 <= high + OFF:
        return math.inf
    lines = [panel.box[index]]
    if panel.box[index] <= panel.axes.origin[index] <= panel.box[index + 2]:
        lines.append(panel.axes.origin[index])
    return min(max(box[index] - line, line - box[index + 2], 0.0) for line in lines)


def value_of(item: Item) -> float | None:
    """Return the number that a text is, a multiple of pi too; None if it says anything else."""
    if item.number is not None:
        return item.number
    words = plain(item.text).strip("$")
    if not 0 < len(words) <= 40 or re.search(r"[=a-oq-z]", re.sub(r"\\(d?frac|pi|sqrt|left|right)", "", words)):
        return None
    try:
        statements = latex.parse(words)
        sides = statements[0].sides
        return float(sides[0]) if len(statements) == len(sides) == 1 and not sides[0].free_symbols else None
    except (Unreadable, TypeError, ValueError, ArithmeticError, IndexError):
        return None


def _grid(moment: Moment, panel: Panel) -> Iterator[Found]:
    """Look for a number of the axes, between other grid lines, that no grid line meets."""
    lines = [
        (piece[0], piece[-1])
        for grid in moment.of("grid")
        if grid.owner == panel.item.id
        for piece in grid.pieces
        if piece and piece[0] and piece[-1]
    ]
    for axis, index in (("x", 0), ("y", 1)):
        places = [a[index] for a, b in lines if abs(a[index] - b[index]) < TOLERANCE]
        own = panel.axes.origin[index]
        for item in moment.of("text") if len(places) >= 2 else ():
            value = value_of(item) if item.owner == panel.item.id else None
            if value is None or item.box is None or _gap(panel, item.box, axis) > BESIDE:
                continue
            place = panel.axes.to_scene(value, value)[index]
            edge = min(abs(place - panel.box[index]), abs(place - panel.box[index + 2])) < OFF / 2  # no line is there
            if not edge and min(abs(place - each) for each in [*places, own]) > OFF / 2:
                text = f"no line of the grid runs at {thing(item)} of the {axis} axis {moment}"
                yield Found("drawn.grid", text, "give the grid the steps of the axes")
