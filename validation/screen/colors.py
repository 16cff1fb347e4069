"""Colours of a lesson: the same thing has the same colour throughout, and what is there can be seen."""

from collections.abc import Iterator

from ..run.evidence import Item
from . import boxes
from .axes import LABELS
from .curves import TOLERANCE, at
from .names import plain, thing
from .showing import Found, Moment, Showing, is_seen
from .words import derivation, starting

RULES = {
    "drawn.color": "f, its label, its title and its line have one colour, f' and its line another",
    "drawn.seen": "what a lesson draws can be seen: it stands out from what is below it, and nothing covers it",
}


def check(showing: Showing) -> Iterator[Found]:
    """Yield what is wrong with the colours of a lesson."""
    if not (showing.strict and showing.complete):
        return
    moment = showing.ends["derivative"]
    if len(moment.panels) == 2:
        yield from _colors(moment, showing)
    yield from _hidden(showing)


def _colors(moment: Moment, showing: Showing) -> Iterator[Found]:
    chosen: list[str] = []
    lines = derivation(showing)
    for panel, label, name, texts in (
        (moment.panels[0], LABELS[0], "f", [*starting(showing.ends["title"], "f(x)="), *lines[:1]]),
        (moment.panels[1], LABELS[1], "f'", lines[-1:]),
    ):
        labels = {item.color for item in moment.of("text") if plain(item.text) == label}
        graphs = [graph for graph in moment.of("graph") if at(graph, panel, moment)]
        for item in [*graphs, *texts] if labels else []:
            if item.color not in labels or item.colors:
                what = f"the graph of {name}" if item.kind == "graph" else thing(item)
                text = f"{what} is {item.color}, the label {label} {min(labels)} {moment}"
                yield Found("drawn.color", text, "give the same thing the same colour throughout")
        chosen += labels
    if len(chosen) != len(set(chosen)):
        yield Found("drawn.color", f"f and f' have the same colour {chosen[0]} {moment}", "give each its own")


def _hidden(showing: Showing) -> Iterator[Found]:
    said: set[int] = set()
    for moment in showing.moments:
        for shown in moment.snapshot.shown() if moment.ends_play else ():
            item = shown.item
            if item.id in said or is_seen(item, shown.seen, shown.ink) or _has_twin(item, moment):
                continue
            said.add(item.id)
            text = f"{thing(item)} cannot be seen: {shown.seen} of {shown.ink} pixels {moment}"
            yield Found("drawn.seen", text, "let it stand out, and nothing lie on it")


def _has_twin(item: Item, moment: Moment) -> bool:
    """Tell what lies exactly below its own like: a dot on the point that was there, a piece of a curve on the whole."""
    like = [other for other in moment.items if other.kind == item.kind and other.box and other.color == item.color]
    return item.box is not None and any(
        boxes.outside(item.box, other.box) <= TOLERANCE for other in like if other.box and other is not item
    )
