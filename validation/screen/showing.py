"""A run as a viewer saw it: what was seen at each moment, for how long, and in which phase.

Seen is seen: a thing counts only if enough of what it paints differs from what lies below and is covered by nothing
(`Snapshot.seen` against `Snapshot.ink`). Things that are there and not seen are never evidence of anything.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from ..formulas.arrays import Array, Function
from ..formulas.expression import Expr
from ..run.evidence import Axes, Box, Evidence, Item, Point, Snapshot
from ..run.settings import FRAME_X, FRAME_Y
from ..scene_file import PHASES

# The share of what a thing paints that has to be seen. A curve that runs along another one, or under a tangent, is
# seen for the rest of its way.
SHARE = {"text": 0.7, "graph": 0.3, "line": 0.3, "dot": 0.3, "shape": 0.1, "axes": 0.1, "grid": 0.1}
LEAST_PIXELS = 3
LEGIBLE = 8.0  # a font size at which an x is two pixels high
MOST_PANELS = 6
SMALLEST = 0.3  # axes are as wide and as high as this, in units
LONG_ENOUGH = 0.25  # seconds in all that a thing of any scene is seen, if it is to count for the scene
NOTICED = 0.09  # seconds after which what is false is noticed
FRAME = (-FRAME_X, -FRAME_Y, FRAME_X, FRAME_Y)
STATES = 3  # of a readout, with another number each
_READOUT = re.compile(r"[^=≈#]*(?:=|≈|:|\\approx)\s*#[\s$}]*")  # of which a number is all that it says
_NUMERAL = re.compile(r"-?\d+(?:[.,]\d+)?")
WHITE = "#FFFFFF"  # the colour of what has none of its own


@dataclass(frozen=True)
class Found:
    """What a rule found: what is wrong, and what to do about it.

    What is found of the same things (`about`) once more is not said again.
    """

    rule: str
    message: str
    hint: str
    line: int | None = None
    about: tuple[str, ...] = ()


@dataclass(frozen=True)
class Panel:
    """A pair of axes on screen."""

    id: int
    axes: Axes
    box: Box

    def holds(self, point: Point, room: float = 0.05) -> bool:
        """Tell whether a point of the screen is on the axes."""
        return away(point, self.box) <= room

    @property
    def unit(self) -> float:
        """How high 1 is on screen."""
        return math.dist(self.axes.origin, self.axes.up)

    @property
    def across(self) -> float:
        """How wide 1 is on screen."""
        return math.dist(self.axes.origin, self.axes.right)

    @property
    def width(self) -> float:
        """How wide its window is, in the plane."""
        return abs(self.axes.x_range[1] - self.axes.x_range[0])


# Without axes (Manim's FunctionGraph) the scene's own coordinates are the plane's.
NO_AXES = Panel(-1, Axes((0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (FRAME[0], FRAME[2]), (FRAME[1], FRAME[3]), True), FRAME)


@dataclass(frozen=True)
class Moment:
    """What was seen at a moment, in the order in which it is drawn."""

    snapshot: Snapshot  # with what was not seen
    items: tuple[Item, ...]
    section: str  # its name
    seconds: float  # the time since the moment before

    def of(self, *kinds: str) -> Iterator[Item]:
        """Iterate over what is seen of some kinds."""
        return (item for item in self.items if item.kind in kinds)

    @property
    def ends_play(self) -> bool:
        """Whether it is the picture after a play, not one in the course of it."""
        return self.snapshot.moment == "end"

    @cached_property
    def panels(self) -> list[Panel]:
        """The linear axes that are seen, the upper first."""
        axes = [item for item in self.of("axes") if item.cls != "BarChart"]  # of which the numbers are names
        found = [Panel(item.id, item.axes, item.box) for item in axes if item.axes and item.box]
        large = [p for p in found if p.axes.linear and min(p.box[2] - p.box[0], p.box[3] - p.box[1]) > SMALLEST]
        return sorted(large[:MOST_PANELS], key=lambda panel: (-panel.box[3], panel.box[0]))

    @cached_property
    def lines(self) -> list[tuple[Item, Point, Point]]:
        """The straight lines that are seen and are no part of anything, without a tip, with their ends."""
        free = [item for item in self.of("line") if not item.tip and item.owner is None]
        return [(item, item.start, item.end) for item in free if item.start and item.end]

    @cached_property
    def dots(self) -> list[tuple[Item, Point]]:
        """The dots that are seen, with their places."""
        return [(item, item.center) for item in self.of("dot") if item.center]

    def on_axes(self, places: Iterable[Point]) -> list[tuple[Point, Panel]]:
        """List the places that are on axes, each with these."""
        return [(place, panel) for place in places for panel in self.panels if panel.holds(place)]

    def found(self, rule: str, message: str, hint: str, *items: Item) -> Found:
        """Give what a rule found at this moment, of some items."""
        when = "after" if self.ends_play else "in the middle of"
        said = f"{message} {when} play {self.snapshot.play}" + (f" (section {self.section!r})" if self.section else "")
        # A number, or a line, is made anew when it changes.
        names = [f"{item.cls} {item.color} {item.text if item.number is None else item.owner}" for item in items]
        return Found(rule, said, hint, items[0].line if items else None, tuple(sorted(names)) or (message,))


@dataclass(frozen=True)
class Showing:
    """What a scene showed, and the function that it is about."""

    evidence: Evidence
    f: Function
    df: Function
    expression: Expr  # f
    # A lesson of the dataset has to show everything that a lesson has; of any other scene what it claims is judged.
    strict: bool
    record: Mapping[str, Any] | None = None  # what the dataset says of the lesson

    @property
    def of_dataset(self) -> bool:
        """Whether it is a lesson of the dataset: held to its style, where others may choose another."""
        return self.record is not None

    @cached_property
    def moments(self) -> tuple[Moment, ...]:
        """What was seen, from the first moment to the last."""
        found, before, names = [], 0.0, dict(enumerate(self.evidence.sections))
        for snapshot in self.evidence.snapshots:
            items = tuple(shown.item for shown in snapshot.shown() if is_seen(shown.item, shown.seen, shown.ink))
            section = names.get(snapshot.section, "")
            found.append(Moment(snapshot, items, section, max(0.0, snapshot.time - before)))
            before = snapshot.time
        return tuple(found)

    @cached_property
    def plays(self) -> tuple[Moment, ...]:
        """The moments after a play."""
        return tuple(moment for moment in self.moments if moment.ends_play)

    @cached_property
    def stills(self) -> tuple[Moment, ...]:
        """The moments after a play, and of those in the course of one what has not changed since the look before."""
        found, before = [], set[int]()
        for moment in self.moments:
            still = tuple(item for item in moment.items if id(item) in before)
            found.append(moment if moment.ends_play else replace(moment, items=still))
            before = set(map(id, moment.items))
        return tuple(found)

    @cached_property
    def ends(self) -> dict[str, Moment]:
        """The last moment of each phase; those that were never seen are left out."""
        return {moment.section: moment for moment in self.plays if moment.section in PHASES}

    @cached_property
    def lesson(self) -> bool:
        """Whether it is a lesson with all phases, and two axes from the second on."""
        whole = self.strict and len(self.ends) == len(PHASES)
        return whole and all(len(self.ends[phase].panels) == 2 for phase in PHASES[1:])

    def drawn(self) -> list[tuple[Moment, Panel, str]]:
        """List where a lesson shows f and f': the end of a phase, the axes, the function's name; nothing of others."""
        wanted = (("function", 0, "f"), ("derivative", 0, "f"), ("derivative", 1, "f'")) if self.lesson else ()
        return [(self.ends[phase], self.ends[phase].panels[index], name) for phase, index, name in wanted]

    def during(self, *phases: str) -> list[Moment]:
        """List the moments of some phases."""
        return [moment for moment in self.moments if moment.section in phases]

    @cached_property
    def _readouts(self) -> frozenset[tuple[int | None, str]]:
        texts: dict[tuple[int | None, str], set[str]] = {}
        for moment in self.moments:
            for item in moment.of("text"):
                texts.setdefault((item.line, _NUMERAL.sub("#", item.text)), set()).add(item.text)
        return frozenset(key for key, said in texts.items() if len(said) >= STATES and _READOUT.fullmatch(key[1]))

    def is_readout(self, text: Item) -> bool:
        """Tell whether a text speaks of a moving point: others of the same line of the source have other numbers."""
        return (text.line, _NUMERAL.sub("#", text.text)) in self._readouts

    @cached_property
    def seconds_seen(self) -> dict[int, float]:
        """How long each thing was seen, by its id."""
        seen: dict[int, float] = {}
        for moment in self.moments:
            for item in moment.items:
                seen[item.id] = seen.get(item.id, 0.0) + moment.seconds
        return seen

    def noticed(self, moment: Moment, kind: str) -> list[Item]:
        """List the things of a kind that are seen, and long enough that what is false about them is noticed."""
        return [item for item in moment.of(kind) if self.seconds_seen[item.id] >= NOTICED]

    def new_in(self, *phases: str) -> dict[int, Item]:
        """Collect what comes in some phases: things that no earlier moment has, in their last state there, by id."""
        before: set[int] = set()
        found: dict[int, Item] = {}
        for moment in self.moments:
            if moment.section in phases:
                found |= {item.id: item for item in moment.items if item.id not in before}
            elif not found:
                before |= {item.id for item in moment.items}
        return found


def is_seen(item: Item, seen: int, ink: int) -> bool:
    """Tell whether a viewer sees enough of a thing to know that it is there."""
    legible = item.kind != "text" or item.size is None or item.size >= LEGIBLE
    return legible and seen >= LEAST_PIXELS and seen >= SHARE[item.kind] * ink


def thing(item: Item) -> str:
    """Name an item by what it shows now, so that a person finds it."""
    if item.number is not None:
        return f"the number {item.number:.{max(0, min(item.decimals, 9))}f}"
    if item.kind == "text":
        text = " ".join(item.text.split())
        return f"the text {text[:60]!r}" if text else f"a text ({item.cls})"
    return f"a {item.cls}"


def plain(text: str) -> str:
    """Leave out what does not change what a text says: blanks, alignment."""
    return "".join(text.replace("&", "").replace("\\,", "").replace("\\;", "").replace("\\quad", "").split())


def bare(text: str) -> str:
    """Leave out blanks, alignment, and the signs around a formula in a text."""
    return plain(text).strip("$")


def middle(item: Item) -> Point:
    """Return the middle of a thing."""
    left, bottom, right, top = item.box or FRAME
    return (left + right) / 2, (bottom + top) / 2


def outside(box: Box, frame: Box) -> float:
    """Return how far a box reaches beyond a frame, at most over its four sides; 0 or less if it is inside."""
    return max(frame[0] - box[0], frame[1] - box[1], box[2] - frame[2], box[3] - frame[3])


def away(place: Point, box: Box) -> float:
    """Return how far a place is from a box, sideways or upwards."""
    return max(outside((*place, *place), box), 0.0)


def distances(places: Array, ends: Array) -> Array:
    """Return the distance of each place from the nearest of some straight lines, given by their ends."""
    start, step = ends[:, 0], ends[:, 1] - ends[:, 0]
    square = np.maximum((step**2).sum(axis=1), 1e-12)
    across, up = (places[:, None, :] - start[None, :, :]).transpose(2, 0, 1)
    along = np.clip((across * step[:, 0] + up * step[:, 1]) / square, 0.0, 1.0)
    nearest: Array = np.hypot(across - along * step[:, 0], up - along * step[:, 1]).min(axis=1, initial=np.inf)
    return nearest
