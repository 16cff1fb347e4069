"""The layout: what a person who looks at the frame sees as wrong, and nothing else.

Sizes are in Manim's units: the frame is 14.2 wide and 8 high, so that at 480p a unit is 60 pixels.
"""

import re
from collections.abc import Iterator
from itertools import combinations, pairwise

import numpy as np

from ..run.evidence import Item
from ..run.settings import PIXELS_PER_UNIT
from .axes import value_of
from .graphs import home
from .showing import FRAME, Found, Moment, Showing, bare, middle, outside, thing

RULES = {
    "layout.finite": "every coordinate is a finite number",
    "layout.frame": "nothing leaves the frame",
    "layout.overlap": "no text lies over another text, no axes over other axes",
    "layout.covered": "no curve, line, dot, arrow, brace or outline runs through a text",
    "layout.small": "text can be read at 480p",
    "layout.upright": "the texts of a lesson stand upright",
    "layout.axes": "a graph of a lesson stays inside its axes",
}

# In what is set with these there is room for other texts.
GAPS = re.compile(r"\\\\|\\(?:h?phantom|hspace|square|underline|[a-z]*box)(?![a-z])|aligned")
EDGE = 1 / PIXELS_PER_UNIT  # a pixel at 480p: what leaves the frame by less is not seen to do so
TICK = 0.45  # from an axis to the middle of a number along it
ROOM = 0.1  # between what a lesson shows and the edge of the frame: a screen may cut off more than Manim does
# A font size of 48, Manim's own, gives an x of 13 pixels at 480p; at 20 (5 pixels) exponents can just be told apart.
# A lesson keeps to it; in other scenes a label may be as small as Manim's own for a secant.
SMALLEST_OF_LESSON, SMALLEST = 19.5, 14.0
VANISHED = 1.0  # a font size at which a text has been shrunk away
BEYOND = 0.1  # how far a graph may leave its axes: a tick's length
MEETING = 4  # pixels that two things share, if they do not only touch
# The share of a text's pixels that another thing meets. In scenes by others a touch at the edge, as of an axis' tip by
# a tall formula, is nothing; a line right through a label has a twentieth, or more.
PART, PART_RIGHT_THROUGH, PART_OF_LESSON = 0.15, 0.05, 0.02
CLOSE = 0.4, 0.12  # the part of the narrower text's width, and of the lower one's height, that lies in the other
MOST = 80  # texts at a time that are looked at for that
CORNER = 0.2  # how far from a text's corners the lines may end that cross it out
CORE = 0.2  # the part of a text's height, at every side, that is its edge
SLOW = 3.0  # seconds of a play of a lesson in whose course too nothing may be wrong
SEEN = 0.05  # an opacity that a person sees


def check(showing: Showing) -> Iterator[Found]:
    """Yield what is wrong at any moment; in the course of a short play things pass over each other, and fade."""
    read = once_inside(showing)
    slow = {play for play, (_, seconds) in enumerate(showing.evidence.spans, 1) if showing.strict and seconds >= SLOW}
    for moment in showing.moments:
        if moment.ends_play or moment.snapshot.play in slow:
            seen = set(map(id, moment.items))
            for item in moment.snapshot.items:
                if item.opacity > SEEN:
                    is_read = id(item) in seen and (showing.strict or item.id not in read)
                    for rule, message, hint in _alone(item, is_read, showing.strict, moment):
                        yield moment.found(rule, f"{thing(item)} {message}", hint, item)
            yield from _meetings(moment, seen, showing.strict)
            yield from _crowded(moment)


def once_inside(showing: Showing) -> set[int]:
    """Collect the texts that lie within the frame at some moment."""
    texts = (item for moment in showing.moments for item in moment.of("text"))
    return {item.id for item in texts if outside(item.box or FRAME, FRAME) <= 0}


