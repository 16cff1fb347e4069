"""The phases: each takes time, shows what it is for, and what has come stays as long as it is needed."""

import math
import re
from collections.abc import Iterator
from itertools import pairwise, takewhile

from ..formulas.equality import derivative
from ..formulas.expression import Prime, X
from ..formulas.latex import read
from ..formulas.names import has_names
from ..formulas.shapes import RULE_NAMES, parts, rule_named, rules_for, varies
from ..run.evidence import Box, Item
from ..scene_file import PHASES
from .captions import only
from .curves import Curves
from .holes import is_small
from .layout import SEEN, SMALLEST, clear
from .line_in_words import is_same
from .line_parts import names_function
from .line_readings import STEPS, letters_in
from .lines import Line, as_latex, statements
from .pieces import joined
from .showing import FRAME, LONG_ENOUGH, SHARE, Found, Moment, Showing, outside, plain, thing
from .words import derivation, starting

RULES = {
    "drawn.phases": "each phase takes time on screen and shows what it is for",
    "drawn.derivation": "there is a derivation, and it can be seen: a line that says something of the derivative",
    "drawn.time": "a lesson has a pace: no phase in a blink, no wait without end",
    "drawn.leftover": "what a phase of a lesson was for is gone when it is over",
    "drawn.gone": "what a scene has shown is there to its end, in a lesson of the dataset as it was",
}

SHORTEST = 0.1  # seconds of a phase of any scene: one frame is 0.07
SHORTEST_OF_LESSON = {"trace": 3.0}  # 1 for the others
# In the dataset, at least and at most: the derivation takes as long as its lines, the others 1 to 4 s.
PACE = {"title": (2.0, 4.0), "derivation": (8.0, 40.0), "trace": (8.0, 12.0), "summary": (4.0, 8.0)}
LESSON = (35.0, 60.0)  # seconds
MOST_BLANK = 0.5  # of the video, in which nothing of a lesson is seen
# Seconds in all that a line of a derivation is seen: less is no time to read the shortest.
READ = 0.75
SUMMARY, LEAST_OF_SUMMARY = 1.2, 0.025  # seconds, and the part of a short video, that the summary's texts are seen
LONGEST_END = 2.5  # seconds without a text, at the end: more than it takes to fade out
STANDS = 3.0  # seconds after which a viewer wonders why the picture of the trace stands still
LEAPS = 3  # pictures of a trace, at most, in which nothing moves while it is played: it leaps from one to the next
MOST_IDLE = 3  # phases in which nothing happens: a summary may be what stands there
LEAST_HEIGHT = 240  # of a picture in which formulas can be read, in pixels
UNCOVERED = 0.8  # of a curve, where a shape lies on it
CUT = 0.1  # how far a line of the derivation leaves the frame, at most: half a letter
SMALLER = 0.85  # times the smallest font size that is read at 480p: a viewer may have a larger picture
DERIVATIVE = re.compile(
    r"['′’]|\\prime|D(?:\\[bB]ig+l?)?\[|\\[dtc]?fracd|d[yf]?/dx|[dD][yf](\(x\))?(=|\\over)|D_?x|\\dot|\\partial|\\lim"
    r"|[\w.]\+(?:h|\\?[dDδΔ](?:elta)?x)(?![a-z])|(?<![A-Za-z])D(?:\(|[a-z](?![a-z]))"  # a difference quotient; D(uv)
    r"|(?i:derivative(of|is|:).*[x0-9])"
)
"""What a line that says something of the derivative has in it, when what it is set in is left out."""
# What such a line says nothing with: names of functions, dots.
_HOLLOW = re.compile(r"\\[dtc]?fracd[fy]?dx|[fy]['′’]*(?:\(x\))?|\\prime|\\[clv]?dots|_")
# The value at a point, f'(2) = 2 \cdot 2 = 4, is worked out of what was derived.
_WORD = r"\\(?!lim)[a-z]+(?![a-z])"
_PLACE = rf"(?:(?![xhtu])([a-z])|(?![a-z]\))(?:{_WORD}|[^xhtu\\])+)"  # f'(q) = 3q^2 is of any place, f'(c) = 0 of one
_VALUE = re.compile(rf"(?:[fy]['′’]\({_PLACE}\)|m)(?:=|≈|\\approx)(?:{_WORD}|(?!\1)[^xhtuΔ'′’\\])*")
_PLACEHOLDER = re.compile(r"\b(?:TODO|FIXME|TBD)\b|\?\?\?")
_OPEN = re.compile(r"=(?:\\q?quad)*(?:,|$)")  # an equation without its other side
_BLANK = re.compile(r"\\[hv]?phantom *\{(?:[^{}]|\{[^{}]*\})*\}")
_SET_IN = re.compile(r"\\(mathrm|text|operatorname|left|right|displaystyle|[,;:! ])|[{}\s]")


