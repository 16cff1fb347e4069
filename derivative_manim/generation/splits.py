"""Which example goes into which split: exact sizes, every level in every split, no family in two splits."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

# Held-out examples of each level; with 134, 135, 134 and 134 functions this leaves 418 for training.
HELD_OUT: Mapping[str, Mapping[str, int]] = {
    "test": {"foundation": 17, "conceptual": 18, "application": 17, "advanced": 17},
    "validation": {"foundation": 12, "conceptual": 13, "application": 12, "advanced": 13},
}


def assign_splits(rows: Sequence[tuple[str, str, str]]) -> dict[str, str]:
    """Split for each id.

    Families (see `family.py`) are taken in the order of a hash of their name and go to the first held-out split that
    still has room for all of their members, level by level; the rest is training data. Changing one function
    therefore moves few others.

    Args:
        rows: (id, level, family) of every example.

    Returns:
        id -> "train", "validation" or "test".

    Raises:
        ValueError: the families are too coarse to fill a held-out split exactly.
    """
    groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for identifier, level, family in rows:
        groups[family].append((identifier, level))
    room = {split: Counter(sizes) for split, sizes in HELD_OUT.items()}
    result: dict[str, str] = {}
    for family in sorted(groups, key=lambda name: hashlib.sha256(f"split:{name}".encode()).hexdigest()):
        needed = Counter(level for _, level in groups[family])
        split = next(
            (name for name, free in room.items() if all(free[level] >= n for level, n in needed.items())),
            "train",
        )
        if split != "train":
            room[split] -= needed
        for identifier, _ in groups[family]:
            result[identifier] = split
    missing = {split: dict(+free) for split, free in room.items() if +free}
    if missing:
        raise ValueError(f"the families leave room in held-out splits: {missing}; more small families are needed")
    return result
