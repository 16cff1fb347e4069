"""What is measured of the scenes, held to the design's figures: split sizes, lengths, formulas, steps, complexity."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from statistics import StatisticsError, correlation, fmean

from ..problem import Problem, Where
from ..release import EXAMPLES, LEVELS, Record, Release
from .expression import UnreadableError
from .figures import (
    ANIMATIONS_RANGE,
    CHARS_MEAN,
    CHARS_MEAN_TOLERANCE,
    CHARS_RANGE,
    CHARS_SPLIT_TOLERANCE,
    LATEX_MEAN,
    LATEX_RANGE,
    OTHER_RULE_POINTS,
    RULE_POINTS,
    SPLIT_SIZES,
)
from .latex_count import latex_strings
from .problems import error, shown

RULES = {
    "dataset.splits": "train, validation and test have 418, 50 and 69 examples, and every level is in every split",
    "dataset.lengths": "every scene has 2,800 to 4,200 characters; the means are those of the design",
    "dataset.formulas": "every scene has 6 to 12 LaTeX expressions, about 8 on average",
    "dataset.latex_count": "latex_expressions is the number of different formulas in the scene's code",
    "dataset.animations": "every scene has 8 to 18 calls of play and wait",
    "dataset.complexity": "the score is at least the points of the rules, and grows with rank on the whole",
}

_WHOLE = Where(EXAMPLES)


def check(release: Release) -> Iterator[Problem]:
    """Check the measures.

    Args:
        release: the tree.

    Yields:
        Problems of the rules above.
    """
    yield from _check_splits(release.records)
    yield from _check_ranges(release.records)
    yield from _check_means(release.records)
    yield from _check_formulas(release)
    yield from _check_complexity(release.records)


def _check_splits(records: list[Record]) -> Iterator[Problem]:
    sizes = Counter(record.text("split") for record in records)
    for split, size in SPLIT_SIZES.items():
        if sizes[split] != size:
            message = f"{split} has {sizes[split]} examples, not {size}"
            yield error("dataset.splits", _WHOLE, message, "the design fixes the sizes")
        levels = {record.text("level") for record in records if record.text("split") == split}
        for level in LEVELS:
            if level not in levels:
                message = f"{split} has no example of the level {level}"
                yield error("dataset.splits", _WHOLE, message, "every level is in every split")


def _check_ranges(records: list[Record]) -> Iterator[Problem]:
    limits = {
        "chars": ("dataset.lengths", "characters", CHARS_RANGE),
        "latex_expressions": ("dataset.formulas", "LaTeX expressions", LATEX_RANGE),
        "animations": ("dataset.animations", "calls of play and wait", ANIMATIONS_RANGE),
    }
    for record in records:
        for field, (rule, what, (lowest, highest)) in limits.items():
            value = record.number(field)
            if value is None or not lowest <= value <= highest:
                message = f"{record.name}: {shown(record.values.get(field))} {what}, not {lowest} to {highest}"
                yield error(rule, record.where, message, "change what the scene shows, not the number")


def _check_means(records: list[Record]) -> Iterator[Problem]:
    tolerances = {"all": CHARS_MEAN_TOLERANCE, **dict.fromkeys(SPLIT_SIZES, CHARS_SPLIT_TOLERANCE)}
    for part, tolerance in tolerances.items():
        chosen = [record for record in records if part in ("all", record.text("split"))]
        mean = _mean(chosen, "chars")
        if mean is not None and abs(mean - CHARS_MEAN) > tolerance:
            message = f"the scenes of {part} have {mean:.1f} characters on average, not {CHARS_MEAN} +- {tolerance}"
            yield error("dataset.lengths", _WHOLE, message, "the design fixes the mean")
    mean = _mean(records, "latex_expressions")
    if mean is not None and not LATEX_MEAN[0] <= mean < LATEX_MEAN[1]:
        message = f"the scenes have {mean:.1f} LaTeX expressions on average, not about 8"
        yield error("dataset.formulas", _WHOLE, message, "the design fixes the mean")


def _check_formulas(release: Release) -> Iterator[Problem]:
    for record in release.records:
        scene = release.scenes.get(record.path)
        if scene is None:
            continue
        try:
            found = len(latex_strings(scene))
        except UnreadableError as reason:
            message = f"{record.name}: the formulas cannot be counted: {reason}"
            yield error("dataset.latex_count", Where(record.path), message, "give MathTex literal strings")
            continue
        if record.number("latex_expressions") != found:
            given = shown(record.values.get("latex_expressions"))
            message = f"{record.name}: latex_expressions is {given}, but the scene has {found} different formulas"
            yield error("dataset.latex_count", record.where, message, "build the dataset again")


def _check_complexity(records: list[Record]) -> Iterator[Problem]:
    for record in records:
        score, rules = record.number("complexity"), record.values.get("rules")
        if score is None or not isinstance(rules, list):
            continue
        least = sum(RULE_POINTS.get(rule, OTHER_RULE_POINTS) for rule in rules if isinstance(rule, str))
        if score < least:
            message = f"{record.name}: the complexity is {shown(score)}, but its rules alone make {least}"
            yield error("dataset.complexity", record.where, message, "build the dataset again")
    means = {level: _mean([r for r in records if r.text("level") == level], "complexity") for level in LEVELS}
    known = [(level, mean) for level, mean in means.items() if mean is not None]
    for (lower, low), (upper, high) in pairwise(known):
        if low >= high:
            message = f"the mean complexity is {low:.1f} in {lower} and {high:.1f} in {upper}"
            yield error("dataset.complexity", _WHOLE, message, "it should grow from level to level")
    pairs = [(rank, score) for r in records if (rank := r.number("rank")) and (score := r.number("complexity"))]
    try:
        found = correlation([rank for rank, _ in pairs], [score for _, score in pairs])
    except (StatisticsError, OverflowError):
        found = 0.0
    if found <= 0:
        message = f"complexity and rank have the correlation {found:.2f}"
        yield error("dataset.complexity", _WHOLE, message, "complexity should grow with rank on the whole")


def _mean(records: list[Record], field: str) -> float | None:
    values = [value for record in records if (value := record.number(field)) is not None and abs(value) < 10**9]
    return fmean(values) if values else None