def check(showing: Showing, curves: Curves) -> Iterator[Found]:
    """Yield what is wrong with the phases."""
    yield from _times(showing)
    yield from _purposes(showing, curves)
    if showing.strict and not showing.lesson:
        yield Found("drawn.gone", "the two axes are not there at the end of each phase", "let them stand")
    if showing.lesson:
        yield from _leftover(showing)
        yield from _stays(showing, curves)
    if showing.lesson and showing.of_dataset:
        yield from _unchanged(showing)


def _times(showing: Showing) -> Iterator[Found]:
    evidence = showing.evidence
    times = pairwise((*evidence.section_times, evidence.seconds))
    for name, (start, end) in zip(evidence.sections, times, strict=False):
        limits = {"drawn.phases": (SHORTEST_OF_LESSON.get(name, 1.0) if showing.strict else SHORTEST, math.inf)}
        if showing.of_dataset:
            limits["drawn.time"] = PACE.get(name, (1.0, 4.0))
        for rule, (least, most) in limits.items() if name in PHASES else ():
            if not least - 1e-6 <= end - start <= most + 1e-6:
                text = f"the phase {name} lasts {max(0.0, end - start):.2g} s"
                yield Found(rule, text, f"give it {least:g} to {most:g} s")
    if showing.lesson and not LESSON[0] <= evidence.seconds <= LESSON[1]:
        yield Found("drawn.time", f"the lesson lasts {evidence.seconds:.3g} s", "a lesson lasts 35 to 60 s")
    shown = sum(moment.seconds for moment in showing.moments if any(moment.of("text", "graph", "axes")))
    if evidence.seconds - shown > MOST_BLANK * evidence.seconds:
        text = f"the screen is empty for {evidence.seconds - shown:.3g} of {evidence.seconds:.3g} s"
        yield Found("drawn.gone", text, "let the lesson stand while it waits")
    silent = takewhile(lambda moment: not any(moment.of("text")), reversed(showing.moments))
    if (ending := sum(moment.seconds for moment in silent)) >= LONGEST_END:
        yield Found("drawn.gone", f"the last {ending:.3g} s show no text", "let the summary stand to the end")


