"""What a text says of a stretch that is coloured like it: "f rises" in the colour of a strip, or of a piece of f.

Or of the point that runs along f, and changes its colour.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from ..formulas.expression import FAILURES
from ..run.evidence import Item, Mode, Point
from .captions import samples
from .contact import NEAR, lies_on
from .curves import Curves
from .line_in_words import in_words
from .lines import Line, statements
from .showing import FRAME, WHITE, Found, Moment, Panel, Showing, outside, thing
from .slopes import LEAST_SLOPE

_SAID = re.compile(
    r"\b(?:f|function|curve|graph) (?:\(x\) )?(?:(?:is|always|strictly) )*"  # else it may be said of f'
    r"(?:(?P<first>ris|increas|grow|climb)|fall|decreas|drop)(?:es|s|ing|e)?\b"
    r"|f' (?:\(x\) )?(?:(?P<more>> 0|is positive|positive)|< 0|is negative|negative)(?![.\d])"
)
LONGEST, LONGEST_OF_SHADED = 40, 90  # characters: what says more names its interval
_SHADED = re.compile(
    r"(?i)shade|strip|colou?red|highlight|schraffiert|gefärbt|markiert|sombread|ombr[aeé]|colori|tratteggi"
)
MOST_OF = 0.9  # of the axes, or of their curve: what is as wide is no stretch of them
WRONG = 0.6  # the part of a stretch in which it is not so, at least
MOST = 40  # things at a time
FEWEST = 2  # places at which the colour of a point is wrong


def check(showing: Showing, curves: Curves) -> Iterator[Found]:
    """Yield the texts that say of a stretch in their colour, or in that of a key beside them, what is not so there."""
    for moment in showing.plays:
        for text, sign, colors in _told(moment, showing):
            for item, panel in _stretches(colors, moment, curves):
                left, _, right, _ = item.box or FRAME
                low, high = (panel.axes.to_plane((x, 0.0))[0] for x in (left, right))
                slopes = showing.df.many(np.linspace(low, high, 103)[1:-1])
                if np.mean(sign * slopes < 0) >= WRONG:
                    said = f"{thing(text)} stands for x = {low:.3g} to {high:.3g}, where it is not so"
                    yield moment.found("drawn.label", said, "colour the stretch where it is so", text)
    yield from _points(showing)


def _points(showing: Showing) -> Iterator[Found]:
    """Yield the point on f in the wrong one of two colours, of which texts tell the way that f goes."""
    wrong: dict[int, set[Point]] = {}
    for moment in showing.moments:
        key = {color: sign for _, sign, colors in _told(moment, showing) for color in colors}
        for dot, place in moment.dots if len(set(key.values())) == 2 else ():
            for _, panel in moment.on_axes([place]):
                slope = showing.df(panel.axes.to_plane(place)[0]) or 0.0
                if lies_on(place, panel, showing.f, NEAR) and key.get(dot.color, 0) * slope < -LEAST_SLOPE:
                    wrong.setdefault(dot.id, set()).add(place)
                    if len(wrong[dot.id]) == FEWEST:
                        said = f"the point is {dot.color} where its slope is {slope:.3g}, and a text says otherwise"
                        yield moment.found("drawn.label", said, "exchange the colours", dot)


def _told(moment: Moment, showing: Showing) -> Iterator[tuple[Item, int, set[str]]]:
    """Yield the texts that say which way f goes, with the sign of f' and the colours of what they speak of."""
    for text in showing.noticed(moment, "text")[:MOST]:
        if sign := _sign(text.text, text.mode):
            colors = samples(text, moment) or {text.color}
            if _SHADED.search(text.text) and len(shapes := {each.color for each in moment.of("shape")}) == 1:
                colors = shapes  # it speaks of what is shaded, be that in another colour
            yield text, sign, colors - {WHITE}


@lru_cache(maxsize=1024)
def _sign(text: str, mode: Mode) -> int:
    """Tell the sign of f' that a short text speaks of; 0 if of none, or of both."""
    if len(text) > (LONGEST_OF_SHADED if _SHADED.search(text) else LONGEST):
        return 0
    try:
        found = list(_SAID.finditer(in_words(statements(Line(text, 0, mode)), text)))
    except FAILURES:
        return 0
    signs = {1 if each["first"] or each["more"] else -1 for each in found}
    return signs.pop() if len(signs) == 1 else 0


def _stretches(colors: set[str], moment: Moment, curves: Curves) -> Iterator[tuple[Item, Panel]]:
    """List the strips in some colours, and the pieces of curves of which others are drawn, with their axes."""
    texts = [text.box for text in moment.of("text") if text.box]
    roles = [(graph.color, curves.roles(graph, moment)) for graph in moment.of("graph")]
    for item in [each for each in moment.of("shape", "graph") if {each.color, *each.colors} & colors][:MOST]:
        box = item.box or FRAME
        if item.kind == "shape":
            is_stretch = not any(outside(text, box) <= 0 and _fits(text, box) for text in texts)
        else:  # of another piece alone it may not be seen of which curve it is one
            own = curves.roles(item, moment)
            is_stretch = any((own & others or not others) and color not in colors for color, others in roles)
        for panel in moment.panels if is_stretch else ():
            wide = panel.box[2] - panel.box[0]
            if outside(box, panel.box) <= 0.1 and 0.02 * wide < box[2] - box[0] < MOST_OF * wide:
                yield item, panel


def _fits(text: tuple[float, ...], box: tuple[float, ...]) -> bool:
    """Tell whether a box is one around a text."""
    return (box[2] - box[0]) <= 2 * (text[2] - text[0]) and (box[3] - box[1]) <= 3 * (text[3] - text[1])
