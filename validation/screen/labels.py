"""Labels: what is written beside a curve is what the curve is."""

import math
import re
from collections.abc import Iterator

from ..run.evidence import Item
from .curves import Curves, home, is_graph, points
from .names import plain, thing
from .showing import NOTICED, Found, Moment, Showing

RULES = {
    "drawn.label": "a label f or f' that stands at a curve, or has its colour, is that of the curve",
    "drawn.part": "what a text says is shown whole, before it goes or the scene ends",
}

# Short names of the two, as labels have them.
NAMES = {
    "f": re.compile(r"^(y=)?f(\(\w\))?(\(\w\))?$"),
    "f'": re.compile(r"^(y=)?(f('|^\{?\\prime\}?)(\(\w\))?|y'|\\frac\{dy\}\{dx\}|\\frac\{d\}\{dx\}f(\(\w\))?)$"),
}
CLOSE = 0.8  # how far from its curve a label is, in Manim's units
NEARER = 0.5  # how much nearer the other curve must be for the label to be that one's


def check(showing: Showing, curves: Curves) -> Iterator[Found]:
    """Yield what is wrong with the labels of curves, and texts that say more than is shown of them."""
    last = {item.id: (item, moment) for moment in showing.moments if moment.ends_play for item in moment.of("text")}
    for item, moment in last.values():
        if not item.whole and "=" in item.text:
            text = f"{thing(item)} is shown in part only {moment}"
            yield Found("drawn.part", text, "show the whole of it", item.line)
    said: set[int] = set()
    for moment in showing.moments:
        for item in moment.of("text") if moment.ends_play else ():
            named = _named(item)
            if not named or item.id in said or showing.seconds_seen[item.id] < NOTICED:
                continue
            if _belongs_to(item, moment, curves) not in (named, ""):
                said.add(item.id)
                text = f"{thing(item)} is the label of another curve {moment}"
                yield Found("drawn.label", text, "exchange the labels, or the colours", item.line)


def _named(item: Item) -> str:
    words = plain(item.text).strip("$")
    return next((name for name, pattern in NAMES.items() if pattern.match(words)), "")


def _belongs_to(item: Item, moment: Moment, curves: Curves) -> str:
    """Tell which curve a label is at: the one that has its colour, else the nearer one; empty if that is open."""
    shown: dict[str, list[Item]] = {}
    for graph in moment.of("graph"):
        roles, panel = curves.roles(graph, moment), home(graph, moment.panels)
        if not roles and not (panel and is_graph(graph, panel)):
            continue  # too little of a curve to be told
        shown.setdefault("another" if not roles else min(roles) if len(roles) == 1 else "", []).append(graph)
    if "" in shown or len(shown) < 2:
        return ""
    same = [name for name, graphs in shown.items() if item.color in {graph.color for graph in graphs}]
    if same:
        return same[0] if len(same) == 1 else ""
    away = sorted((min(_distance(item, graph) for graph in graphs), name) for name, graphs in shown.items())
    return away[0][1] if away[0][0] <= CLOSE and away[0][0] < NEARER * away[1][0] else ""


def _distance(item: Item, graph: Item) -> float:
    """Return the distance of a label's box from a curve."""
    if item.box is None:
        return math.inf
    left, bottom, right, top = item.box
    return min(
        (math.hypot(max(left - x, 0, x - right), max(bottom - y, 0, y - top)) for x, y in points(graph)),
        default=math.inf,
    )
