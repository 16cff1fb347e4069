"""Plain lines that are graphs: a constant, or a linear function, may be drawn as a `Line` from end to end."""

from dataclasses import replace

from ..formulas.arrays import Function
from ..run.evidence import Evidence, Item, Snapshot
from .curves import MOST, shows
from .showing import Moment


def with_graphs(evidence: Evidence, *functions: Function) -> Evidence:
    """Make graphs of the lines that run along one of some functions over most of its axes."""
    known: dict[int, Item] = {}  # by the line; what does not change stays one thing

    def seen(snapshot: Snapshot) -> Snapshot:
        panels = Moment(snapshot, snapshot.items, "", 0.0).panels
        for item in snapshot.items if panels else ():
            if id(item) not in known and item.cls == "Line" and item.owner is None and item.start and item.end:
                graph = replace(item, kind="graph", pieces=((item.start, item.end),))
                wide = [p for p in panels if abs(item.end[0] - item.start[0]) >= MOST * (p.box[2] - p.box[0])]
                is_one = not item.tip and any(shows(graph, panel, each) for panel in wide for each in functions)
                known[id(item)] = graph if is_one else item
        return replace(snapshot, items=tuple(known.get(id(item), item) for item in snapshot.items))

    return replace(evidence, snapshots=tuple(map(seen, evidence.snapshots)))