def _meeting(moment: Moment) -> Iterator[tuple[Item, Item, float]]:
    """Yield what does not only touch, a text first, with the part of the smaller text's pixels that the other meets."""
    snapshot = moment.snapshot
    for *places, pixels in snapshot.overlaps:
        places.sort(key=lambda place: snapshot.items[place].kind != "text")
        text, other = (snapshot.items[place] for place in places)
        inks = [snapshot.ink[place] for place in places if snapshot.items[place].kind == "text"]
        if pixels >= MEETING:
            yield text, other, pixels / max(1, min(inks, default=snapshot.ink[places[0]]))


def _meetings(moment: Moment, seen: set[int], strict: bool) -> Iterator[Found]:
    for text, other, share in _meeting(moment):
        through = share >= PART_RIGHT_THROUGH and text.kind != other.kind and _runs_through(other, text)
        much = share >= PART_OF_LESSON if strict else share >= PART or through
        if not (much or _interlocked(text, other)) or not {id(text), id(other)} <= seen:
            continue
        if _belong(text, other, moment, strict):
            continue
        if not strict and (other in crosses(text, moment) or _is_plated(text, moment)):
            continue
        if text.kind == other.kind:
            said = f"{thing(text)} and {thing(other)} lie over each other"
            yield moment.found("layout.overlap", said, "move one of them, or fade it out", text, other)
        else:
            said = f"{thing(other)} runs through {thing(text)}"
            yield moment.found("layout.covered", said, "move the text clear of it", text, other)


def _crowded(moment: Moment) -> Iterator[Found]:
    """Look for lines of text that stand between each other's letters, though no two of these meet."""
    meet = {frozenset((id(a), id(b))) for a, b, _ in _meeting(moment)}
    texts = [item for item in moment.of("text") if item.owner is None and item.number is None]
    for a, b in combinations(texts[:MOST], 2):
        if _interlocked(a, b) and {id(a), id(b)} not in meet and not _belong(a, b, moment, strict=False):
            said = f"{thing(a)} and {thing(b)} stand in each other's lines"
            yield moment.found("layout.overlap", said, "move one of them, or fade it out", a, b)


def crosses(text: Item, moment: Moment) -> list[Item]:
    """List the lines that cross a text out: one over it, slanting or level, or the two of an X around it."""
    box = left, bottom, right, top = text.box or FRAME
    core = CORE * (top - bottom)
    found, around = [], []
    for line, (x, y), (to_x, to_y) in moment.lines:
        corners = start, low, end, high = min(x, to_x), min(y, to_y), max(x, to_x), max(y, to_y)
        slants = high - low > EDGE
        over = np.abs(np.subtract(corners, box)).max() <= CORNER if slants else bottom + core < low < top - core
        found += [line] if over and max(abs(start - left), abs(end - right)) <= CORNER else []
        around += [(line, corners, (to_x - x) * (to_y - y) > 0)] if slants and outside(box, corners) <= CORNER else []
    for (a, one, rises), (b, other, rises_too) in combinations(around, 2):
        found += [a, b] if rises != rises_too and np.abs(np.subtract(one, other)).max() <= EDGE else []
    return found


def _interlocked(one: Item, other: Item) -> bool:
    """Tell whether two texts stand in each other's lines: of thin letters only a few pixels meet then, or none."""
    a, b = one.box or FRAME, other.box or FRAME
    for way, part in enumerate(CLOSE):
        size = min(a[way + 2] - a[way], b[way + 2] - b[way])
        if min(a[way + 2], b[way + 2]) - max(a[way], b[way]) < max(part * size, EDGE):
            return False
    return one.kind == other.kind == "text" and not GAPS.search(one.text + other.text)


def _is_plated(text: Item, moment: Moment) -> bool:
    """Tell whether a text stands on a dot, which hides what is below."""
    dots = (item for item in moment.snapshot.items if item.kind == "dot" and item.faintest == 1.0)
    return any(outside(text.box or FRAME, dot.box or FRAME) <= 0 for dot in dots)


def clear(moment: Moment) -> list[Item]:
    """List the texts that are seen and lie over no other text."""
    heaped = set[int]()
    for a, b, share in _meeting(moment):
        lie_over = a.kind == b.kind == "text" and (share >= PART or _interlocked(a, b))
        if lie_over and not _belong(a, b, moment, strict=False):
            heaped |= {id(a), id(b)}
    return [item for item in moment.of("text") if id(item) not in heaped]


