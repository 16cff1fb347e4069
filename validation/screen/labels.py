"""Labels and colours: what is written beside a curve is what the curve is, and the same thing has the same colour."""

import math
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations

import numpy as np

from ..formulas.equality import Comparer, derivative
from ..formulas.expression import Expr
from ..run.evidence import Box, Item, Shown
from . import hues, points
from .axes import LABELS
from .captions import CLOSE, names, only, samples, tips
from .curves import TOLERANCE, Curves
from .graphs import graphs_on, home, is_graph, segments
from .hues import OTHER, levels
from .layout import GAPS, SEEN, crosses, once_inside
from .showing import FRAME, Found, Moment, Showing, away, bare, distances, is_seen, middle, outside, plain, thing
from .words import derivation, starting

RULES = {
    "drawn.label": "a label at a curve, or in its colour, is that of the curve; one at a dot says where it is",
    "drawn.part": "what a text says is shown whole, before it goes or the scene ends",
    "drawn.source": "no source is seen in a formula: Python, or a command of LaTeX without its backslash",
    "drawn.color": "f, its label, its title and its line have one colour, f' and its line another",
    "drawn.seen": "what a lesson draws can be seen: it stands out from what is below it, and nothing covers it",
}

# Words say of which curve they speak only where both are there: "Derivative" in the colour of f may be a heading.
WORDS = re.compile(
    r"(?i)(\\text\{)?(the|its)?((?P<f>(original)?function(f(\(x\))?)?)"
    r"|((first)?derivative|(slope|gradient)(function)?)(f'(\(x\))?)?)\}?"
)
_POINTING = re.compile(
    r"(?i)^(?:\\text\{)?(?:this|that|here|is|the|graph|curve|of|:)*\}?\$?(?=[fyd\\])"
)  # "this is f'"
_ELSE = re.compile(
    r"(?i)(?<!not)(?<!notan)(?<!nota)(anti-?derivative|inverse)of\$?(f(?!['\u2032])|the(function|curve))"
)
# "\times" is a tab and "imes" where the string is not raw; words are spoken.
# What is no text of a viewer's, by the mode of the text: most of it Python that an f-string would have filled.
_FORMAT = r"\{[^{}]*:[+,]?\.\d[efg%]\}|get_value"
_SOURCES: dict[str, re.Pattern[str]] = {
    "math": re.compile(
        r"(?<![\\A-Za-z])(?:[dt]?frac|sqrt|cdot|times|quad|imes|rac|ext|heta|ight|ightarrow|abla)(?![A-Za-z])|"
        + _FORMAT
    ),
    "tex": re.compile(_FORMAT),
    "plain": re.compile(r"\\[A-Za-z]{2,}|[=:≈] ?\{[A-Za-z_][\w.]*(?:\([^{}]*\))?\}|" + _FORMAT),
}
_SPOKEN = re.compile(r"\\(?:text\w*|mbox|math\w+|operatorname)\s*\{[^{}]*\}")
AT_DOT, LEFT = 0.4, 1.0  # how far from its point a name is, and how far from one that has left it
_POINT = re.compile(r"[A-Z](_\{?\w\}?)?|\\?text\{[A-Z]\}")
LONGEST = 80  # characters of a formula that is a label
BESIDE = 0.6  # how far the middle of a label at the side of axes is from them
TIP = 0.15  # how far from its curve an arrow ends that leads there from the label
NEARER = 0.5  # how much nearer the other curve must be for the label to be that one's
_SIGN = re.compile(r"[-+\u2212/'\u2032]|\\cdot|-?\d[\d.]*")
STROKE, MIDDLE = 0.3, 0.08  # a minus, or what makes it a plus, is so long at most, and so far from its row's middle
READ = 0.9  # seconds after which a text that cannot be read is more than one that changes
PATCH = 4  # pixels of a text, at least, that something hides
CUT = 0.5  # how far a text leaves the frame that is cut off
SOLID = 0.7  # the least opacity in a lesson of the dataset
CONTRAST = 96  # of 255: how far the part of a colour that is farthest from the ground is from it at least
ALIKE = 40  # of 255: colours of which no part differs by more are hard to tell apart


