"""The axes: the numbers stand where they say, the grid is where the numbers are, two axes of a lesson are aligned."""

import math
from collections.abc import Iterator, Sequence

import numpy as np

from ..formulas.arrays import Array
from ..run.evidence import Box, Item, Point
from .curves import TOLERANCE
from .graphs import drawn_on, segments
from .showing import Found, Moment, Panel, Showing, away, bare, middle, outside, plain, thing
from .tables import Cell

RULES = {
    "drawn.axes": "a lesson has two axes, the upper labelled f(x), the lower f'(x), aligned in x",
    "drawn.numbers": "the numbers beside axes are those of their places; a lesson has them on both axes for y and on "
    "the lower for x; in a lesson of the dataset they stand in a row, at round steps, for a range that the graph fills",
    "drawn.grid": "the lines of the grid of a lesson of the dataset run evenly, from edge to edge",
}

LABELS = ("f(x)", "f'(x)")
BESIDE = 0.6  # how far from the axes their numbers are
OFF = 0.1  # how far the middle of a number may be from its place: less than the distance of two ticks
ASIDE = 0.25  # in scenes by others: how far its edge may be
LABEL = 1.5  # how far from its axes a label is
# In a lesson of the dataset:
IN_ROW = 0.02  # how far apart the ends of numbers are that stand in a row
LARGER = 1.08  # how many times as large as the smallest number the largest is
ROUND = (1.0, 2.0, 2.5, 5.0)  # the steps of numbers, times a power of ten or that and pi
# The part of its axes that a graph is as high as, in the dataset and in scenes by others, if it is no constant.
LEAST_HEIGHT, LEAST_SEEN = 0.4, 0.05
CONSTANT = 1e-4  # whose graph is as high as this
LEVEL = 0.06  # how far apart numbers are that stand in a row
CLOSER = 1.5
MOST_TEXTS = 200  # at a time
ROW = 3  # so many numbers in a row beside an axis, that are not its own, say that they are
NEXT = 0.3  # how far from a dot the value is that stands beside it
APART, ALIKE = 1.0, 0.02  # two do, that are so far apart, and the same multiple of their places

X, Y = 0, 1  # the two axes, and the coordinates along them
Numbers = list[tuple[Item, float, Box]]


def check(showing: Showing) -> Iterator[Found]:
    """Yield what is wrong with the axes."""
    if showing.strict:
        for phase in ("axes", "derivative"):  # they may move later on
            yield from composition(showing.ends[phase]) if phase in showing.ends else ()
    if showing.lesson:
        drawn = showing.ends["axes"]
        yield from _numbered(drawn, _numbers(drawn, showing), even=showing.of_dataset)
        for panel in drawn.panels:
            yield from _crossing(drawn, panel, "drawn.axes")
    if last := showing.ends.get("derivative"):
        for panel in last.panels:
            yield from _flat(last, panel, LEAST_HEIGHT if showing.of_dataset else LEAST_SEEN)
    units: dict[int, float] = {}
    for moment in showing.plays:
        numbers = _numbers(moment, showing) if moment.panels else []
        for panel in moment.panels:
            if panel.unit > CLOSER * units.setdefault(panel.id, panel.unit):
                continue  # the camera has come closer: what is beside an axis is farther from it, in the picture
            yield from _misplaced(moment, panel, [*_of_axes(numbers, moment, panel, showing)], strict=showing.strict)
            yield from _turned(moment, panel, numbers)
            if not showing.lesson:
                yield from _crossing(moment, panel, "drawn.numbers", numbers)
            yield from _exchanged(moment, panel)
            yield from _grid(moment, panel) if showing.of_dataset else ()


