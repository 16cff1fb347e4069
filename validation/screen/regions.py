"""What a text says of f or f' where it points to, and where something in its colour is: a region, a part of a curve."""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from ..formulas import latex
from ..formulas.equality import derivative
from ..formulas.expression import Expr
from ..run.evidence import Item, Mode
from .captions import LEADS, leads, samples
from .curves import NEAR, Curves, distances, graphs_on, segments
from .line_numbers import Numbers, many
from .line_sentences import in_words
from .line_traits import Trait, traits
from .lines import Line, as_latex
from .showing import FRAME, WHITE, Found, Moment, Panel, Showing, away, outside, thing

POINTED = 0.15  # beside the tip of an arrow, in Manim's units
PART = 0.9  # of a curve, or of the height of the axes
MOST = 0.1  # of a region may be wrong
AT_AXIS = 0.1  # how far from the x axis a region under a curve begins


def check(label: Item, moment: Moment, showing: Showing, curves: Curves) -> Iterator[Found]:
    """Yield what is wrong with a text that names a property: the place that it is said of does not have it."""
    for trait in _told(label.text, label.mode, showing.expression):
        for panel, low, high, most in _places(label, moment):
            if not trait.named and any("f'" in curves.roles(graph, moment) for graph in graphs_on(moment, panel)):
                continue  # "decreasing" may be said of f'
            values = many(trait.expression, np.linspace(low, high, 201))
            if np.mean(values < -1e-9) > most:
                text = f"{thing(label)} is not true from x = {low:.3g} to {high:.3g}, where it is said"
                yield moment.found("drawn.label", text, "say it where it is so", label)


@lru_cache(maxsize=1024)
def _told(text: str, mode: Mode, function: Expr) -> tuple[Trait, ...]:
    statements = [each for each in latex.read(as_latex(Line(text, 0, mode))) if not isinstance(each, str)]
    found = traits(in_words(statements, text), Numbers(function, derivative(function)))
    return tuple(trait for trait in found if not (trait.parity or trait.where))


def _places(label: Item, moment: Moment) -> Iterator[tuple[Panel, float, float, float]]:
    """List where a text speaks of: on which axes, from x to x, and how much of it may be wrong."""
    box = label.box or FRAME
    for line in moment.of("line"):
        if line.end and leads(line, box) and away(line.end, box) >= LEADS:
            for panel in moment.panels:
                if panel.holds(line.end):
                    x = panel.axes.to_plane(line.end)[0]
                    room = POINTED * panel.width / (panel.box[2] - panel.box[0])
                    yield panel, x - room, x + room, 1 - 1e-9
    colors = samples(label, moment) | {label.color} - {WHITE}
    for item in moment.of("shape", "graph"):
        for panel in moment.panels:
            if item.color in colors and item.box and _is_part(item, panel, moment):
                ends = (panel.axes.to_plane((side, item.box[1]))[0] for side in item.box[::2])
                yield panel, *ends, MOST


def _width(item: Item) -> float:
    left, _, right, _ = item.box or FRAME
    return right - left


def _is_part(item: Item, panel: Panel, moment: Moment) -> bool:
    """Tell a piece that lies on a longer curve, or a region of the axes, from other things."""
    left, bottom, right, top = item.box or FRAME
    if not (panel.holds((left, bottom)) and panel.holds((right, top))):
        return False
    if item.kind == "graph":
        wider = [graph for graph in graphs_on(moment, panel) if graph.box and _width(graph) * PART > right - left]
        return any(distances(item.anchors, np.array(segments(graph))).max() <= NEAR for graph in wider)
    level = panel.axes.to_scene(0.0, 0.0)[1]
    band = top - bottom >= PART * (panel.box[3] - panel.box[1])
    around = any(text.box and outside(text.box, (left, bottom, right, top)) <= 0 for text in moment.of("text"))
    return (band or min(abs(bottom - level), abs(top - level)) <= AT_AXIS) and not around