def _orphans(showing: Showing, curves: Curves) -> Iterator[Found]:
    """Look for names that have lost what they are of: of a graph that is gone, of a point that has moved away."""
    known = dict[tuple[int, Box | None], list[int]]()  # the dots beside each text, when it was first seen where it is
    beside = set[tuple[int, float | None, str]]()  # names that were at their graphs; one is larger to a closer camera
    for moment in showing.moments:
        roles = [(graph, curves.roles(graph, moment)) for graph in moment.of("graph")]
        graphs = {name: segments(*(graph for graph, own in roles if name in own)) for name in curves.functions}
        dots = [dot for dot in moment.of("dot") if dot.center]
        for text in showing.noticed(moment, "text"):
            box, name = text.box or FRAME, names(bare(text.text))
            if name and len(graphs[name]) and distances(np.array([middle(text)]), graphs[name])[0] <= CLOSE:
                beside.add((text.id, text.size, name))
            elif moment.ends_play and (text.id, text.size, name) in beside and not len(graphs[name]):
                yield moment.found("drawn.gone", f"the graph of {thing(text)} is gone", "take its name away too", text)
            near = [dot.id for dot in dots if away(dot.center or (0.0, 0.0), box) <= AT_DOT]
            own = known.setdefault((text.id, text.box), near) if _POINT.fullmatch(bare(text.text)) else []
            left = [dot for dot in dots if dot.id in own and away(dot.center or (0.0, 0.0), box) > LEFT]
            if left and not near:
                yield moment.found("drawn.label", f"the point {thing(text)} has gone", "let its name go with it", text)


def check(showing: Showing, curves: Curves) -> Iterator[Found]:
    """Yield what is wrong with the labels of curves, and what of a text or a lesson is not seen."""
    last: dict[int, tuple[Item, bool, Moment]] = {}
    for moment in showing.plays:
        # Where most of a text is hidden, what is left of it is read all the same.
        hidden = [moment.snapshot.items[place] for place in moment.snapshot.hidden] + _patched(moment)
        texts = [each for each in moment.snapshot.items if each.kind == "text" and each.opacity > SEEN]
        beyond = [each for each in texts if outside(each.box or FRAME, FRAME) > CUT]
        last |= {item.id: (item, item in hidden, moment) for item in (*moment.of("text"), *hidden, *beyond)}
    inside = once_inside(showing)
    for item, covered, moment in last.values():
        cut = item.id not in inside and outside(item.box or FRAME, FRAME) > CUT
        if (covered or cut or not item.whole) and "=" in item.text and not crosses(item, moment):
            text = f"{thing(item)} is shown in part only, or the wrong way round"
            yield moment.found("drawn.part", text, "show the whole of it", item)
    yield from _unread(showing)
    yield from _orphans(showing, curves)
    yield from points.astray(showing)
    yield from points.elsewhere(showing)
    for moment in showing.plays:
        wrong, wrong_words = [], {}
        kinds = _shown(moment, curves)
        shown = {} if "" in kinds or len(kinds) < 2 else kinds
        for item in showing.noticed(moment, "text"):
            words = bare(item.text)
            if _SOURCES.get(item.mode, _SOURCES["plain"]).search(_SPOKEN.sub("", item.text)):
                text = f"{thing(item)} shows source"
                yield moment.found("drawn.source", text, 'write the string as r"..." or f"..."', item)
            yield from points.check(item, moment, showing, curves)
            wrong += [item] if hues.exchanged(item, kinds, showing.expression) else []
            if (named := names(words)) and not words.endswith("="):  # which introduces a number
                wrong += [item] if _belongs_to(item, moment, shown) not in (named, "") else []
                continue
            named = names(words.partition("=")[0]) or _called(item.text, showing.expression)
            named = named or names(_POINTING.sub("", words))
            if _ELSE.search(words) and _of_color({item.color}, shown) in OTHER and showing.f != showing.df:
                wrong += [item]
            if named and _at_tips(item, moment, shown) == OTHER[named]:
                wrong += [item]
            if named and _of_color(samples(item, moment) or {item.color}, shown) == OTHER[named]:
                wrong_words[named] = item
        for each in moment.snapshot.shown():
            if _blends(each, moment.snapshot.ground):
                text = f"{thing(each.item)} has the colour of the ground"
                yield moment.found("drawn.seen", text, "let it stand out", each.item)
        for sign, formula in _added(moment):
            text = f"{thing(sign)} stands within {thing(formula)}, and alters it"
            yield moment.found("drawn.part", text, "set what it is to say as one text", sign)
        if _same(moment, shown, showing):
            text = "f and f' have the same colour on the same axes, and no names"
            yield moment.found("drawn.label", text, "give each its own colour, or write beside it what it is")
        # "Derivative" in the colour of f may be a heading, a formula a part of the derivation; not if both are so.
        for item in [*wrong, *(wrong_words.values() if len(wrong_words) == 2 else ())]:
            text = f"{thing(item)} is the label of another curve"
            yield moment.found("drawn.label", text, "exchange the labels, or the colours", item)
    if showing.lesson:
        yield from _colors(showing.ends["derivative"], showing)
        for moment in showing.plays:
            yield from _hidden(moment, showing)


