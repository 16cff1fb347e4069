"""What a lesson looks like beside its curves: the numbers of the axes, and what has which colour."""

import math
from collections.abc import Iterator

from ..run.evidence import Box, Evidence, Snapshot
from ..scene_file import PHASES
from . import curves, phases
from .curves import Panel
from .names import moment, thing
from .phase_rules import LABELS, Found

RULES = {
    "drawn.numbers": "the numbers beside the axes stand at their places, on both axes for y and on the lower for x",
    "drawn.color": "a graph has the colour of its label, f and f' differ, and all that is shown stands out from black",
}

BESIDE = 0.6  # how far from the axes their numbers are
OFF = 0.1  # how far the middle of a number may be from its place: less than the distance of two ticks
# The least contrast that counts: 1 is black on black, 21 white on black (WCAG 2.1, relative luminance). Manim's
# darkest grey that is meant to be seen, GRAY_D, has 2.2.
CONTRAST = 1.5
FAINT = 0.3  # an opacity at which white looks dark grey


def check(evidence: Evidence) -> Iterator[Found]:
    """Yield what is wrong: rule, message, hint."""
    last = phases.ends(evidence)
    if len(last) < len(PHASES):
        return  # the phases are judged by another rule
    found = curves.panels(last["axes"])
    if len(found) == 2:
        yield from _numbers(last["axes"], evidence, *found)
    found = curves.panels(last["derivative"])
    if len(found) == 2:
        yield from _colors(last["derivative"], evidence, *found)
    yield from _seen(evidence)


def _numbers(snapshot: Snapshot, evidence: Evidence, upper: Panel, lower: Panel) -> Iterator[Found]:
    when = moment(evidence, snapshot)
    numbers = [
        (item, item.number, item.box)
        for item in snapshot.of("text")
        if item.number is not None and item.box is not None
    ]
    for panel, name, axis in ((upper, "upper", "y"), (lower, "lower", "y"), (lower, "lower", "x")):
        beside = [row for row in numbers if _beside(row[2], panel, axis)]
        low, high = panel.axes.x_range if axis == "x" else panel.axes.y_range
        if len(beside) + (low <= 0 <= high) < 2:  # where the axes cross is 0, without a number
            hint = "number the ticks of both axes, with add_numbers"
            yield "drawn.numbers", f"the {axis} axis of the {name} axes has {len(beside)} numbers {when}", hint
        for item, value, box in beside:
            x, y = panel.axes.to_scene(value, value)
            middle = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
            off = abs(middle[1] - y) if axis == "y" else abs(middle[0] - x)
            if off > OFF:
                hint = "put each number at its tick"
                text = f"{thing(item)} of the {axis} axis of the {name} axes is {off:.2f} from its place {when}"
                yield "drawn.numbers", text, hint


def _beside(box: Box, panel: Panel, axis: str) -> bool:
    """Tell the numbers left of the axes, and those below them."""
    left, bottom, right, top = panel.box
    if axis == "y":
        return left - BESIDE <= box[2] <= left and box[3] > bottom - OFF and box[1] < top + OFF
    # A number at the left end of the x axis reaches beyond it by half its width.
    return bottom - BESIDE <= box[1] and box[3] <= bottom and box[2] > left and box[0] < right


def _colors(snapshot: Snapshot, evidence: Evidence, upper: Panel, lower: Panel) -> Iterator[Found]:
    when = moment(evidence, snapshot)
    chosen: list[str] = []
    for panel, label, name in ((upper, LABELS[0], "f"), (lower, LABELS[1], "f'")):
        labels = {item.color for item in snapshot.of("text") if item.text.replace(" ", "") == label}
        for graph in snapshot.of("graph"):
            at = curves.home(graph, (upper, lower))
            if at is panel and labels and graph.color not in labels:
                hint = "give the same thing the same colour throughout"
                yield "drawn.color", f"the graph of {name} is {graph.color}, its label {min(labels)} {when}", hint
                break
        chosen += labels
    if len(chosen) != len(set(chosen)):
        yield "drawn.color", f"f and f' have the same colour {chosen[0]} {when}", "give each a colour of its own"


def _seen(evidence: Evidence) -> Iterator[Found]:
    said: set[int] = set()
    for snapshot in evidence.snapshots:
        if snapshot.moment != "end":
            continue  # in the middle of a play things come and go
        for item in snapshot.items:
            if item.kind not in ("text", "graph", "line", "dot") or item.id in said:
                continue
            contrast = _contrast(item.color)
            if contrast < CONTRAST or item.opacity < FAINT:
                said.add(item.id)
                how = f"{item.color} at opacity {item.opacity:g}"
                text = f"{thing(item)} can hardly be seen, {how}, {moment(evidence, snapshot)}"
                yield "drawn.color", text, "choose a colour that stands out from black"


def _contrast(color: str) -> float:
    """Return the contrast of a colour with black (WCAG 2.1); infinite for one that is not known."""
    try:
        parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    except ValueError:
        return math.inf
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05) / 0.05
