r"""The words on screen: what they say is true; a lesson has a title, its derivation line by line, and a summary.

`lines` knows what a line claims; here it is told which lines there are: those that were seen, in the order in which
they came, the derivation first.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any

import numpy as np

from ..formulas.equality import GENERAL, Comparer, points_in
from ..formulas.latex import OR
from ..problem import Problem
from ..run.evidence import Item
from .curves import Curves
from .layout import SEEN, crosses
from .lines import Lesson, Line
from .pieces import joined
from .showing import FRAME, NOTICED, Found, Moment, Showing, middle, outside, plain, thing

RULES = {
    "drawn.title": "the title of a lesson shows the function, and nothing else is in its phase",
    "drawn.words": "the derivation of a lesson shows its lines in turn, with a rule named and its letters given",
    "drawn.summary": "the summary of a lesson shows f and f' together in a box",
    "drawn.record": "the record's ranges are those of the axes, its steps the lines on screen, in their order",
}

SHORTEST = 3  # lines of a derivation
PARTS = ("outer", "inner")  # what is followed by a colon and names no rule
ROOM = 0.02  # a box that is drawn tightly may touch what is in it
ALONE = 2.0  # seconds from a line to the next: 1.5 to read it, and half a second in which it is still being filled
ASIDE = 0.05  # how far from the line above a line may begin
APART = (0.05, 0.6)  # between lines
UNEVEN = 0.05  # how much these distances may differ on one page
ALIKE = 1.03  # how much more than the other f or f' may be enlarged in the summary
MOST_LINES = 300
_ROW = re.compile(r"\\\\(\[1ex\])?(\\qquad)?")  # where a formula goes on in the next row


def derivation(showing: Showing) -> list[Item]:
    """List the lines of the derivation, in the order in which they come."""
    return [item for item in showing.new_in("derivation").values() if item.kind == "text"]


def starting(moment: Moment, words: str) -> list[Item]:
    """List the texts that begin with some words."""
    return [item for item in moment.of("text") if plain(item.text).startswith(words)]


def has_form(showing: Showing) -> bool:
    """Tell whether the words of a scene have the form of a lesson's, but for one thing at most."""
    lines = [plain(line.text) for line in derivation(showing)]
    title, summary = showing.ends["title"], showing.ends["summary"]
    signs = (
        any(starting(title, "f(x)=")),
        any(line.startswith("f(x)=") for line in lines[:1]),
        any(map(_named, lines)),
        len(lines) >= SHORTEST,
        any(line.startswith("f'(x)=") for line in lines[-1:]),
        not any(_summary(summary, [])),
    )
    return sum(signs) >= len(signs) - 1


def check(showing: Showing) -> Iterator[Found]:
    """Yield what is wrong with the words of a lesson."""
    if not showing.lesson:
        return
    title, lines = showing.ends["title"], derivation(showing)
    if not starting(title, "f(x)="):
        yield title.found("drawn.title", "no text begins with f(x) =", "show the function in the title")
    if showing.of_dataset and any(max(map(abs, middle(item))) > ROOM / 2 for item in title.of("text")):
        yield title.found("drawn.title", "the title is not in the middle of the picture", "leave it there while alone")
    below = showing.ends["axes"]
    if showing.of_dataset and any(_top(line) < below.panels[0].box[3] for line in starting(below, "f(x)=")):
        yield below.found("drawn.title", "the title is not above the axes", "move it to the top")
    yield from _in_turn(showing, lines)
    yield from _rules([line.text for line in lines])
    yield from _summary(showing.ends["summary"], [*starting(below, "f(x)="), *lines[-1:]] if showing.of_dataset else [])
    if showing.record:
        yield from _recorded(showing, lines, showing.record)