def _purposes(showing: Showing, curves: Curves) -> Iterator[Found]:
    """Look for what each phase is for, at its end at the latest."""
    seen = {item.id for moment in showing.during("title") for item in moment.of("text") if _is_large(item)}
    if "title" in showing.ends and not any(showing.seconds_seen[each] >= LONG_ENOUGH for each in seen):
        yield Found("drawn.phases", "no text is seen in the phase title", "show what the lesson is about")
    closing = [item.id for item in showing.new_in("summary").values() if item.kind == "text"]
    least = min(SUMMARY, LEAST_OF_SUMMARY * showing.evidence.seconds)
    if closing and max(showing.seconds_seen[each] for each in closing) < least:
        text = "the summary is gone before anybody can read it"
        yield Found("drawn.phases", text, "let it stand for a few seconds")
    drawn = (any(moment.of("axes", "grid", "line")) for moment in showing.during("axes", "function"))
    if "axes" in showing.ends and not any(drawn):
        yield Found("drawn.phases", "no axes are seen in the phase axes", "draw them there")
    for phase, name in (("function", "f"), ("derivative", "f'")):
        # Others may clear the screen before the phase is over.
        plays = [moment for moment in showing.plays if moment.section == phase][-1 if showing.strict else 0 :]
        showed = [moment for moment in plays if _shows(moment, name, curves)]
        if plays and not showed:
            yield Found("drawn.phases", f"no curve shows {name} at the end of the phase {phase}", f"plot {name} there")
        elif showed and not _stands(showed[0], name, showing, curves):
            text = f"the curve of {name} is gone before anybody has seen it in the phase {phase}"
            yield Found("drawn.phases", text, "let it stand")
    for end in showing.during("derivative")[-1:]:
        for panel in end.panels:
            others = [each.box for each in end.panels if each is not panel]
            alone = bool(others) and not any(_meet(panel.box, box) for box in others)
            if alone and not any(_meet(graph.box or FRAME, panel.box) for graph in end.of("graph")):
                text = "a pair of axes is empty at the end of the phase derivative"
                yield end.found("drawn.phases", text, "draw the derivative on the axes that are made for it")
    for phase, kinds in (("tangent", ("graph",)), ("trace", ("graph", "dot", "line"))):
        if phase in showing.ends and not any(any(moment.of(*kinds)) for moment in showing.during(phase)):
            text = f"no graph is seen in the phase {phase}"
            yield Found("drawn.phases", text, "leave it in the picture")
    trace = showing.during("trace")
    last = [] if showing.strict else showing.during("tangent")[-1:]  # others may take away what was there
    pictures = {frozenset(map(id, moment.items)) for moment in (*last, *trace)}
    stands = sum(moment.seconds for moment in trace)
    looks = [(m.snapshot.play, frozenset(id(item) for item in m.items if item.kind != "text")) for m in trace]
    moves = any(play == same and a != b for (play, a), (same, b) in pairwise(looks))
    leaps = len({look for _, look in looks})
    if (len(trace) > 1 and len(pictures) == 1) or (stands >= STANDS and not moves and leaps <= LEAPS):
        yield Found("drawn.phases", "nothing moves in the phase trace", "let the point run along the graph")
    if len(idle := _idle(showing)) > MOST_IDLE:
        text = f"nothing happens in the phases {', '.join(idle)}"
        yield Found("drawn.phases", text, "show in each phase what it is for")
    steps = derivation(showing)
    lines = [item.text.strip() for item in steps]
    if len(lines) > 2 and _says(lines[0], "f'", "y'") and _says(lines[-1], "f", "y"):
        text = "the derivation ends with the function, and begins with what comes of it"
        yield Found("drawn.derivation", text, "begin with the function, and end with its derivative")
    if any(map(_derives, steps)) and not any(_is_about(showing, item) for item in steps):
        text = "the derivation is of another function"
        yield Found("drawn.derivation", text, "show how the derivative of this one comes about")
    if rule := _not_called_for(showing):
        text = f"the derivation names the {rule} rule, and no other that the function calls for"
        yield Found("drawn.derivation", text, "name the rule that is used")
    known = {(item.id, item.text) for moment in showing.during(*PHASES[:3]) for item in moment.of("text")}
    texts = [item for moment in showing.during("derivation") for item in moment.of("text")]
    shown = {(item.id, item.text) for item in texts if item.text and _is_large(item)}
    if "derivation" in showing.ends and shown <= known:
        text = "nothing that can be read comes in the phase derivation"
        yield Found("drawn.phases", text, "write there how the derivative comes about")
    if any(_PLACEHOLDER.search(item.text) for item in texts) or (len(lines) > 2 and len(set(map(plain, lines))) == 1):
        text = "the derivation has a placeholder, or is one line again and again"
        yield Found("drawn.derivation", text, "show how the derivative comes about")
    if 0 < showing.evidence.height < LEAST_HEIGHT:
        text = f"nobody can read the derivation in a picture that is {showing.evidence.height} pixels high"
        yield Found("drawn.derivation", text, f"leave config.pixel_height to Manim, or set {LEAST_HEIGHT} at least")
    before = {item.id for moment in showing.during("title", "axes", "function") for item in moment.items}
    there = (item for moment in showing.during("derivation") for item in moment.snapshot.items if item.opacity > SEEN)
    new = {item.id for item in there if item.kind == "text" and "=" in item.text} - before
    read = {item.id for moment in showing.stills for item in clear(moment)}
    read = {each for each in new & read if showing.seconds_seen[each] >= READ}
    if len(new) > 1 and 2 * len(read) < len(new):
        text = "most lines of the derivation are not seen long enough to be read, or lie on one another"
        yield Found("drawn.derivation", text, "let them stand, below one another, or take one away before the next")
    # Of the texts that can be read, and the statements that are put together of several.
    lines_at = [
        (moment.section, moment.seconds, {item.id for item in (*clear(moment), *joined([moment])[0]) if _derives(item)})
        for moment in showing.during("derivation", "tangent", "trace", "derivative", "summary")
    ]
    came = set[int]().union(*(ids for section, _, ids in lines_at if section == "derivation"))
    if max((sum(seconds for _, seconds, ids in lines_at if each in ids) for each in came), default=0.0) < READ:
        text = "no line of a derivation is seen, large enough and for long enough to be read"
        yield Found("drawn.derivation", text, "show how the derivative comes about")


