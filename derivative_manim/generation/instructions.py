"""The seven wordings of the instruction and how often each is used."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

WORDINGS = {
    1: "Build an animated derivative visualization for: f(x) = {}",
    2: "Produce a derivative visualization animation for: f(x) = {}",
    3: "Construct Manim code that illustrates the derivative of {}",
    4: "Create an animation showing the derivative of: f(x) = {}",
    5: "Develop code to animate the derivative of {}",
    6: "Generate Manim animation code for the derivative of: {}",
    7: "Design a visual representation of the derivative for {}",
}
TRAIN_COUNTS = {1: 72, 2: 67, 3: 64, 4: 63, 5: 51, 6: 50, 7: 51}
STANDARD = 1


def instruction(wording: int, function: str) -> str:
    """The instruction for `function` (as text) in one of the seven wordings."""
    return WORDINGS[wording].format(function)


def assign_wordings(ids: Sequence[str], split: str) -> dict[str, int]:
    """Wording for each id of one split: the exact counts in train, as even as possible elsewhere.

    The ids are shuffled by a hash, so that wording is independent of rank and level.
    """
    if split == "train":
        counts = TRAIN_COUNTS
        if len(ids) != sum(counts.values()):
            raise ValueError(f"train has {len(ids)} examples, not {sum(counts.values())}")
    else:
        share, extra = divmod(len(ids), len(WORDINGS))
        counts = {wording: share + (wording <= extra) for wording in WORDINGS}
    slots = [wording for wording, count in counts.items() for _ in range(count)]
    shuffled = sorted(ids, key=lambda identifier: hashlib.sha256(f"wording:{identifier}".encode()).hexdigest())
    return dict(zip(shuffled, slots, strict=True))