def _runs_through(other: Item, text: Item) -> bool:
    """Tell whether the lines of a thing, or the edges of its box, run through the middle of a text."""
    left, bottom, right, top = other.box or FRAME
    around = [(left, bottom), (right, bottom), (right, top), (left, top), (left, bottom)]
    lines = other.chords.tolist() or list(pairwise(around))
    ends = np.array([(other.start, other.end)] if other.start and other.end else lines)
    left, bottom, right, top = text.box or FRAME
    edge = CORE * min(top - bottom, right - left)
    step = ends[:, 1] - ends[:, 0]
    along = ends[:, :1] + np.linspace(0, 1, 65)[:, None] * step[:, None]
    inside = (along > (left + edge, bottom + edge)) & (along < (right - edge, top - edge))
    length = (inside.all(axis=2).mean(axis=1) * np.linalg.norm(step, axis=1)).sum()
    return bool(length >= (0.5 - CORE) * min(top - bottom, right - left))


def _belong(text: Item, other: Item, moment: Moment, strict: bool) -> bool:
    """Tell things that may meet: a text on its own copy, the grid and the numbers of axes, an axis and its label."""
    if text.kind == other.kind:
        same = (text.text, text.number) == (other.text, other.number)
        return same and all(abs(x - y) < EDGE for x, y in zip(text.box or FRAME, other.box or FRAME, strict=True))
    # In scenes by others a curve may cross the axes, and the numbers along them.
    of_axes = not strict and (text.owner in {item.id for item in moment.of("axes")} or _is_tick(text, moment))
    return of_axes or other.kind == "grid" or text.owner == other.id or other.owner in (text.id, text.owner or text.id)


def _is_tick(text: Item, moment: Moment) -> bool:
    """Tell a number that somebody has set along an axis, or the axis' name."""
    if value_of(text) is None and bare(text.text) not in ("x", "y", "t"):
        return False
    x, y = middle(text)
    origins = [panel.axes.to_scene(0.0, 0.0) for panel in moment.panels if panel.holds((x, y), TICK)]
    return any(min(abs(x - across), abs(y - up)) <= TICK for across, up in origins)


def _alone(item: Item, seen: bool, strict: bool, moment: Moment) -> Iterator[tuple[str, str, str]]:
    without = item.kind == "axes" and item.axes is None and strict and moment.ends_play
    if item.box is None or without or any(None in piece for piece in item.pieces):
        hint = "plot only where the function is defined and finite"
        yield "layout.finite", "has coordinates that are not finite numbers", hint
        return
    # What is endless, or leaves its axes, runs out of the picture as a viewer expects; a text does not. What fills the
    # frame is a background.
    beyond = outside(item.box, FRAME)
    bounded = item.kind == "text" and seen if not strict else item.kind not in ("axes", "grid")
    if bounded and beyond > EDGE and outside(FRAME, item.box) > 0:
        yield "layout.frame", f"leaves the frame by {beyond:.2f}", "move it, or make it smaller"
    elif bounded and strict and seen and moment.ends_play and beyond > -ROOM:
        yield "layout.frame", f"is {-beyond:.2f} from the frame's edge", "move it, or make it smaller"
    smallest = SMALLEST_OF_LESSON if strict else SMALLEST
    if item.kind == "text" and item.size is not None and VANISHED <= item.size < smallest:
        hint = f"{smallest:.0f} is the least that can be read at 480p: make it larger, or break it over two lines"
        yield "layout.small", f"is drawn at font size {item.size:.1f}", hint
    if item.kind == "text" and not item.upright and seen and strict:
        yield "layout.upright", "does not stand upright", "do not turn, flip or stretch it"
    if item.kind == "graph" and strict and (panel := home(item, moment.panels)):
        beyond = outside((*item.anchors.min(axis=0), *item.anchors.max(axis=0)), panel.box)
        if beyond > BEYOND:
            hint = "plot it where its values are within the axes, or widen y_range"
            yield "layout.axes", f"leaves its axes by {beyond:.2f}", hint
