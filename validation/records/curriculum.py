"""The order of the examples and the figures that they are held to: ids, levels, splits, lengths, wordings."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import fmean

from ..problem import Problem
from ..release import LEVELS, Record, Release
from . import design
from .problems import listed, of_all, of_record, shown

RULES = {
    "dataset.ids": f"the records are the ranks 1 to {design.EXAMPLES_COUNT} in order, with ids such as dm-0001",
    "dataset.levels": "each record's level is the one that its rank falls in",
    "dataset.splits": "train, validation and test have 418, 50 and 69 examples, and every level is in every split",
    "dataset.description": "no two examples have the same description",
    "dataset.lengths": "every scene has 2,800 to 4,200 characters; the means are those of the design",
    "dataset.formulas": "every scene has 6 to 12 LaTeX expressions, about 8 on average",
    "dataset.animations": "every scene has 8 to 18 calls of play and wait",
    "dataset.wordings": "the wordings are used in train as often as the design says, elsewhere evenly",
    "dataset.complexity": "the mean complexity grows from level to level",
}

_LIMITS = {
    "chars": ("dataset.lengths", "characters", design.CHARS_RANGE),
    "latex_expressions": ("dataset.formulas", "LaTeX expressions", design.LATEX_RANGE),
    "animations": ("dataset.animations", "calls of play and wait", design.ANIMATIONS_RANGE),
}


def check(release: Release) -> Iterator[Problem]:
    """Yield what is wrong with order and figures; that each is its scene's is checked as the scene runs."""
    records = release.records
    if len(records) != design.EXAMPLES_COUNT:
        yield of_all("dataset.ids", f"there are {len(records)} records, not {design.EXAMPLES_COUNT}")
    described: dict[str, list[str]] = {}
    for expected, record in enumerate(records, start=1):
        yield from _check_record(expected, record)
        described.setdefault(record.text("description"), []).append(record.text("id"))
    for text, names in described.items():
        if len(names) > 1:
            message = f"{listed(names)} have one description, {shown(text)}"
            yield of_all("dataset.description", message, "say what tells them apart")
    yield from _check_splits(records)
    yield from _check_wordings(records)
    yield from _check_means(records)


def _check_record(expected: int, record: Record) -> Iterator[Problem]:
    values = record.values
    if (values["rank"], values["id"]) != (expected, f"dm-{expected:04d}"):
        message = f"record {expected} has the rank {values['rank']}"
        yield of_record("dataset.ids", record, message, f"should be rank {expected}, dm-{expected:04d}")
    level = design.level_of(values["rank"])
    if values["level"] != level:
        message = f"the level is {values['level']}, but rank {values['rank']} is in {level}"
        yield of_record("dataset.levels", record, message, "levels are cuts of the ranks")
    for field, (rule, what, (lowest, highest)) in _LIMITS.items():
        if not lowest <= values[field] <= highest:
            message = f"{values[field]} {what}, not {lowest} to {highest}"
            yield of_record(rule, record, message, "change what the scene shows, not the number")


def _check_splits(records: Sequence[Record]) -> Iterator[Problem]:
    sizes = Counter(record.text("split") for record in records)
    pairs = {(record.text("split"), record.text("level")) for record in records}
    for split, size in design.SPLIT_SIZES.items():
        if sizes[split] != size:
            message = f"{split} has {sizes[split]} examples, not {size}"
            yield of_all("dataset.splits", message, "the design fixes the sizes")
        for level in LEVELS:
            if (split, level) not in pairs:
                message = f"{split} has no example of the level {level}"
                yield of_all("dataset.splits", message, "every level is in every split")


def _check_wordings(records: Sequence[Record]) -> Iterator[Problem]:
    used = Counter((record.text("split"), record.values["instruction_format"]) for record in records)
    for split in design.SPLIT_SIZES:
        found = tuple(used[split, number] for number in range(1, len(design.WORDINGS) + 1))
        if found != design.WORDINGS_IN_TRAIN if split == "train" else max(found) - min(found) > 1:
            message = f"the wordings are used {'/'.join(map(str, found))} times in {split}"
            yield of_all("dataset.wordings", message, "see the design: fixed in train, as even as can be elsewhere")


def _check_means(records: Sequence[Record]) -> Iterator[Problem]:
    near = dict.fromkeys(design.SPLIT_SIZES, design.CHARS_SPLIT_TOLERANCE)
    for part, tolerance in {"all": design.CHARS_MEAN_TOLERANCE, **near}.items():
        mean = _mean([record for record in records if part in ("all", record.text("split"))], "chars")
        if abs(mean - design.CHARS_MEAN) > tolerance:
            message = f"the scenes of {part} have {mean:.1f} characters on average, not {design.CHARS_MEAN}"
            yield of_all("dataset.lengths", f"{message} +- {tolerance}", "the design fixes the mean")
    mean, (lowest, highest) = _mean(records, "latex_expressions"), design.LATEX_MEAN
    if not lowest <= mean < highest:
        message = f"the scenes have {mean:.1f} LaTeX expressions on average, not about 8"
        yield of_all("dataset.formulas", message, "the design fixes the mean")
    means = [_mean([record for record in records if record.text("level") == level], "complexity") for level in LEVELS]
    if any(low >= high for low, high in pairwise(means)):
        message = f"the mean complexity is {', '.join(f'{mean:.1f}' for mean in means)} from level to level"
        yield of_all("dataset.complexity", message, "it should grow")


def _mean(records: Sequence[Record], field: str) -> float:
    return fmean(record.values[field] for record in records) if records else 0.0