def composition(moment: Moment) -> Iterator[Found]:
    """Tell what the axes lack of those of a lesson: two, one above the other, aligned and labelled."""
    if len(moment.panels) != 2 or moment.panels[0].box[1] < moment.panels[1].box[3]:
        text = f"{len(moment.panels)} pairs of axes; a lesson has 2, one above the other"
        yield moment.found("drawn.axes", text, "one for f above, one for f' below")
        return
    upper, lower = moment.panels
    if any(abs(upper.axes.to_scene(x, 0)[0] - lower.axes.to_scene(x, 0)[0]) > TOLERANCE for x in upper.axes.x_range):
        text = "the same x is not at the same place on both axes"
        yield moment.found("drawn.axes", text, "give both axes the same x_range, x_length and place")
    for label, own, other in ((LABELS[0], upper, lower), (LABELS[1], lower, upper)):
        boxes = [item.box for item in moment.of("text") if plain(item.text) == label and item.box]
        if not boxes or any(outside(box, own.box) > min(LABEL, outside(box, other.box)) for box in boxes):
            text = f"the label {label} does not stand at its axes"
            yield moment.found("drawn.axes", text, "label the upper axes f(x) and the lower f'(x)")


def _zero(panel: Panel) -> Point:
    """Give where the axes cross, in the plane: at 0, or at what is nearest to it."""
    x, y = (min(max(0.0, low), high) for low, high in (panel.axes.x_range, panel.axes.y_range))
    return x, y


def _crossing(moment: Moment, panel: Panel, rule: str, numbers: Numbers | None = None) -> Iterator[Found]:
    """Look for an axis that does not run where the other coordinate is 0, or nearest to 0, and no numbers say so."""
    place = panel.axes.to_scene(*_zero(panel))
    axes = next(item for item in moment.of("axes") if item.id == panel.id)
    for index, ends in zip((Y, X), axes.pieces, strict=False):
        off = any(end and abs(end[index] - place[index]) > TOLERANCE for end in ends)
        if off and len(_beside(panel, numbers or [], index)) < 2:
            yield moment.found(rule, "an axis does not run through 0", "leave the axes where they cross", axes)


def _flat(moment: Moment, panel: Panel, least: float) -> Iterator[Found]:
    """Look for axes for which their graphs are low; that of a constant has no height."""
    places = drawn_on(moment, panel)[..., Y]
    height = places.max(initial=-math.inf) - places.min(initial=math.inf)
    if CONSTANT < height < least * (panel.box[3] - panel.box[1]):
        text = f"the graph on the axes for y = {panel.axes.y_range[0]:g} to {panel.axes.y_range[1]:g} is flat"
        yield moment.found("drawn.numbers", text, "choose a y_range that the function fills")


def _numbered(moment: Moment, numbers: Numbers, *, even: bool) -> Iterator[Found]:
    """Look for an axis without numbers, or with a gap between them where they have to be evenly apart."""
    upper, lower = moment.panels
    sizes = [item.size for item, *_ in numbers if item.number is not None and item.size]
    if even and max(sizes, default=1.0) > LARGER * min(sizes, default=1.0):
        yield moment.found("drawn.numbers", "the numbers of the axes differ in size", "set them at one size")
    for panel, name, axis in ((upper, "upper", Y), (lower, "lower", Y), (lower, "lower", X)):
        low, high = (panel.axes.x_range, panel.axes.y_range)[axis]
        row = _beside(panel, numbers, axis)
        # Where the axes cross is 0, without a number.
        places = sorted({value for _, value, _ in row} | ({0.0} if low <= 0 <= high else set()))
        if len(places) < 2 or (even and not (_even(places, (high - low) / 100) and _round(places[1] - places[0]))):
            text = f"the {'xy'[axis]} axis of the {name} axes has the numbers {places}"
            yield moment.found("drawn.numbers", text, "number the ticks of both axes at round steps, with add_numbers")
        # Numbers along x hang from one height, those along y end at one place.
        if even and row and np.ptp([box[3 - axis] for *_, box in row]) > IN_ROW:
            text = f"the numbers of the {'xy'[axis]} axis of the {name} axes are not in a row"
            yield moment.found("drawn.numbers", text, "align them")


