"""The trace: while the point moves along f, the graph of f' grows on the lower axes, in step with the dot there."""

from collections.abc import Iterator

from ..formulas.arrays import Function
from ..run.evidence import Evidence, Snapshot
from ..scene_file import PHASES
from . import curves, marks, phases
from .curves import Panel
from .names import moment
from .phase_rules import Found

RULES = {"drawn.trail": "in the trace the graph of f' grows on the lower axes, just as far as the dot has come"}

BEHIND = 0.03  # how far the end of the trail may be from the dot, as a part of the width of the axes


def check(evidence: Evidence, f: Function, df: Function) -> Iterator[Found]:
    """Yield what is wrong: rule, message, hint."""
    last = phases.ends(evidence)
    if len(last) < len(PHASES):
        return  # the phases are judged by another rule
    start = _place(last["tangent"], f, df)
    if start is None:
        return
    for snapshot in evidence.snapshots:
        if snapshot.section != PHASES.index("trace"):
            continue
        found, here = curves.panels(snapshot), _place(snapshot, f, df)
        if len(found) != 2 or here is None:
            continue
        width = abs(found[1].axes.x_range[1] - found[1].axes.x_range[0])
        if abs(here - start) <= BEHIND * width:
            continue  # there is nothing of it yet
        drawn = _drawn(snapshot, found[1], found)
        said = "nothing" if not drawn else f"x = {drawn[0]:.4g} to {drawn[1]:.4g}"
        low, high = min(start, here), max(start, here)
        if not drawn or abs(drawn[0] - low) > BEHIND * width or abs(drawn[1] - high) > BEHIND * width:
            way = f"the point has come from x = {start:.4g} to {here:.4g}"
            text = f"{way}, the graph of f' shows {said} {moment(evidence, snapshot)}"
            yield "drawn.trail", text, "create the graph of f' while the point moves"
            return


def _place(snapshot: Snapshot, f: Function, df: Function) -> float | None:
    """Find the point with the tangent."""
    found = curves.panels(snapshot)
    tangents = marks.tangents(snapshot, found[0], f, df) if len(found) == 2 else []
    return min(tangents, key=lambda tangent: tangent.error).x if tangents else None


def _drawn(snapshot: Snapshot, panel: Panel, among: list[Panel]) -> tuple[float, float] | None:
    """Return from where to where something is drawn on the axes."""
    xs = [
        float(panel.axes.to_plane(point)[0])
        for graph in snapshot.of("graph")
        if curves.home(graph, among) is panel
        for point in curves.points(graph)
    ]
    return (min(xs), max(xs)) if xs else None
