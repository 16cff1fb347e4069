"""Which example goes into which split: exact sizes, every level in every split, no family in two splits."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence, Set

# Held-out examples of each level; with 134, 135, 134 and 134 functions this leaves 418 for training.
HELD_OUT: Mapping[str, Mapping[str, int]] = {
    "test": {"foundation": 17, "conceptual": 18, "application": 17, "advanced": 17},
    "validation": {"foundation": 12, "conceptual": 13, "application": 12, "advanced": 13},
}


LARGEST = 6  # larger families are what a course drills: quadratics, multiples of ln x
TAUGHT = 3  # so many training functions need whatever a held-out function needs


def assign_splits(rows: Sequence[tuple[str, str, str]], facts: Mapping[str, Set[str]] | None = None) -> dict[str, str]:
    """Split for each id.

    Families (see `family.py`) are taken in the order of a hash of their name and go to the first held-out split that
    still has room for all of their members, level by level, if that leaves `TAUGHT` training functions for every fact
    that they need. The rest, and every family of more than `LARGEST`, is training data. Changing one function therefore
    moves few others.

    Args:
        rows: (id, level, family) of every example.
        facts: id -> the rules and lines of the table that its derivation needs.

    Returns:
        id -> "train", "validation" or "test".

    Raises:
        ValueError: the families are too coarse to fill a held-out split exactly.
    """
    groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for identifier, level, family in rows:
        groups[family].append((identifier, level))
    facts = facts or {}
    training = Counter(fact for identifier, _, _ in rows for fact in facts.get(identifier, ()))
    room = {split: Counter(sizes) for split, sizes in HELD_OUT.items()}
    result: dict[str, str] = {}
    for family in sorted(groups, key=lambda name: hashlib.sha256(f"split:{name}".encode()).hexdigest()):
        needed = Counter(level for _, level in groups[family])
        taken = Counter(fact for identifier, _ in groups[family] for fact in facts.get(identifier, ()))
        taught = len(groups[family]) <= LARGEST and all(training[fact] - n >= TAUGHT for fact, n in taken.items())
        split = next(
            (name for name, free in room.items() if taught and all(free[level] >= n for level, n in needed.items())),
            "train",
        )
        if split != "train":
            room[split] -= needed
            training -= taken
        for identifier, _ in groups[family]:
            result[identifier] = split
    missing = {split: dict(+free) for split, free in room.items() if +free}
    if missing:
        raise ValueError(f"the families leave room in held-out splits: {missing}; more small families are needed")
    return result