def _says(line: str, *names: str) -> bool:
    """Tell whether a line is an equation that says what a function of one of some names is, as a formula in x."""
    said = only(line.strip("$"))
    return bool(said and len(said.sides) == 2 and names_function(said.sides[0], *names) and said.sides[1].has(X))


def _is_about(showing: Showing, text: Item) -> bool:
    """Tell whether a text has a letter, be it of f or of a general rule, is of a part of f, or may say anything."""
    said = read(as_latex(Line(text.text, 0, text.mode)))
    own = {*parts(showing.expression), derivative(showing.expression)} - {X}
    f = showing.expression
    of_own = [part for part in own if part == f or (part.args and not part.is_Pow and varies(part))]
    for side in (side for each in said if not isinstance(each, str) for side in each.sides):
        inner = {side, *(prime.args[0] for prime in side.atoms(Prime))}
        if letters_in(side) - STEPS or inner & own or any(side.has(part) for part in of_own):
            return True
    return any(isinstance(each, str) for each in said)


def _not_called_for(showing: Showing) -> str:
    """Tell which rule the derivation names, if f calls for none that it names, as f or any formula equal to f is."""
    texts = {item.id: item for moment in showing.during("derivation") for item in moment.of("text")}.values()
    lines = [Line(text.text, 0, text.mode) for text in texts]
    named = {rule for line in lines if (rule := rule_named(line.text)) and rule in RULE_NAMES}
    if not named or named - {"product", "quotient"}:
        return ""
    sides = {side for line in lines for said in statements(line) for side in said.sides if side.has(X)}
    own = [side for side in sides if not has_names(side) and is_same(side, showing.expression)]
    forms = [showing.expression, *own]
    return min(named) if named.isdisjoint(rules_for(forms)) else ""


def _idle(showing: Showing) -> list[str]:
    """List the phases in which the picture stays as it was."""
    looks = [(moment.section, frozenset(map(id, moment.items))) for moment in showing.moments]
    busy = {section for (_, before), (section, now) in pairwise([("", frozenset()), *looks]) if now != before}
    return [phase for phase in PHASES if phase in dict(looks) and phase not in busy]


def _is_large(text: Item) -> bool:
    return text.size is None or text.size >= SMALLER * SMALLEST


