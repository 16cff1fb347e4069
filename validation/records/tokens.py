"""Text as tokens, and how much two token sequences share."""

import re
from collections.abc import Iterable, Sequence

TOKEN = re.compile(r"\\?[A-Za-z_]\w*|\d+(?:\.\d+)?|\*\*|\S")
"""A name or LaTeX command, a number, the sign of a power, or any other sign."""


def tokens(text: str) -> list[str]:
    """Split a text into names, LaTeX commands, numbers and signs."""
    return TOKEN.findall(text)


def shingles(parts: Iterable[Sequence[str]], length: int) -> frozenset[int]:
    """Return the runs of tokens in texts, as hashes.

    Args:
        parts: the tokens of each text; no run goes over the end of one.
        length: how many tokens a run has; a shorter text is one run.

    Returns:
        The different runs (the hashes differ from process to process, and are compared within one only).
    """
    return frozenset(
        hash(tuple(part[start : start + length])) for part in parts for start in range(max(1, len(part) - length + 1))
    )
