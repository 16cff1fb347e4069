"""The words of a lesson: the title, the lines of the derivation one after another, and the summary in its box."""

from collections.abc import Iterator, Sequence

from validation.drawn import phases
from validation.drawn.lesson import Found
from validation.execution.evidence import Evidence, Item, Snapshot
from validation.layout import boxes
from validation.layout.names import moment, thing
from validation.scene_file import PHASES

RULES = {"drawn.words": "the title shows f, the derivation its lines in turn and below each other, the summary f and f' in a box"}

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
            (snapshot, item)
            for snapshot in phase
            for item in snapshot.of("text")
            if item.id not in before and item.box and _plain(item.text) == _plain(step)
        ]
        if not shown:
            yield "drawn.words", f"line {number} of the derivation is not on screen {moment(evidence, phase[-1])}", "show it"
            return
        snapshot, item = shown[0]
        assert item.box is not None
        if snapshot.play <= last_play:
            hint = "let the lines appear in turn"
            yield "drawn.words", f"{thing(item)} does not come after the line before it {moment(evidence, snapshot)}", hint
            return
        if item.box[3] > last_top:
            hint = "set the lines one below the other"
            yield "drawn.words", f"{thing(item)} stands above the line before it {moment(evidence, snapshot)}", hint
            return
        last_play, last_top = snapshot.play, item.box[3]


def _summary(snapshot: Snapshot, evidence: Evidence) -> Iterator[Found]:
    """Look for a box with f and f' in it."""
    when = moment(evidence, snapshot)
    frames = [item.box for item in snapshot.of("shape") if item.box]
    texts = {name: _starting(snapshot, f"{name}=") for name in ("f(x)", "f'(x)")}
    missing = [name for name, found in texts.items() if not found]
    if missing:
        yield "drawn.words", f"no text begins with {missing[0]} = {when}", "show f and f' together in the summary"
        return
    whole = [
        frame
        for frame in frames
        if all(any(_inside(item, frame) for item in found) for found in texts.values())
    ]
    if not whole:
        yield "drawn.words", f"f and f' are not in a box together {when}", "draw a box around them"


def _inside(item: Item, frame: boxes.Box) -> bool:
    return item.box is not None and boxes.outside(item.box, frame) <= ROOM