def _derives(text: Item) -> bool:
    """Tell whether a text is a line of a derivation that can be read."""
    bare = _SET_IN.sub("", _BLANK.sub("", text.text))
    inside = text.box is None or outside(text.box, FRAME) <= CUT
    says_more = re.search(r"\w", _HOLLOW.sub("", bare)) and not _VALUE.fullmatch(bare) and not _OPEN.search(bare)
    return bool(DERIVATIVE.search(bare) and says_more) and _is_large(text) and inside


def _shows(moment: Moment, name: str, curves: Curves) -> bool:
    drawn = [each for each in moment.snapshot.shown() if each.item.kind == "graph"]
    own = [each for each in drawn if name in curves.roles(each.item, moment)]
    # Of copies that lie on each other nobody sees which is which; a curve along an axis is hardly seen, and is there.
    shapes = [item.box for item in moment.snapshot.items if item.kind == "shape" and item.box and not is_small(item)]
    covered = len(own) == 1 and any(_meet(own[0].item.box or FRAME, box) for box in shapes)
    return any(each.seen >= (UNCOVERED if covered else SHARE["graph"]) * each.ink for each in own)


def _stands(first: Moment, name: str, showing: Showing, curves: Curves) -> bool:
    """Tell whether a function that has a curve at a moment has one for long enough, from then on."""
    seconds = first.seconds
    for moment in showing.moments[showing.moments.index(first) + 1 :]:
        if seconds >= LONG_ENOUGH:
            break
        seconds += moment.seconds if _shows(moment, name, curves) else 0.0
    return seconds >= LONG_ENOUGH


def _meet(one: Box, two: Box) -> bool:
    return all(one[i] < two[i + 2] and two[i] < one[i + 2] for i in (0, 1))


def _leftover(showing: Showing) -> Iterator[Found]:
    """What came with the tangent is gone when the derivative stands, the derivation's lines but the last in the end."""
    for came, gone in (("tangent", "derivative"), ("derivation", "summary")):
        own, moment = showing.new_in(came), showing.ends[gone]
        if came == "derivation" and own:
            own.popitem()  # the result may move into the summary
        for item in moment.of("text", "line", "dot", "graph"):
            if item.id in own:
                yield moment.found("drawn.leftover", f"{thing(item)} of the {came} is still there", "fade it out", item)


def _stays(showing: Showing, curves: Curves) -> Iterator[Found]:
    """Look for what is missing later on: the title, the curves, the lines of the derivation."""
    # Of the derivation those of its last page; `words` sees to it that the others stay until it is turned.
    lines = {item.id for item in derivation(showing)} & {item.id for item in showing.ends["derivation"].items}
    titles = {item.id for item in starting(showing.ends["title"], "f(x)=")}
    for number, phase in enumerate(PHASES):
        moment = showing.ends[phase]
        texts = {item.id for item in moment.of("text")}
        for what, first, end, there in (
            ("the title", 0, 8, bool(titles & texts)),
            ("the graph of f", 2, 8, _shows(moment, "f", curves)),
            ("a line of the derivation", 3, 7, lines <= texts),
            ("the graph of f'", 6, 8, _shows(moment, "f'", curves)),
        ):
            if first < number < end and not there:
                yield moment.found("drawn.gone", f"{what} is not there any more", "let it stand")


def _unchanged(showing: Showing) -> Iterator[Found]:
    """Look for what a phase has shown and the next one moves, recolours, dims or takes away, be it for a moment."""
    moving, lines = showing.new_in("tangent", "trace"), showing.new_in("derivation")
    for phase, following in pairwise(PHASES[1:]):
        over = moving | lines if following == "summary" else moving
        own = [item for item in showing.ends[phase].snapshot.items if item.id not in over]
        for moment in showing.during(following):
            same = set(map(id, moment.snapshot.items))  # what does not change is the same item at every moment
            for item in own:
                if id(item) not in same:
                    yield moment.found("drawn.gone", f"{thing(item)} is not as it was", "let it stand", item)
