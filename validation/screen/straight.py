"""Lines that are graphs: a linear function may be drawn as a `Line` from end to end, others as a row of short ones."""

import math
from collections.abc import Iterator
from dataclasses import replace

from ..formulas.arrays import Function
from ..run.evidence import Evidence, Item, Snapshot
from .curves import MOST, shows
from .showing import Moment, is_seen

FEWEST = 20  # lines that make a curve
JOINT = 1e-3  # how far from its end the next one begins, at most


def with_graphs(evidence: Evidence, *functions: Function) -> Evidence:
    """Make graphs of the lines that run along one of some functions over most of its axes."""
    known: dict[tuple[int, ...], Item] = {}  # by the lines; what does not change stays one thing

    def seen(snapshot: Snapshot) -> Snapshot:
        panels = Moment(snapshot, snapshot.items, "", 0.0).panels
        items = list(snapshot.items)
        for places in _rows(snapshot) if panels else ():
            first = items[places[0]]
            key = tuple(id(items[place]) for place in places)
            if key not in known:
                points = (first.start, *(items[place].end for place in places))
                graph = replace(first, kind="graph", pieces=(points,))
                across = abs(graph.anchors[-1, 0] - graph.anchors[0, 0])
                wide = [panel for panel in panels if across >= MOST * (panel.box[2] - panel.box[0])]
                is_one = any(shows(graph, panel, each) for panel in wide for each in functions)
                known[key] = graph if is_one else first
            items[places[0]] = known[key]  # one of them stands for all
        return replace(snapshot, items=tuple(items))

    return replace(evidence, snapshots=tuple(map(seen, evidence.snapshots)))


def _rows(snapshot: Snapshot) -> Iterator[list[int]]:
    """Yield each line that is seen, by its place among the items, and each row of lines that go on with one another."""
    row: list[int] = []
    for place, shown in enumerate(snapshot.shown()):
        item, before = shown.item, snapshot.items[row[-1]] if row else None
        if item.cls != "Line" or item.owner is not None or item.tip or not (item.start and item.end):
            continue
        yield [place]
        if not is_seen(item, shown.seen, shown.ink):
            continue
        goes_on = before and before.color == item.color and math.dist(before.end or (9.0, 9.0), item.start) <= JOINT
        if not goes_on:
            yield from [row] * (len(row) >= FEWEST)
            row = []
        row.append(place)
    yield from [row] * (len(row) >= FEWEST)