def _patched(moment: Moment) -> list[Item]:
    """List the texts of which a shape hides a part that has the ground's colour, so that nobody sees it lie there."""
    snapshot, found = moment.snapshot, []
    for one, two, pixels in snapshot.overlaps:
        place, patch = (one, two) if snapshot.items[one].kind == "text" else (two, one)
        shape = snapshot.items[patch]
        above = pixels >= PATCH and snapshot.ink[place] - snapshot.seen[place] >= pixels / 2
        blends = shape.kind == "shape" and shape.faintest >= SOLID and _is_ground(shape.color, snapshot.ground)
        if above and blends and snapshot.seen[place]:
            found.append(snapshot.items[place])
    return found


def _unread(showing: Showing) -> Iterator[Found]:
    """Look for texts that stand still, and are no text that was set, nor a part of one."""
    seconds: dict[int, float] = {}
    for moment in showing.stills:
        for item in moment.of("text"):
            seconds[id(item)] = seconds.get(id(item), 0.0) + moment.seconds
            if not item.text and not item.whole and seconds[id(item)] >= READ:
                text = f"{thing(item)} is none that was set, or its glyphs are in another order"
                yield moment.found("drawn.part", text, "set what it is to say as one text", item)


def _blends(shown: Shown, ground: int) -> bool:
    """Tell whether a formula is painted in the colour of the ground, so that nobody sees it."""
    item = shown.item
    is_formula = item.kind == "text" and "=" in item.text and item.opacity >= SOLID
    return is_formula and not shown.seen and _is_ground(item.color, ground)


def _is_ground(color: str, ground: int) -> bool:
    return all(abs(level - ground) <= ALIKE for level in levels(color))


def _added(moment: Moment) -> Iterator[tuple[Item, Item]]:
    """Give the digits, signs and short strokes that are set between the glyphs of a one-line formula, each with it."""
    snapshot = moment.snapshot
    # What lies on a glyph is a copy that is pointed out.
    copies = [pair for *pair, pixels in snapshot.overlaps if 2 * pixels >= min(snapshot.ink[place] for place in pair)]
    copied = {id(snapshot.items[place]) for pair in copies for place in pair}
    rows = [item for item in moment.of("text") if "=" in item.text and not GAPS.search(item.text)]
    for item in moment.of("text", "line"):
        left, bottom, right, top = box = item.box or FRAME
        thin, long = sorted((right - left, top - bottom))
        stroke = item.kind == "line" and long <= STROKE and thin <= MIDDLE
        sign = stroke or (item.kind == "text" and _SIGN.fullmatch(plain(item.text)))
        for row in rows if sign and item.owner is None and id(item) not in copied else ():
            around = row.box or FRAME
            level = abs(around[1] + around[3] - bottom - top) / 2 <= MIDDLE or not stroke
            if level and outside(box, around) < 0:
                yield item, row


