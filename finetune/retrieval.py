"""The training examples nearest to a function: for few-shot prompts, and for the row that copies one unchanged.

Near is near as text: the share of characters that two functions have in common, in order (RapidFuzz's normalised Indel
similarity of their SymPy texts, spaces taken out). Ties go to the lower rank. Only the function is looked at, never its
derivative or its scene: that is what one has who asks for a new lesson.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rapidfuzz.distance import Indel


def similarity(one: str, other: str) -> float:
    """How alike two functions are as text: 0 to 1."""
    return float(Indel.normalized_similarity(one.replace(" ", ""), other.replace(" ", "")))


def nearest(function: str, examples: Iterable[Mapping[str, Any]], count: int = 1) -> list[Mapping[str, Any]]:
    """Give the `count` examples whose functions are most like `function`, the nearest first.

    Args:
        function: as SymPy text.
        examples: rows with `function` and `rank`, of the training split.
        count: how many.
    """
    return sorted(examples, key=lambda example: (-similarity(function, example["function"]), example["rank"]))[:count]
