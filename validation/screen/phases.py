"""The phases: each takes time, shows what it is for, and what has come stays as long as it is needed."""

import re
from collections.abc import Iterator

from ..scene_file import PHASES
from .curves import Curves
from .names import plain, thing
from .showing import LONG_ENOUGH, Found, Moment, Showing
from .words import starting

RULES = {
    "drawn.phases": "each phase takes time on screen and shows what it is for",
    "drawn.derivation": "there is a derivation, and it can be seen: a line that says something of the derivative",
    "drawn.time": "a lesson has a pace: no phase in a blink, no wait without end",
    "drawn.leftover": "what a phase of a lesson was for is gone when it is over",
    "drawn.gone": "what a scene has shown is there to its end",
}

SHORTEST = 0.1  # seconds of a phase of any scene: one frame is 0.07
SHORTEST_OF_LESSON = {"trace": 3.0}  # 1 for the others
LONGEST_PLAY = 12.0
LESSON = (35.0, 60.0)  # seconds
BLANK = 2.0  # seconds of an empty screen at the end that are no longer a fade
DERIVATIVE = re.compile(
    r"'|\\prime|\\frac\{d|\\frac\{\\mathrm\{d\}|dy/dx|d/dx|D_\{?x|\\dot|\\partial|\\lim"
    r"|(?i:derivative (of|is)\b.*[x0-9])"
)
"""What a line that says something of the derivative has in it."""


def check(showing: Showing, curves: Curves) -> Iterator[Found]:
    """Yield what is wrong with the phases."""
    yield from _durations(showing)
    yield from _purposes(showing, curves)
    yield from _end(showing)
    if showing.strict and showing.complete:
        yield from _pace(showing)
        yield from _leftover(showing)
        yield from _stays(showing, curves)


def _durations(showing: Showing) -> Iterator[Found]:
    evidence = showing.evidence
    begins = [*evidence.section_times, evidence.seconds]
    for name, start, end in zip(evidence.sections, begins, begins[1:], strict=False):
        least = SHORTEST_OF_LESSON.get(name, 1.0) if showing.strict else SHORTEST
        if name in PHASES and end - start < least - 1e-6:
            text = f"the phase {name} lasts {max(0.0, end - start):.2g} s"
            yield Found("drawn.phases", text, f"give it {least:g} s at least")


def _purposes(showing: Showing, curves: Curves) -> Iterator[Found]:
    """Look for what each phase is for, at its end at the latest."""
    ends = showing.ends
    if "title" in ends:
        seen = [item for moment in showing.during("title") for item in moment.of("text")]
        if not any(showing.seconds_seen[item.id] >= LONG_ENOUGH for item in seen):
            yield Found("drawn.phases", "no text is seen in the phase title", "show what the lesson is about")
    if "axes" in ends:
        seen = [item for phase in ("axes", "function") for m in showing.during(phase) for item in m.items]
        if not any(item.kind in ("axes", "grid", "line") for item in seen):
            yield Found("drawn.phases", "no axes are seen in the phase axes", "draw them there")
    for phase, name in (("function", "f"), ("derivative", "f'")):
        if phase in ends and not _shows(ends[phase], name, curves):
            yield Found("drawn.phases", f"no curve shows {name} at the end of the phase {phase}", f"plot {name} there")
    lines = [
        item
        for phase in ("derivation", "tangent", "trace", "derivative", "summary")
        for moment in showing.during(phase)
        for item in moment.of("text")
        if DERIVATIVE.search(item.text) and len(plain(item.text)) > len("f'(x)")
    ]
    if not any(showing.seconds_seen[line.id] >= LONG_ENOUGH for line in lines):
        yield Found("drawn.derivation", "no line of a derivation is seen", "show how the derivative comes about")


def _shows(moment: Moment, name: str, curves: Curves) -> bool:
    return any(name in curves.roles(graph, moment) for graph in moment.of("graph"))


def _end(showing: Showing) -> Iterator[Found]:
    """Look at the last picture: something of the lesson must be in it, or have been until just now."""
    last = [moment for moment in showing.moments if moment.items]
    blank = showing.evidence.seconds - last[-1].snapshot.time if last else 0.0
    if blank > (0.0 if showing.strict else BLANK):
        yield Found("drawn.gone", f"the screen is empty for the last {blank:.3g} s", "let the summary stand")


def _pace(showing: Showing) -> Iterator[Found]:
    evidence = showing.evidence
    for number, (_, seconds) in enumerate(evidence.spans, 1):
        if seconds > LONGEST_PLAY:
            text = f"play {number} lasts {seconds:.3g} s"
            yield Found("drawn.time", text, f"{LONGEST_PLAY:g} s are the most in which something must happen")
    if not LESSON[0] <= evidence.seconds <= LESSON[1]:
        yield Found("drawn.time", f"the lesson lasts {evidence.seconds:.3g} s", "a lesson lasts 35 to 60 s")


def _leftover(showing: Showing) -> Iterator[Found]:
    """What came with the tangent is gone when the derivative stands, the derivation's lines but the last in the end."""
    for came, gone in (("tangent", "derivative"), ("derivation", "summary")):
        own = showing.new_in(came)
        if gone == "summary" and own:
            own.popitem()  # the result may move into the summary
        for item in showing.ends[gone].of("text", "line", "dot", "graph"):
            if item.id in own:
                text = f"{thing(item)} of the {came} is still there {showing.ends[gone]}"
                yield Found("drawn.leftover", text, "fade it out")


def _stays(showing: Showing, curves: Curves) -> Iterator[Found]:
    """Look for what is missing later on: the title, the axes, the curves, the lines of the derivation."""
    # Those of the last page; `words` sees to it that the others stay until it is turned.
    lines = {item.id for item in showing.ends["derivation"].of("text")} & showing.new_in("derivation").keys()
    titles = {item.id for item in starting(showing.ends["title"], "f(x)=")}
    for number, phase in enumerate(PHASES):
        moment = showing.ends[phase]
        wanted = {"the title": (0, 8, bool(titles & {item.id for item in moment.items}))}
        wanted["the axes"] = 1, 8, len(moment.panels) == 2
        wanted["the graph of f"] = 2, 8, _shows(moment, "f", curves)
        wanted["a line of the derivation"] = 3, 7, lines <= {item.id for item in moment.of("text")}
        wanted["the graph of f'"] = 6, 8, _shows(moment, "f'", curves)
        for what, (first, end, there) in wanted.items():
            if first < number < end and not there:
                yield Found("drawn.gone", f"{what} is not there any more {moment}", "let it stand")