@lru_cache(maxsize=1024)
def _called(text: str, function: Expr) -> str:
    """Tell whether a text is a word for f or for f', or the formula of one, and nothing else."""
    if said := WORDS.fullmatch(bare(text)):
        return "f" if said["f"] else "f'"
    formula = only(text.strip("$")) if "x" in text and len(text) <= LONGEST else None
    trees = {"f": function, "f'": derivative(function)}
    own = (name for name, tree in trees.items() if formula and Comparer().equal(formula.sides[0], tree))
    return next(own, "") if formula and not formula.relations else ""


def _shown(moment: Moment, curves: Curves) -> dict[str, list[Item]]:
    """Give the curves by what they show; under no name what is both f and f'."""
    shown: dict[str, list[Item]] = {}
    for graph in moment.of("graph"):
        roles, panel = curves.roles(graph, moment), home(graph, moment.panels)
        if not roles and not (panel and is_graph(graph, panel)):
            continue  # too little of a curve to be told
        shown.setdefault("another" if not roles else min(roles) if len(roles) == 1 else "", []).append(graph)
    return shown


def _same(moment: Moment, shown: dict[str, list[Item]], showing: Showing) -> bool:
    """Tell whether nobody can tell which curve is f and which f': by colour, by dashes, or by a name on the axes."""
    own, slopes = shown.get("f", []), shown.get("f'", [])
    looks = [{(graph.color, graph.cls) for graph in graphs} for graphs in (own, slopes)]
    if not own or looks[0] != looks[1] or moment.section not in ("derivative", "summary"):
        return False
    panel = home(own[0], moment.panels)
    named = (names(bare(text.text)) or _called(text.text, showing.expression) for text in moment.of("text"))
    return panel is not None and panel is home(slopes[0], moment.panels) and not any(named)


def _belongs_to(item: Item, moment: Moment, shown: dict[str, list[Item]]) -> str:
    """Tell which curve a label is at: by its colour, or a legend's, else the nearer one; empty if that is open."""
    if not shown:
        return ""
    legend, box = samples(item, moment), item.box or FRAME
    if legend or any(item.color == graph.color for graphs in shown.values() for graph in graphs):
        return _of_color(legend or {item.color}, shown)
    if (tipped := _at_tips(item, moment, shown)) is not None:
        return tipped
    left, bottom, right, top = box
    far_away = []
    for name, graphs in shown.items():
        x, y = np.concatenate([graph.anchors for graph in graphs]).T
        across, up = np.maximum(left - x, x - right), np.maximum(bottom - y, y - top)
        far_away.append((float(np.hypot(across.clip(0), up.clip(0)).min(initial=math.inf)), name))
    (near, name), (far, _), *_ = sorted(far_away)
    if near <= CLOSE and near < NEARER * far:
        return name
    # Where each panel has curves of one kind, a label at the side of a panel speaks of these.
    place, boxes = middle(item), [panel.box for panel in moment.panels]
    beside = [box for box in boxes if away(place, box) <= BESIDE and box[1] <= place[1] <= box[3]]
    graphs_there = ((name, home(graph, moment.panels)) for name, graphs in shown.items() for graph in graphs)
    within = {name for name, panel in graphs_there if panel and panel.box in beside}
    return min(within) if len(beside) == len(within) == 1 < len(boxes) else ""


def _at_tips(item: Item, moment: Moment, shown: dict[str, list[Item]]) -> str | None:
    """Tell to which curve lines lead from a text; empty if that is open, None if none leads anywhere."""
    ends = tips(item, moment)
    at = {name for name, graphs in shown.items() if ends and distances(np.array(ends), segments(*graphs)).min() <= TIP}
    return None if not ends else min(at) if len(at) == 1 else ""


