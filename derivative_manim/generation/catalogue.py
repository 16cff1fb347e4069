"""The catalogue: the one file a person edits, its reading, and its checks.

`catalogue.csv` has one function a row, in curriculum order: `rank,function,topic`. Levels are cuts of the rank.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from derivative_manim.generation import tree as t
from derivative_manim.generation.domain import has_real_interval
from derivative_manim.generation.equality import POINTS, equal, value_at
from derivative_manim.generation.parse import FunctionSyntaxError, parse
from derivative_manim.generation.skeleton import skeleton

CATALOGUE = Path(__file__).with_name("catalogue.csv")
SIZE = 537
LEVELS = ("foundation", "conceptual", "application", "advanced")
LEVEL_ENDS = (134, 269, 403, 537)  # the release's cuts: last rank of each level
DRAFT_LEVEL_ENDS = (130, 287, 487, 537)  # those of the earlier draft
MIN_SKELETONS = 250
MAX_PER_SKELETON = 6
# Functions that the source documents place: first and last rank that suits both.
PLACED = {
    "x**2": (1, 130), "x**3": (1, 130), "2*x + 1": (1, 130), "3*x + 5": (1, 130),
    "sin(x)": (135, 269), "exp(x)": (135, 269), "log(x)": (135, 269),
    "x*sin(x)": (288, 403), "x**2/(x + 1)": (288, 403),
    "x**2*sin(x)": (270, 403), "exp(2*x)": (270, 403), "x/log(x)": (270, 403),
    "sin(x**2)": (404, 537), "exp(sin(x))": (404, 537), "sin(x)/(x**2 + 1)": (404, 537),
    "sin(x**2)*exp(x)": (488, 537),
}  # fmt: skip


class CatalogueError(ValueError):
    """The catalogue is malformed; `problems` lists everything that is wrong with it."""

    def __init__(self, problems: list[str]) -> None:
        """Join `problems` into one message."""
        self.problems = problems
        super().__init__("\n".join(problems))


@dataclass(frozen=True)
class Entry:
    """One row: its rank from 1, the function as text and as a tree, and the topic it is taught under."""

    rank: int
    text: str
    function: t.Tree
    topic: str

    @property
    def level(self) -> str:
        """The release's level."""
        return level_of(self.rank, LEVEL_ENDS)


def level_of(rank: int, ends: tuple[int, ...]) -> str:
    """The level of `rank`, given the last rank of each level."""
    return next(level for level, end in zip(LEVELS, ends, strict=True) if rank <= end)


def read_catalogue(path: Path = CATALOGUE) -> list[Entry]:
    """Read the rows of `path`.

    Raises:
        CatalogueError: a row cannot be read, or a rank is not the next one.
    """
    problems: list[str] = []
    entries: list[Entry] = []
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if reader.fieldnames != ["rank", "function", "topic"]:
            raise CatalogueError([f"{path.name}: the first line must be rank,function,topic"])
        for expected, row in enumerate(reader, start=1):
            where = f"{path.name}:{reader.line_num}"
            text, rank = (row["function"] or "").strip(), (row["rank"] or "").strip()
            if rank != str(expected):
                problems.append(f"{where}: {text} has rank {rank}, but stands at place {expected}; write {expected}")
            try:
                entries.append(Entry(expected, text, parse(text), (row["topic"] or "").strip()))
            except FunctionSyntaxError as error:
                problems.append(f"{where}: {error}")
            if not row["topic"]:
                problems.append(f"{where}: {text} has no topic")
    if problems:
        raise CatalogueError(problems)
    return entries


def check_catalogue(entries: list[Entry]) -> list[str]:
    """Everything that is wrong with the catalogue as a whole, one sentence a problem."""
    problems: list[str] = []
    if len(entries) != SIZE:
        problems.append(f"the catalogue has {len(entries)} functions, not {SIZE}")
    problems += [
        f"rank {entry.rank}: {entry.text} is real on no interval between -1000 and 1000"
        for entry in entries
        if not has_real_interval(entry.function)
    ]
    problems += _duplicates(entries)
    problems += _misplaced(entries)
    problems += _skeleton_problems(entries)
    return problems


def _duplicates(entries: list[Entry]) -> list[str]:
    """Pairs that are equal wherever both are real, found by their values and confirmed by `equal`."""
    buckets: dict[tuple[str, ...], list[Entry]] = defaultdict(list)
    for entry in entries:
        values = [value_at(entry.function, point) for point in POINTS]
        buckets[tuple("" if v is None else f"{float(v):.12e}" for v in values)].append(entry)
    return [
        f"rank {second.rank}: {second.text} is equal to {first.text} of rank {first.rank}; "
        "each function may appear once"
        for bucket in buckets.values()
        for first, second in combinations(bucket, 2)
        if equal(first.function, second.function)
    ]


def _misplaced(entries: list[Entry]) -> list[str]:
    ranks = {entry.text: entry.rank for entry in entries}
    problems = []
    for text, (first, last) in PLACED.items():
        if text not in ranks:
            problems.append(f"{text} is missing; it belongs to ranks {first}-{last}")
        elif not first <= ranks[text] <= last:
            problems.append(f"rank {ranks[text]}: {text} belongs to ranks {first}-{last}")
    return problems


def _skeleton_problems(entries: list[Entry]) -> list[str]:
    groups: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[skeleton(entry.function)].append(entry)
    problems = [
        f"{len(group)} functions have the skeleton {name} (ranks {', '.join(str(e.rank) for e in group)}); "
        f"at most {MAX_PER_SKELETON} may"
        for name, group in groups.items()
        if len(group) > MAX_PER_SKELETON
    ]
    if len(groups) < MIN_SKELETONS:
        problems.append(f"the catalogue has {len(groups)} skeletons; at least {MIN_SKELETONS} are needed")
    return problems
