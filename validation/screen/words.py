"""The words of a lesson: the title, the lines of the derivation one after another, and the summary in its box."""

import re
from collections.abc import Iterator, Sequence

from ..run.evidence import Box, Evidence, Item, Snapshot
from ..scene_file import PHASES
from . import boxes, phases
from .names import moment, thing
from .phase_rules import Found

RULES = {
    "drawn.words": "the title shows f, the derivation its lines in turn, with a rule named and its letters given, "
    "the summary f and f' in a box"
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


def check(evidence: Evidence, steps: Sequence[str]) -> Iterator[Found]:
    """Yield what is wrong.

    Args:
        evidence: what the scene did.
        steps: the lines of the derivation, in order, as the record has them.
    """
    last = phases.ends(evidence)
    if len(last) < len(PHASES):
        return  # the phases are judged by another rule
    if not _starting(last["title"], "f(x)="):
        hint = "show the function in the title"
        yield "drawn.words", f"no text begins with f(x) = {moment(evidence, last['title'])}", hint
    yield from _derivation(evidence, steps)
    yield from _rules(steps)
    yield from _summary(last["summary"], evidence)


def _plain(text: str) -> str:
    return "".join(text.replace("&", "").split())


def _starting(snapshot: Snapshot, words: str) -> list[Item]:
    return [item for item in snapshot.of("text") if _plain(item.text).startswith(words)]


def _derivation(evidence: Evidence, steps: Sequence[str]) -> Iterator[Found]:
    """Look for each line: it comes with a play of its own, after those before it, and below them."""
    phase = [s for s in evidence.snapshots if s.moment == "end" and s.section == PHASES.index("derivation")]
    if not phase:
        return
    before = {item.id for s in evidence.snapshots if s.section < PHASES.index("derivation") for item in s.of("text")}
    last_play, last_top = 0, float("inf")
    for number, step in enumerate(steps, 1):
        shown = [
            (snapshot, item, item.box[3])
            for snapshot in phase
            for item in snapshot.of("text")
            if item.id not in before and item.box and _plain(item.text) == _plain(step)
        ]
        if not shown:
            when = moment(evidence, phase[-1])
            yield "drawn.words", f"line {number} of the derivation is not on screen {when}", "show it"
            return
        snapshot, item, top = shown[0]
        if snapshot.play <= last_play:
            hint = "let the lines appear in turn"
            when = moment(evidence, snapshot)
            yield "drawn.words", f"{thing(item)} does not come after the line before it {when}", hint
            return
        if top > last_top:
            hint = "set the lines one below the other"
            when = moment(evidence, snapshot)
            yield "drawn.words", f"{thing(item)} stands above the line before it {when}", hint
            return
        last_play, last_top = snapshot.play, top


def _rules(steps: Sequence[str]) -> Iterator[Found]:
    """A rule is named; where one is stated in letters, it is said what they are in this function."""
    named = [name for step in steps for name in re.findall(r"\\text\{([^}]*):\}", step)]
    if not set(named) - set(PARTS):
        yield (
            "drawn.words",
            "no line of the derivation names a rule",
            "name the rule that applies, as \\text{Chain rule:}",
        )
    for number, step in enumerate(steps, 1):
        words = [words for words in re.findall(r"\\text\{([^}]*)\}", step) if not words.endswith(":")]
        if words:
            text = f"line {number} of the derivation has the words {words[0][:60]!r}, which name no rule and no part"
            yield "drawn.words", text, "write mathematics; the name of a rule ends with a colon"
        elif "=" not in step:
            yield "drawn.words", f"line {number} of the derivation says nothing of anything", "write an equation"
    lines = [_plain(re.sub(r"\\qq?uad|\\\\\[\d+ex\]", ";", step)) for step in steps]
    for number, line in enumerate(lines):
        for rule, letters in LETTERS.items():
            if rule not in line:
                continue
            later = ";".join(lines[number:])
            missing = [letter for letter in letters if not re.search(rf"(?<![A-Za-z(']){re.escape(letter)}=", later)]
            if missing:
                hint = "give the parts of the function their names"
                text = f"line {number + 1} of the derivation states {rule}, and none says what {missing[0]} is"
                yield "drawn.words", text, hint


def _summary(snapshot: Snapshot, evidence: Evidence) -> Iterator[Found]:
    """Look for a box with f and f' in it."""
    when = moment(evidence, snapshot)
    frames = [item.box for item in snapshot.of("shape") if item.box]
    texts = {name: _starting(snapshot, f"{name}=") for name in ("f(x)", "f'(x)")}
    missing = [name for name, found in texts.items() if not found]
    if missing:
        yield "drawn.words", f"no text begins with {missing[0]} = {when}", "show f and f' together in the summary"
        return
    whole = [frame for frame in frames if all(any(_inside(item, frame) for item in found) for found in texts.values())]
    if not whole:
        yield "drawn.words", f"f and f' are not in a box together {when}", "draw a box around them"


def _inside(item: Item, frame: Box) -> bool:
    return item.box is not None and boxes.outside(item.box, frame) <= ROOM