def _of_color(colors: set[str], shown: dict[str, list[Item]]) -> str:
    """Tell which curves have some colour; empty if none has, or several."""
    names = [name for name, graphs in shown.items() if colors & {graph.color for graph in graphs}]
    return names[0] if len(names) == 1 else ""


def _colors(moment: Moment, showing: Showing) -> Iterator[Found]:
    lines = derivation(showing)
    titles = [*starting(showing.ends["title"], "f(x)="), *lines[:1]]
    summary = showing.ends["summary"]
    chosen: list[str] = []
    for panel, label, own in zip(moment.panels, LABELS, (titles, lines[-1:]), strict=True):
        labels = {item.color for item in moment.of("text") if plain(item.text) == label}
        ids = {item.id for item in own}
        texts = [item for play in showing.plays for item in play.of("text") if item.id in ids]
        for item in [*graphs_on(moment, panel), *texts, *starting(summary, f"{label}=")] if labels else []:
            if item.color not in labels:
                text = f"{thing(item)} is {item.color}, the label {label} {min(labels)}"
                yield moment.found("drawn.color", text, "give the same thing the same colour throughout", item)
        chosen += labels
    if any(_alike(*pair) for pair in combinations(chosen, 2)):
        yield moment.found("drawn.color", f"f and f' have the same colour {chosen[0]}", "give each its own")
    if not showing.of_dataset:
        return
    marks = [item for phase in ("function", "tangent", "derivative") for item in showing.new_in(phase).values()]
    if any(item.kind in ("dot", "line") and _alike(item.color, each) for item in marks for each in chosen):
        yield moment.found("drawn.color", "a mark has the colour of f or f'", "give it its own")
    moving, new = showing.new_in("tangent", "trace"), showing.new_in("derivative")
    shown = [item for play in showing.during("tangent", "trace") for item in play.of("text", "line", "dot")]
    groups = {
        "the lines between of the derivation": lines[1:-1],
        "the tangent and what comes with it": [item for item in shown if item.id in moving],
        "the dots at zeros": [item for item in moment.of("dot") if item.id in new],
    }
    for what, items in groups.items():
        if len({item.color for item in items}) > 1:
            yield moment.found("drawn.color", f"{what} differ in colour", "give them one colour")


def _hidden(moment: Moment, showing: Showing) -> Iterator[Found]:
    """Look for what nobody sees, and in a lesson of the dataset for what is faint against its black or white ground."""
    ground = moment.snapshot.ground
    for shown in moment.snapshot.shown():
        item, colors = shown.item, shown.item.colors or (shown.item.color,)
        like = [each.box for each in moment.of(item.kind) if each.color == item.color and each is not item]
        apart = [max(abs(level - ground) for level in levels(color)) for color in colors]
        # A circle at a hole is filled with the ground's colour; the grid is meant to be dark.
        contrast = max(apart) if item.kind == "shape" else 255 if item.kind == "grid" else min(apart)
        said = ""
        if not is_seen(item, shown.seen, shown.ink):
            # A dot may lie on the point that was there, the whole of a curve on its trail.
            twin = any(outside(item.box or FRAME, box) <= TOLERANCE for box in like if box)
            pixels = f"cannot be seen: {shown.seen} of {shown.ink} pixels" if shown.ink else "is outside the picture"
            said = "" if twin else pixels
        elif showing.of_dataset and (item.faintest < SOLID or contrast < CONTRAST or not item.whole):
            said = f"is faint, or a part of it is: {', '.join(colors)}, opacity {item.faintest:.2g}"
        if said:
            yield moment.found("drawn.seen", f"{thing(item)} {said}", "let it stand out, and nothing lie on it", item)


def _alike(one: str, two: str) -> bool:
    """Tell colours that are the same, or so near that a viewer takes them for the same."""
    return max(abs(a - b) for a, b in zip(levels(one), levels(two), strict=True)) <= ALIKE
