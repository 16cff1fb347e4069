"""A run as a viewer saw it: what was seen at each moment, for how long, and in which phase.

Seen is seen: a thing counts only if enough of what it paints differs from what lies below and is covered by nothing
(`Snapshot.seen` against `Snapshot.ink`). Things that are there and not seen are never evidence of anything.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from ..formulas.arrays import Function
from ..formulas.expression import Expr
from ..run.evidence import Axes, Box, Evidence, Item, Point, Snapshot
from ..scene_file import PHASES

# The share of what a thing paints that has to be seen. A curve that runs along another one, or under a tangent, is
# seen for the rest of its way.
SHARE = {"text": 0.5, "graph": 0.3, "line": 0.3, "dot": 0.3, "shape": 0.1, "axes": 0.1, "grid": 0.1}
LEAST_PIXELS = 3
LEGIBLE = 8.0  # a font size at which an x is two pixels high
MOST_PANELS = 6
SMALLEST = 0.3  # axes are as wide and as high as this, in units
LONG_ENOUGH = 0.25  # seconds in all that a thing of any scene is seen, if it is to count for the scene
NOTICED = 0.09  # seconds after which what is false is noticed


@dataclass(frozen=True)
class Found:
    """What a rule found: the rule, what is wrong, what to do about it, and the line of the source if there is one."""

    rule: str
    message: str
    hint: str = ""
    line: int | None = None


@dataclass(frozen=True)
class Panel:
    """A pair of axes on screen."""

    item: Item
    axes: Axes
    box: Box


@dataclass(frozen=True)
class Moment:
    """What was seen at a moment, in the order in which it is drawn.

    Attributes:
        snapshot: the moment, with what was not seen.
        items: what was seen.
        phase: the section, if it is one of the eight phases; else empty.
        seconds: how long the picture led up to this one: the time since the moment before.
        section: the name of the section.
    """

    snapshot: Snapshot
    items: tuple[Item, ...]
    phase: str
    seconds: float
    section: str = ""

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
        found = [
            Panel(item, item.axes, item.box)
            for item in self.of("axes")
            if item.axes and item.axes.linear and item.box and _is_plane(item.axes, item.box)
        ]
        return sorted(found[:MOST_PANELS], key=lambda panel: (-panel.box[3], panel.box[0]))

    @cached_property
    def lines(self) -> list[tuple[Item, Point, Point]]:
        """The straight lines that are seen and are no part of anything, without a tip, with their ends."""
        free = [item for item in self.of("line") if not item.tip and item.owner is None]
        return [(item, item.start, item.end) for item in free if item.start and item.end]

    def __str__(self) -> str:
        when = "after" if self.ends_play else "in the middle of"
        section = f" (section {self.section!r})" if self.section else ""
        return f"{when} play {self.snapshot.play}{section}"


@dataclass(frozen=True)
class Showing:
    """What a scene showed, and the function that it is about.

    Attributes:
        evidence: what it did.
        f: the function; None where it has no real value.
        df: its derivative.
        expression: f as an expression.
        strict: it is a lesson of the dataset, which has to show everything that a lesson has; of any other scene only
            what it claims is judged.
    """

    evidence: Evidence
    f: Function
    df: Function
    expression: Expr
    strict: bool

    @cached_property
    def moments(self) -> tuple[Moment, ...]:
        """What was seen, from the first moment to the last."""
        found, before = [], 0.0
        for snapshot in self.evidence.snapshots:
            items = tuple(shown.item for shown in snapshot.shown() if is_seen(shown.item, shown.seen, shown.ink))
            inside = 0 <= snapshot.section < len(self.evidence.sections)
            section = self.evidence.sections[snapshot.section] if inside else ""
            phase = section if section in PHASES else ""
            found.append(Moment(snapshot, items, phase, max(0.0, snapshot.time - before), section))
            before = snapshot.time
        return tuple(found)

    @cached_property
    def ends(self) -> dict[str, Moment]:
        """The last moment of each phase; those that were never seen are left out."""
        return {moment.phase: moment for moment in self.moments if moment.ends_play and moment.phase}

    @property
    def complete(self) -> bool:
        """Whether each of the eight phases was seen."""
        return len(self.ends) == len(PHASES)

    def during(self, phase: str) -> list[Moment]:
        """List the moments of a phase."""
        return [moment for moment in self.moments if moment.phase == phase]

    @cached_property
    def seconds_seen(self) -> dict[int, float]:
        """How long each thing was seen, by its id."""
        seen: dict[int, float] = {}
        for moment in self.moments:
            for item in moment.items:
                seen[item.id] = seen.get(item.id, 0.0) + moment.seconds
        return seen

    def new_in(self, *phases: str) -> dict[int, Item]:
        """Collect what comes in some phases: things that no earlier moment has, in their last state there, by id."""
        before: set[int] = set()
        found: dict[int, Item] = {}
        for moment in self.moments:
            if moment.phase in phases:
                found |= {item.id: item for item in moment.items if item.id not in before}
            elif not found:
                before |= {item.id for item in moment.items}
        return found


def _is_plane(axes: Axes, box: Box) -> bool:
    """Tell axes that span a plane from those that are seen edge-on, or are a dot."""
    (ox, oy), (rx, ry), (ux, uy) = axes.origin, axes.right, axes.up
    wide, high = box[2] - box[0], box[3] - box[1]
    turned = abs((rx - ox) * (uy - oy) - (ry - oy) * (ux - ox))
    return min(wide, high) > SMALLEST and turned > 1e-9 and axes.x_range[0] < axes.x_range[1]


def is_seen(item: Item, seen: int, ink: int) -> bool:
    """Tell whether a viewer sees enough of a thing to know that it is there."""
    legible = item.kind != "text" or item.size is None or item.size >= LEGIBLE
    return legible and seen >= LEAST_PIXELS and seen >= SHARE[item.kind] * ink