def _round(step: float) -> bool:
    """Tell whether a step is a round number, or such a part of pi."""
    first = [each / 10.0 ** math.floor(math.log10(each) + 1e-9) for each in (step, step / math.pi)]
    return any(math.isclose(digit, number, rel_tol=1e-6) for digit in first for number in ROUND)


def _even(places: Sequence[float] | Array, room: float) -> bool:
    """Tell whether sorted places are evenly apart."""
    return len(places) < 2 or bool(np.ptp(np.diff(places)) <= room)


def _numbers(moment: Moment, showing: Showing) -> Numbers:
    """List the numbers that are seen, with their values and boxes."""
    texts = showing.noticed(moment, "text")[:MOST_TEXTS]
    return [(item, value, item.box) for item in texts if item.box and (value := value_of(item)) is not None]


def _beside(panel: Panel, numbers: Numbers, axis: int) -> Numbers:
    """List the numbers along an axis."""
    return [each for each in numbers if _gap(panel, each[2], axis) <= BESIDE]


def _turned(moment: Moment, panel: Panel, numbers: Numbers) -> Iterator[Found]:
    """Look for an axis that grows to the left, or downwards, where no numbers say so."""
    for axis, end in ((X, panel.axes.right), (Y, panel.axes.up)):
        way = end[axis] - panel.axes.origin[axis]
        if way < -math.dist(end, panel.axes.origin) / 2 and len(_beside(panel, numbers, axis)) < 2:
            text = f"the {'xy'[axis]} axis grows to the {('left', 'bottom')[axis]}, and no numbers say so"
            yield moment.found("drawn.numbers", text, "leave the axes as Manim draws them, or number them")


def _exchanged(moment: Moment, panel: Panel) -> Iterator[Found]:
    """Look for x at the end of the y axis, and the name of a value at that of the x axis."""
    x, y = _zero(panel)
    ends = panel.axes.to_scene(panel.axes.x_range[1], y), panel.axes.to_scene(x, panel.axes.y_range[1])
    at_x, at_y = (
        {bare(item.text): item for item in moment.of("text") if item.box and away(end, item.box) <= BESIDE}
        for end in ends
    )
    if "x" in at_y.keys() - at_x.keys() and {"y", *LABELS} & (at_x.keys() - at_y.keys()):
        text = "the y axis is labelled x, and the x axis is not"
        yield moment.found("drawn.label", text, "exchange the labels of the axes", at_y["x"])


def _of_axes(numbers: Numbers, moment: Moment, panel: Panel, showing: Showing) -> Iterator[tuple[Item, float, Box]]:
    """Leave out the numbers that say where a dot beside them is, or the value of f or f' there."""
    for item, value, box in numbers:
        room = 0.501 * 10.0**-item.decimals if item.number is not None else OFF  # the last digit is rounded
        places = [panel.axes.to_plane(place) for _, place in moment.dots if away(place, box) <= NEXT]
        values = [each for x, y in places for each in (x, y, showing.f(x), showing.df(x))]
        told = any(each is not None and abs(each - value) <= room for each in values)
        if item.owner == panel.id or not told:
            yield item, value, box


def _misplaced(moment: Moment, panel: Panel, numbers: Numbers, *, strict: bool) -> Iterator[Found]:
    """Compare the numbers of axes with their places: those that are their own, and those in a row along them."""
    aside = OFF if strict else ASIDE
    for item, value, box in numbers:
        off = _off(panel, value, box, strict=strict)
        # In scenes by others it counts where a number's edge is, not its middle.
        beyond = [aside if strict else aside + (box[axis + 2] - box[axis]) / 2 for axis in (X, Y)]
        beside = [axis for axis in (X, Y) if _gap(panel, box, axis, beyond[axis]) <= BESIDE]
        if any(off[axis] <= aside for axis in beside):
            continue
        rows = [[each for each in _beside(panel, numbers, axis) if _level(box, each[2], axis)] for axis in (X, Y)]
        axis = max((X, Y), key=lambda each: (each in beside, len(rows[each])))
        row = rows[axis]
        of_axis = len(row) >= ROW or (len(row) == 2 and _in_proportion(panel, row, axis))
        # A column beside an axis that has its numbers elsewhere is not of them.
        own = [each for each in _beside(panel, numbers, axis) if each[0].owner == panel.id]
        places = ((each, _off(panel, *each[1:], strict=strict)) for each in own)
        own = [each for each, by in places if by[axis] <= aside < by[1 - axis]]
        of_axis &= not own or any(each in row for each in own)
        if item.owner == panel.id or (axis in beside and of_axis):
            away = f"{off[axis]:.2f} from its place" if off[axis] > aside else "away from the axis"
            text = f"{thing(item)} of the {'xy'[axis]} axis is {away}"
            yield moment.found("drawn.numbers", text, "put each number at its tick", item)