def _in_turn(showing: Showing, lines: Sequence[Item]) -> Iterator[Found]:
    """Look at each line: it comes when the one before it has been read, below it or on a new page, and it stays."""
    moments, last = showing.during("derivation"), showing.ends["derivation"]
    whole = {line.id: [m for m in moments if any(i.id == line.id and i.whole for i in m.of("text"))] for line in lines}
    left = {line: shown[-1].snapshot.time for line, shown in whole.items() if shown}
    pages = Counter(left.values())  # how many lines go together
    before: Item | None = None
    gaps: list[float] = []  # between the lines of the page
    for line in lines:
        if line.id not in left or (left[line.id] != last.snapshot.time and pages[left[line.id]] < 2):
            yield last.found("drawn.words", f"{thing(line)} is not on screen", "show each line to the end", line)
            continue
        if before:
            first = next(m for m in moments if line.id in {item.id for item in m.items})
            read = first.snapshot.time - whole[before.id][0].snapshot.time
            together = left[line.id] == left[before.id]
            below = not together or _top(line) <= _top(before)
            gaps = [*gaps, _gap(before, line)] if together else []
            even = max(gaps, default=0.0) - min(gaps, default=0.0) <= UNEVEN
            if together and showing.of_dataset and not (even and _aligned(before, line)):
                text = f"{thing(line)} is not just below the line before it, with even room between"
                yield first.found("drawn.words", text, "let lines begin below each other, evenly apart", line)
            if read < ALONE or not below:
                text = f"{thing(line)} does not come below the line before it, when that has been read ({read:.2g} s)"
                yield first.found("drawn.words", text, "let the lines appear in turn, with time to read them", line)
        before = line


def _aligned(above: Item, line: Item) -> bool:
    """Tell whether two lines begin, or have their middles, below each other, and do not touch."""
    (left, low, right, _), (start, _, end, high) = (item.box or FRAME for item in (above, line))
    beside = min(abs(left - start), abs(left + right - start - end) / 2)
    return beside <= ASIDE and APART[0] <= low - high <= APART[1]


def _gap(above: Item, line: Item) -> float:
    return (above.box or FRAME)[1] - _top(line)


def _top(line: Item) -> float:
    return (line.box or FRAME)[3]


def _named(line: str) -> set[str]:
    return set(re.findall(r"\\text\{([^}]*):\}", line)) - set(PARTS)


def _rules(steps: Sequence[str]) -> Iterator[Found]:
    """A rule is named, and each line is an equation of its own."""
    if not any(map(_named, steps)):
        hint = "name the rule that applies, as \\text{Chain rule:}"
        yield Found("drawn.words", "no line of the derivation names a rule", hint)
    for number, step in enumerate(steps, 1):
        words = {found.strip() for found in re.findall(r"\\text\{([^}]*)\}", step)} - OR
        if "=" not in step or not all(word.endswith(":") for word in words):
            text = f"line {number} of the derivation is no equation, or has words that name no rule and no part"
            yield Found("drawn.words", text, "write mathematics; the name of a rule ends with a colon")
    lines = ["".join(re.sub(r"\\qq?uad|\\\\\[\d+ex\]|&", ";", step).split()) for step in steps]
    for number, line in enumerate(lines):
        if line in lines[:number]:
            yield Found("drawn.words", f"line {number + 1} of the derivation repeats another", "leave it out")


def _summary(moment: Moment, before: Sequence[Item]) -> Iterator[Found]:
    """Look for a box with f and f' in it; where they were before, for one box of them alone, both enlarged alike."""
    words, boxes = ("f(x)=", "f'(x)="), []
    for frame in [item.box for item in moment.of("shape") if item.box]:
        texts = [item for item in moment.of("text") if item.box and outside(item.box, frame) <= ROOM]
        boxes += [sorted(texts, key=_top, reverse=True)] if texts else []
    said = [[_ROW.sub("", plain(item.text)) for item in texts] for texts in boxes]
    if before:
        right = len(boxes) == 1 and len(said[0]) == 2 and all(map(str.startswith, said[0], words))
        if right and not (APART[0] <= _gap(*boxes[0]) <= APART[1] and _alike(boxes[0], before)):
            text = "f and f' touch, or are far apart, or one of them has become smaller beside the other"
            yield moment.found("drawn.summary", text, "arrange them below each other, and scale them together")
    else:
        right = any(all(any(text.startswith(word) for text in texts) for word in words) for texts in said)
    if not right:
        text = "there is no box with a text that begins with f(x) = and one with f'(x) ="
        hint = "show f and f' together in the summary, f above f', with a box around them"
        yield moment.found("drawn.summary", text, hint)


