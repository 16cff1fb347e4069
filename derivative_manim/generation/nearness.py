"""How near a function is to what a model is trained on: the nearest training function, and how far it is.

The distance of two functions is the number of tokens (names, numbers, operators, brackets) of the one's text that have
to be put in, left out or replaced to get the other's, divided by the length of the longer: 0 is the same text, 1 is
nothing in common. `sin(3*x)` is one token of six from `sin(2*x)`, so its novelty is 0.167.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

_TOKEN = re.compile(r"[A-Za-z]+|\d+|\*\*|\S")


def nearest(
    functions: Mapping[str, str], train: set[str], asked: Iterable[str] | None = None
) -> dict[str, tuple[str, float]]:
    """The nearest training function of each function, and the distance rounded to three digits.

    Args:
        functions: identifier -> text, in the order in which the first of several that are equally near is taken.
        train: the identifiers of the training functions; of one of them, it is another that is looked for.
        asked: the identifiers of those to look for; None: all.
    """
    tokens = {name: _TOKEN.findall(text) for name, text in functions.items()}
    numbered = {name: _numbered(listed) for name, listed in tokens.items()}
    candidates = [name for name in functions if name in train]
    found = {}
    for name in tokens if asked is None else asked:
        own = tokens[name]
        best, least = "", 2.0
        for other in candidates:
            if other == name:
                continue
            length = max(len(own), len(tokens[other]))
            # At least so many tokens of the longer are not in the other.
            if (length - len(numbered[name] & numbered[other])) / length < least:
                distance = edits(own, tokens[other]) / length
                best, least = (other, distance) if distance < least else (best, least)
        found[name] = (best, round(least, 3))
    return found


def _numbered(tokens: list[str]) -> set[tuple[str, int]]:
    """Each token with how often it stood before: what two sets share is what the lists share, repetitions too."""
    seen: Counter[str] = Counter()
    numbered = set()
    for token in tokens:
        numbered.add((token, seen[token]))
        seen[token] += 1
    return numbered


def edits(first: list[str], second: list[str]) -> int:
    """How many tokens have to be put in, left out or replaced (Levenshtein's distance)."""
    row = list(range(len(second) + 1))
    for i, token in enumerate(first, start=1):
        diagonal, row[0] = row[0], i
        for j, other in enumerate(second, start=1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (token != other))
    return row[-1]