def _off(panel: Panel, value: float, box: Box, *, strict: bool) -> list[float]:
    """Return how far a number is from its place along each axis."""
    place = panel.axes.to_scene(value, value)
    if strict:
        return [abs((box[axis] + box[axis + 2]) / 2 - place[axis]) for axis in (X, Y)]
    # add_coordinates of Manim's planes sets numbers beside their lines
    return [max(box[axis] - place[axis], place[axis] - box[axis + 2], 0.0) for axis in (X, Y)]


def _in_proportion(panel: Panel, row: Numbers, axis: int) -> bool:
    """Tell whether two numbers in a row are one multiple of their places: then they are those of the axis."""
    (_, a, _), (_, b, _) = row
    ends = [middle(item) for item, *_ in row]
    at, end = (panel.axes.to_plane(each)[axis] for each in ends)
    return math.dist(*ends) > APART and abs(a * end - b * at) <= ALIKE * max(abs(a * end), abs(b * at))


def _level(a: Box, b: Box, axis: int) -> bool:
    """Tell numbers in a row: along x in the middle or at the top in line, along y in the middle or at the right end."""
    low, high = 1 - axis, 3 - axis
    return min(abs(a[low] + a[high] - b[low] - b[high]) / 2, abs(a[high] - b[high])) <= LEVEL


def _gap(panel: Panel, box: Box, axis: int, beyond: float = OFF) -> float:
    """Return how far a number is from an axis or the edge along which its numbers are; infinite beyond their ends."""
    low, high, across = panel.box[axis], panel.box[axis + 2], 1 - axis
    if not low - beyond <= (box[axis] + box[axis + 2]) / 2 <= high + beyond:
        return math.inf
    lines = [panel.box[across]]
    if panel.box[across] - OFF <= panel.axes.origin[across] <= panel.box[across + 2] + OFF:  # it may be at an edge
        lines.append(panel.axes.origin[across])
    return min(max(box[across] - line, line - box[across + 2], 0.0) for line in lines)


def value_of(item: Item) -> float | None:
    """Return the number that a text is, a multiple of pi too; None if it says anything else."""
    if item.number is not None:
        return item.number
    value, _ = Cell(bare(item.text), 0.0, 0.0).number or (math.nan, 0.0)
    return value if math.isfinite(value) else None


def _grid(moment: Moment, panel: Panel) -> Iterator[Found]:
    """Look for lines of the grid that are out of step."""
    lines = np.sort(segments(*(grid for grid in moment.of("grid") if grid.owner == panel.id)), axis=1)
    for axis in (X, Y):
        sizes = np.ptp(lines, axis=1)
        across = lines[sizes[:, axis] < sizes[:, 1 - axis]]
        short = across[..., 1 - axis] - [panel.box[1 - axis], panel.box[3 - axis]]
        whole = max(np.ptp(across[..., axis], axis=1).max(initial=0.0), np.abs(short).max(initial=0.0)) < TOLERANCE
        if not (len(across) and whole and _even(np.sort(across[:, 0, axis]), TOLERANCE)):
            text = f"the lines of the grid along the {'xy'[axis]} axis are none, not evenly apart, aslant, or too short"
            yield moment.found("drawn.grid", text, "leave the grid as Manim draws it")
