"""The axes: the numbers stand where they say, the grid is where the numbers are, two axes of a lesson are aligned."""

import re
from collections.abc import Iterator

import numpy as np

from ..formulas import latex
from ..formulas.expression import Unreadable
from ..run.evidence import Box, Item
from .curves import SAMPLES, TOLERANCE
from .names import plain, thing
from .showing import LONG_ENOUGH, Found, Moment, Panel, Showing

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
    boxes_ = [item.box for item in moment.of("text") if item.box and value_of(item) is not None]
    for panel, name, axis in ((upper, "upper", "y"), (lower, "lower", "y"), (lower, "lower", "x")):
        beside = sum(_outside(box, panel, axis) for box in boxes_)
        low, high = panel.axes.x_range if axis == "x" else panel.axes.y_range
        if beside + (low <= 0 <= high) < 2:  # where the axes cross is 0, without a number
            text = f"the {axis} axis of the {name} axes has {beside} numbers {moment}"
            yield Found("drawn.numbers", text, "number the ticks of both axes, with add_numbers")


def _outside(box: Box, panel: Panel, axis: str) -> bool:
    """Tell the numbers left of the axes, and those below them."""
    left, bottom, right, top = panel.box
    if axis == "y":
        return left - BESIDE <= box[2] <= left and box[3] > bottom - OFF and box[1] < top + OFF
    # A number at the left end of the x axis reaches beyond it by half its width.
    return bottom - BESIDE <= box[1] and box[3] <= bottom and box[2] > left and box[0] < right


def _numbers(moment: Moment, panel: Panel, showing: Showing) -> Iterator[Found]:
    """Compare the numbers beside axes with their places."""
    rows = _rows(moment, panel, showing)
    for axis, item, value, box in rows:
        x, y = panel.axes.to_scene(value, value)
        middle = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        off = abs(middle[0] - x) if axis == "x" else abs(middle[1] - y)
        # A centred number has its minus beside it; a small one may stand a little beside its tick.
        if off > OFF + (0.1 if not showing.strict else 0.0):
            text = f"{thing(item)} of the {axis} axis is {off:.2f} from its place {moment}"
            yield Found("drawn.numbers", text, "put each number at its tick")


def _rows(moment: Moment, panel: Panel, showing: Showing) -> list[tuple[str, Item, float, Box]]:
    """List the numbers of axes: those that are their own, and those that stand in a row along them."""
    left, bottom, right, top = panel.box
    ox, oy = panel.axes.origin
    along: dict[str, list[tuple[str, Item, float, Box]]] = {"x": [], "y": []}
    for item in moment.of("text"):
        value, box = value_of(item), item.box
        if value is None or box is None or showing.seconds_seen[id(item)] < LONG_ENOUGH:
            continue
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        below = [line - y for line in (oy, bottom) if bottom - 0.1 <= line <= top + 0.1]
        beside = [line - x for line in (ox, left) if left - 0.1 <= line <= right + 0.1]
        near_x = left - 0.2 <= x <= right + 0.2 and any(-0.2 <= gap <= BESIDE for gap in below)
        near_y = bottom - 0.2 <= y <= top + 0.2 and any(-0.2 <= gap <= BESIDE + 0.2 for gap in beside)
        if near_x:
            along["x"].append(("x", item, value, box))
        if near_y:
            along["y"].append(("y", item, value, box))
    found = []
    for axis, index in (("x", 1), ("y", 2)):
        for row in along[axis]:
            # Numbers of the y axis end at one x, those of the x axis stand at one height.
            level = [other for other in along[axis] if _level(row[3], other[3], index)]
            other_axis = any(each[1] is row[1] for each in along["y" if axis == "x" else "x"])
            if len(level) >= ROW and not (other_axis and len(level) < _longest(row, along, axis)):
                found.append(row)
    return found


def _level(a: Box, b: Box, index: int) -> bool:
    if index == 1:
        return abs(a[1] + a[3] - b[1] - b[3]) / 2 <= 0.06
    return min(abs(a[2] - b[2]), abs(a[0] + a[2] - b[0] - b[2]) / 2, abs(a[0] - b[0])) <= 0.06


def _longest(row: tuple[str, Item, float, Box], along: dict[str, list[tuple[str, Item, float, Box]]], axis: str) -> int:
    """Count the numbers in line with one along the other axis, which it may belong to."""
    other, index = ("y", 2) if axis == "x" else ("x", 1)
    return sum(_level(row[3], each[3], index) for each in along[other])


def value_of(item: Item) -> float | None:
    """Return the number that a text is, a multiple of pi too; None if it says anything else."""
    if item.number is not None:
        return item.number
    words = plain(item.text).strip("$")
    if (
        not words
        or len(words) > 40
        or re.search(r"[=a-oq-z]", re.sub(r"\\(frac|pi|dfrac|tfrac|sqrt|left|right)", "", words))
    ):
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
        places = [a[index] for a, b in lines if a and b and abs(a[index] - b[index]) < TOLERANCE]
        own = panel.axes.origin[index]
        for item in moment.of("text") if len(places) >= 2 else ():
            value = value_of(item) if item.owner == panel.item.id else None
            if value is None or item.box is None or not _outside(item.box, panel, axis):
                continue
            place = panel.axes.to_scene(value, value)[index]
            edge = min(abs(place - panel.box[index]), abs(place - panel.box[index + 2])) < OFF / 2  # no line is there
            if not edge and min(abs(place - each) for each in [*places, own]) > OFF / 2:
                text = f"no line of the grid runs at {thing(item)} of the {axis} axis {moment}"
                yield Found("drawn.grid", text, "give the grid the steps of the axes")