def _alike(after: Sequence[Item], before: Sequence[Item]) -> bool:
    scales = [(now.size or 0.0) / (was.size or 1.0) for now, was in zip(after, before, strict=False)]
    return max(scales) <= ALIKE * min(scales)


def _recorded(showing: Showing, lines: Sequence[Item], record: Mapping[str, Any]) -> Iterator[Found]:
    """Compare the record of a lesson with the screen: the ranges of the axes, the lines of the derivation."""
    hint = "build the scene and its record together"
    upper, lower = (panel.axes for panel in showing.ends["axes"].panels)
    shown = {"x_range": upper.x_range, "y_range": upper.y_range, "dy_range": lower.y_range}
    for field, (low, high) in shown.items():
        said = record.get(field)
        # 5 * PI / 4 is typed, and multiplied out.
        if not isinstance(said, list) or not np.allclose(said[:2], (low, high), rtol=1e-9, atol=1e-9):
            text = f"the axes go from {low:g} to {high:g}, but {field} in the record is {said}"
            yield Found("drawn.record", text, hint)
    steps = [step["latex"] for step in record.get("steps", ())]
    for number, (line, step) in enumerate(zip_longest(lines, steps), 1):
        if line is None or line.text != step:
            text = f"step {number} on the screen is {thing(line) if line else 'nothing'}, the record has {step!r}"
            yield Found("drawn.record", text, hint, line.line if line else None)
            break


def claims(path: str, showing: Showing, curves: Curves) -> list[Problem]:
    """Give what is false, or cannot be read, of the texts that were seen.

    They are those that stand still long enough to be noticed; of a scene by others also those that hardly anybody sees,
    after a play, at the edge of the frame or behind something: nothing that is right counts for being there, but what
    is false does.
    """
    moments = [moment for moment in showing.stills if moment.seconds >= NOTICED / 3]
    every = ((m.items if showing.strict or not m.ends_play else m.snapshot.items) for m in moments)
    shown = dict.fromkeys(item for items in every for item in items if item.opacity > SEEN)
    struck = dict.fromkeys(text for m in showing.plays for text in m.of("text") if crosses(text, m))
    shown = {item: None for item in shown if showing.strict or not (item in struck or showing.is_readout(item))}
    lines = _lines(shown, moments)
    # Expressions are compared in the windows that were seen, and at general points.
    windows = list(dict.fromkeys(panel.axes.x_range for moment in showing.moments for panel in moment.panels))
    comparer = Comparer([*points_in(windows[:4], 10), *points_in(GENERAL, 5)])
    # What somebody added to a lesson's derivation is judged as in any other scene.
    strict = showing.of_dataset
    beside = Lesson(path, showing.expression, comparer, strict=strict, drawn=curves.drawn_over("f"))
    title = showing.during("title")
    found = list(beside.title(_lines([item for m in title for item in showing.noticed(m, "text")], title)))
    if not showing.lesson:
        return [*found, *beside.check(lines), *beside.crossed_out(_lines(struck))]
    lesson = Lesson(path, showing.expression, comparer, strict=True)
    steps = _lines(derivation(showing))
    found += [*lesson.check(steps), *(lesson.order() if len(steps) >= SHORTEST else ())]
    known = {problem.where for problem in found}
    others = beside.check([line for line in lines if line not in steps] if showing.of_dataset else [*steps, *lines])
    return [*found, *(problem for problem in others if problem.where not in known)]


def _lines(items: Iterable[Item], moments: Iterable[Moment] = ()) -> list[Line]:
    """Make lines of texts, and of statements that they are pieces of; a number is compared with its place elsewhere."""
    statements, pieces = joined(moments)
    texts = [*statements, *(item for item in items if (item.id, item.text) not in pieces)]
    known = [item for item in texts if item.kind == "text" and item.text and item.number is None]
    lines = list(dict.fromkeys(Line(item.text, item.line or 0, item.mode) for item in known))
    if len(lines) > MOST_LINES:
        raise ValueError(f"there are more than {MOST_LINES} texts")
    return lines
