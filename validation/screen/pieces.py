"""Statements that are put together of several texts: "f'(1) =" with a DecimalNumber beside it, "f'(x)", "=", "2x"."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import pairwise, takewhile

from ..run.evidence import Item
from .showing import FRAME, Moment, outside, plain

BESIDE = 0.4  # from one piece of a statement to the next, at most: Manim's own distance is 0.25
LEVEL = 0.05  # up or down from one to the next, where they do not overlap: an exponent
BELOW = 0.7  # from a line to the one that goes on
WITHIN_WORD = 0.12  # from one letter to the next
# A number by itself is the value at a place only if the label says at which: f'(x) = 2.31 may be of a moving point.
_COMMANDS = re.compile(r"\\(?:pi|[dt]?frac|sqrt|left|right)(?![a-z])")
_AT = re.compile(r"\([^()A-Za-z]+\)\}?(=|≈|\\approx)$")
_CALL = re.compile(r"[fy]'*\(-?[\d.]+\)")  # the label of a Variable, whose sign of equality is no part of its text
_COUNT = re.compile(r"(?i)\b(?:zeros|roots|points|extrema|period|degree)\b[^=]*:\s*$")
_RELATION = re.compile(r"[=<>≈]|\\(?:approx|to|leq?|geq?)(?![a-z])")
_WORDS = re.compile(r"\\(?:text|mathrm)|(?<![\\A-Za-z])[A-Za-z]{3,}")
_IN_X = re.compile(r"(?<![A-Za-z])x(?![A-Za-z])")
_GOES_ON = re.compile(r"(?:\\[a-z]+|\\[,;:! ]|\s|\{\})*[-+]")
_OPEN = re.compile(r"(=|≈|\\approx)$")


def joined(moments: Iterable[Moment]) -> tuple[list[Item], set[tuple[int, str]]]:
    """Give the statements as texts, each as it was last seen, and what they are made of, as (id, text)."""
    last: dict[int, list[Item]] = {}
    for moment in moments:
        texts = [item for item in moment.of("text") if item.text and item.box and item.owner is None]
        for label in texts:
            opens = _OPEN.search(_said(label)) or _CALL.fullmatch(_said(label)) or _COUNT.search(label.text)
            if label.number is None and opens:
                last[label.id] = _row(label, texts)
            elif "=" in label.text and label.mode == "math":
                first = [item for item in texts if not any(_follows(other, item) for other in texts)]
                last[label.id] = max(_chain(label, first, _goes_on), last.get(label.id, []), key=len)
    rows = [row for row in last.values() if len(row) > 1]
    return list(map(_text, rows)), {(item.id, item.text) for row in rows for item in row}


def _chain(begin: Item, texts: list[Item], goes_on: Callable[[Item, Item], bool]) -> list[Item]:
    """List a text, and of others that go on with what comes before them the nearest, one after the other."""
    row = [begin]
    while following := [item for item in texts if item not in row and goes_on(row[-1], item)]:
        row.append(min(following, key=lambda item: outside(item.box or FRAME, row[-1].box or FRAME)))
    return row


def _row(label: Item, texts: list[Item]) -> list[Item]:
    """List what makes a statement: a label, and what goes on at once; only the label if it says nothing."""
    after = _until_relation(_chain(label, texts, _follows))
    in_x = any(_IN_X.search(_inner(item)) for item in after) and not any(_WORDS.search(item.text) for item in after)
    said = _said(label)
    if after and after[0].number is not None and not in_x:
        whole = _CALL.fullmatch(said) or _AT.search(_COMMANDS.sub("", said)) or _COUNT.search(label.text)
        return [label, *after[:1]] if whole else [label]
    before = _until_relation(_chain(label, texts, lambda item, other: _follows(other, item)))
    row = [*(reversed(before) if _OPEN.match(said) else ()), label, *after]
    return row if after and len({item.mode in ("plain", "markup") for item in row}) == 1 else [label]


def _until_relation(row: list[Item]) -> list[Item]:
    """List what comes after the first of a row, up to a sign of equality."""
    return list(takewhile(lambda item: not _RELATION.search(item.text), row[1:]))


def _goes_on(item: Item, other: Item) -> bool:
    """Tell whether a formula begins with a sign, right below another."""
    (left, bottom, right, _), (start, _, end, high) = item.box or FRAME, other.box or FRAME
    below = -LEVEL <= bottom - high <= BELOW and start < right and left < end
    signed = _GOES_ON.match(other.text) and not _RELATION.search(other.text)
    return bool(below and other.mode == "math" and signed and _IN_X.search(other.text))


def _text(row: list[Item]) -> Item:
    """Make one text of a statement."""
    label, *rest = row
    if _COUNT.search(label.text):
        return replace(label, text=f"{label.text} {rest[0].text}")
    sign = "=" if _CALL.fullmatch(_said(label)) and rest[0].number is not None else ""
    text = f"{_inner(label)} {sign}"
    for before, item in pairwise(row):
        letters = len(item.text) == len(before.text) == 1 and item.mode in ("plain", "markup")
        close = letters and (item.box or FRAME)[0] - (before.box or FRAME)[2] <= WITHIN_WORD
        text += ("" if close else " ") + (f"^{{{_inner(item)}}}" if _is_raised(item, before) else _inner(item))
    return replace(label, text=text, mode="math" if label.mode == "tex" else label.mode)


def _said(item: Item) -> str:
    return plain(_inner(item))


def _inner(item: Item) -> str:
    """What a text says, without the signs that set it as mathematics."""
    return item.text.strip().strip("$") if item.mode == "tex" else item.text


def _follows(item: Item, other: Item) -> bool:
    """Tell whether a text goes on just to the right of another, at the height of which it stands."""
    (_, bottom, right, top), (left, low, _, high) = item.box or FRAME, other.box or FRAME
    return -0.05 <= left - right <= BESIDE and max(bottom, low) - min(top, high) <= LEVEL


def _is_raised(item: Item, before: Item) -> bool:
    """Tell an exponent, which begins above the middle of what it is at; a prime is none."""
    (_, low, _, high), (_, bottom, _, top) = item.box or FRAME, before.box or FRAME
    sign = re.fullmatch(r"['’′]+|\^.*|[-+=]", _inner(item))
    return not sign and low > (bottom + top) / 2 and high > top and before.text not in ("=", "-", "+")
