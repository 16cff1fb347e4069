r"""The words of a lesson: the title, the lines of the derivation one after another, and the summary in its box."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from ..run.evidence import Box, Item
from . import boxes
from .names import plain, thing
from .showing import Found, Moment, Showing

RULES = {
    "drawn.title": "the title of a lesson shows the function, and nothing else is in its phase",
    "drawn.words": "the derivation of a lesson shows its lines in turn, with a rule named and its letters given",
    "drawn.summary": "the summary of a lesson shows f and f' together in a box",
}

# Rules as a derivation states them in general (spaces left out), and the letters of each that belong to the function.
LETTERS = {
    "(uv)'": ("u", "v"),
    r"\left(\frac{u}{v}\right)'": ("u", "v"),
    r"\left(\frac{1}{v}\right)'": ("v",),
    "(g(u))'": ("u", "g(u)"),
}
PARTS = ("outer", "inner")  # what is followed by a colon and names no rule
ROOM = 0.02  # a box that is drawn tightly may touch what is in it
ALONE = 2.0  # seconds from a line to the next: 1.5 to read it, and half a second in which it is still being filled
OR = "or"  # what stands between two conditions


def derivation(showing: Showing) -> list[Item]:
    """List the lines of the derivation, in the order in which they come."""
    return [item for item in showing.new_in("derivation").values() if item.kind == "text"]


def check(showing: Showing) -> Iterator[Found]:
    """Yield what is wrong with the words of a lesson."""
    if not (showing.strict and showing.complete):
        return
    title = showing.ends["title"]
    if not starting(title, "f(x)="):
        yield Found("drawn.title", f"no text begins with f(x) = {title}", "show the function in the title")
    lines = derivation(showing)
    yield from _derivation(showing, lines)
    yield from _rules([line.text for line in lines])
    yield from _summary(showing.ends["summary"])


def starting(moment: Moment, words: str) -> list[Item]:
    """List the texts that begin with some words."""
    return [item for item in moment.of("text") if plain(item.text).startswith(words)]


def _derivation(showing: Showing, lines: Sequence[Item]) -> Iterator[Found]:
    """Look at each line: it comes when the one before it has been read, below it or on a new page, and it stays."""
    moments = showing.during("derivation")
    last = showing.ends["derivation"]
    if len(lines) < 3:
        yield Found("drawn.words", f"the derivation has {len(lines)} lines {last}", "show it step by step")
    whole = {line.id: _moments(moments, line) for line in lines}
    pages = Counter(shown[-1].snapshot.time for shown in whole.values() if shown)
    before: Item | None = None
    for line in lines:
        shown = whole[line.id]
        if not shown or not (last.snapshot.time == shown[-1].snapshot.time or pages[shown[-1].snapshot.time] > 1):
            yield Found("drawn.words", f"{thing(line)} is not on screen {last}", "show each line to the end")
            continue
        if before:
            first = next(moment for moment in moments if line.id in {item.id for item in moment.items})
            read = first.snapshot.time - whole[before.id][0].snapshot.time
            if read < ALONE:
                text = f"{thing(line)} comes {read:.2g} s after the line before it {first}"
                yield Found("drawn.words", text, "let the lines appear in turn, with time to read them")
            same_page = shown[-1].snapshot.time == whole[before.id][-1].snapshot.time
            if same_page and _top(line) > _top(before):
                text = f"{thing(line)} stands above the line before it {first}"
                yield Found("drawn.words", text, "set the lines one below the other")
        before = line


def _moments(moments: Sequence[Moment], line: Item) -> list[Moment]:
    """List the moments at which all of a line is seen."""
    return [m for m in moments if any(item.id == line.id and item.whole and item.box for item in m.of("text"))]


def _top(line: Item) -> float:
    return line.box[3] if line.box else 0.0


def _rules(steps: Sequence[str]) -> Iterator[Found]:
    """A rule is named; where one is stated in letters, it is said what they are in this function."""
    named = [name for step in steps for name in re.findall(r"\\text\{([^}]*):\}", step)]
    if not set(named) - set(PARTS):
        hint = "name the rule that applies, as \\text{Chain rule:}"
        yield Found("drawn.words", "no line of the derivation names a rule", hint)
    for number, step in enumerate(steps, 1):
        words = [words for words in re.findall(r"\\text\{([^}]*)\}", step) if not words.endswith(":") and words.strip() != OR]
        if words:
            text = f"line {number} of the derivation has the words {words[0][:60]!r}, which name no rule and no part"
            yield Found("drawn.words", text, "write mathematics; the name of a rule ends with a colon")
        elif "=" not in step:
            yield Found("drawn.words", f"line {number} of the derivation says nothing of anything", "write an equation")
    lines = ["".join(re.sub(r"\\qq?uad|\\\\\[\d+ex\]|&", ";", step).split()) for step in steps]
    for number, line in enumerate(lines):
        for rule, letters in LETTERS.items():
            if rule not in line:
                continue
            later = ";".join(lines[number:])
            missing = [letter for letter in letters if not re.search(rf"(?<![A-Za-z(']){re.escape(letter)}=", later)]
            if missing:
                text = f"line {number + 1} of the derivation states {rule}, and none says what {missing[0]} is"
                yield Found("drawn.words", text, "give the parts of the function their names")


def _summary(moment: Moment) -> Iterator[Found]:
    """Look for a box with f and f' in it."""
    frames = [item.box for item in moment.of("shape") if item.box]
    texts = {name: starting(moment, f"{name}=") for name in ("f(x)", "f'(x)")}
    missing = [name for name, found in texts.items() if not found]
    if missing:
        text = f"no text begins with {missing[0]} = {moment}"
        yield Found("drawn.summary", text, "show f and f' together in the summary")
        return
    whole = [frame for frame in frames if all(any(_inside(item, frame) for item in found) for found in texts.values())]
    if not whole:
        yield Found("drawn.summary", f"f and f' are not in a box together {moment}", "draw a box around them")


def _inside(item: Item, frame: Box) -> bool:
    return item.box is not None and boxes.outside(item.box, frame) <= ROOM
