"""metadata/statistics.json and the measured tables of the documents, computed anew from the records and files.

Means are rounded to one digit after the point, and so are standard deviations, which are of the population (divided by
n); the correlation is Spearman's, of ranks with ties at their mean, to three digits. A wording's or rule's count is a
number of examples. `largest_group` is the number of functions of the largest skeleton or family. `exponents.groups`
counts the groups of different skeletons that become one when every whole exponent (as written in them, so not 1) is the
same, a negative one apart from a positive one; `exponents.in_several_splits` counts those of them that are in several.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from statistics import StatisticsError, correlation, fmean, pstdev
from typing import Any

from ..problem import Problem, Where
from ..release import LEVELS, SPLITS, Record, Release
from . import certificate, token_counts
from .expression import UnreadableError
from .families import families
from .figures import WORDINGS
from .files import STATISTICS
from .functions import Lesson, read_lessons
from .problems import error, shown
from .skeleton import skeleton_of

RULES = {
    "dataset.statistics": "statistics.json has what is measured of the records and files, and nothing else",
    "dataset.tables": "the measured tables of README.md and dataset_card.md are those of the records and files",
}

BEGIN, END = "<!-- statistics:begin -->", "<!-- statistics:end -->"
PAGES = ("README.md", "dataset_card.md")
MEASURES = {
    "chars": "characters of a scene",
    "latex_expressions": "LaTeX expressions of a scene",
    "animations": "`play` and `wait` calls of a scene, counted as it runs",
    "complexity": "complexity score",
}
CERTIFIED = "validation"
"""The key under which statistics.json has the certificate's summary, if it is of these scenes."""

COUNTED = "tokens"
"""The key under which it sums up the counts of tokens, if they are of these scenes and prompts."""

_BUILD = "build the dataset again"
MAX_PROBLEMS = 30


def check(release: Release) -> Iterator[Problem]:
    """Compare statistics.json and the tables with the records and files.

    Args:
        release: the tree.

    Yields:
        Problems of the rules above.
    """
    expected = measure(release)
    found = release.documents.get(STATISTICS)
    summary = certificate.summary_of(release)
    if summary is not None and ((isinstance(found, dict) and CERTIFIED in found) or certificate.is_sound(release)):
        expected[CERTIFIED] = summary
    counted = _measure_tokens(release)
    if counted and ((isinstance(found, dict) and COUNTED in found) or token_counts.is_sound(release)):
        expected[COUNTED] = counted
    if isinstance(found, dict):
        for number, (place, given, right) in enumerate(_differences("", found, expected)):
            if number == MAX_PROBLEMS:
                yield error("dataset.statistics", Where(STATISTICS), "there are more differences of this kind", _BUILD)
                break
            message = f"{place} is {given}, but measured is {right}"
            yield error("dataset.statistics", Where(STATISTICS), message, _BUILD)
    else:
        yield error("dataset.statistics", Where(STATISTICS), "there are no statistics in it", _BUILD)
    for page in PAGES:
        text = release.page(page)
        if text is not None:
            yield from _check_page(page, text, expected)
        elif release.is_checkout:
            yield error("dataset.tables", Where(page), "the file is missing", "restore it")


def measure(release: Release) -> dict[str, Any]:
    """Measure what statistics.json has.

    Args:
        release: the tree; the lengths of scenes are taken from the files, all else from the records.

    Returns:
        The same structure as the file.
    """
    rows = [_row(record, release) for record in release.records]
    skeletons = Counter(row["skeleton"] for row in rows)
    in_split = {split: {row["skeleton"] for row in rows if row["split"] == split} for split in SPLITS}
    parts = {"all": rows}
    parts |= {split: [row for row in rows if row["split"] == split] for split in SPLITS}
    parts |= {level: [row for row in rows if row["level"] == level] for level in LEVELS}
    rules = Counter(rule for row in rows for rule in row["rules"])
    return {
        "examples": len(rows),
        "levels": {level: len(parts[level]) for level in LEVELS},
        "splits": {
            split: {
                "all": len(parts[split]),
                **{level: sum(row["level"] == level for row in parts[split]) for level in LEVELS},
            }
            for split in SPLITS
        },
        "skeletons": {
            "all": len(skeletons),
            **{split: len(in_split[split]) for split in SPLITS},
            "largest_group": max(skeletons.values(), default=0),
        },
        **_measure_groups(read_lessons(release)),
        "measures": {
            part: {name: _summary([row[name] for row in chosen]) for name in MEASURES} for part, chosen in parts.items()
        },
        "instruction_formats": {
            split: {
                str(number): sum(row["instruction_format"] == number for row in parts[split])
                for number in range(1, len(WORDINGS) + 1)
            }
            for split in SPLITS
        },
        "rules": dict(sorted(rules.items())),
        "complexity_rank_correlation": _spearman([row["rank"] for row in rows], [row["complexity"] for row in rows]),
    }


def _measure_groups(lessons: Sequence[Lesson]) -> dict[str, Any]:
    family = families([lesson.function for lesson in lessons])
    in_split: dict[str, set[int]] = {split: set() for split in SPLITS}
    groups: defaultdict[tuple[str, ...], set[tuple[str, str]]] = defaultdict(set)
    for own, lesson in zip(family, lessons, strict=True):
        split = lesson.record.text("split")
        in_split.setdefault(split, set()).add(own)
        if lesson.function is not None:
            try:
                skeleton = skeleton_of(lesson.function)
            except UnreadableError:
                continue  # absurdly long
            terms = (_WHOLE.sub("**n", _WHOLE_BELOW.sub("**(-n)", term)) for term in skeleton.terms)
            groups[*sorted(terms), str(skeleton.constant)].add((str(skeleton), split))
    several = [group for group in groups.values() if len({skeleton for skeleton, _ in group}) > 1]
    return {
        "families": {
            "all": len(set(family)),
            **{split: len(in_split[split]) for split in SPLITS},
            "largest_group": max(Counter(family).values(), default=0),
        },
        "exponents": {
            "groups": len(several),
            "in_several_splits": sum(len({split for _, split in group}) > 1 for group in several),
        },
    }


def _measure_tokens(release: Release) -> dict[str, Any] | None:
    rows = token_counts.rows_of(release)
    if not rows:
        return None
    tokenizer, max_length = token_counts.tokenizer_of(release), token_counts.MAX_LENGTH
    splits = {record.text("id"): record.text("split") for record in release.records}
    return {
        "tokenizer": tokenizer["name"],
        "vocabulary": tokenizer["vocabulary"],
        "max_length": max_length,
        "above_max_length": sum(row["total"] > max_length for row in rows),
        "total": {
            "all": _summary([row["total"] for row in rows]),
            **{split: _summary([row["total"] for row in rows if splits.get(row["id"]) == split]) for split in SPLITS},
        },
    }


_WHOLE = re.compile(r"\*\*\d+(?![\d.])")
_WHOLE_BELOW = re.compile(r"\*\*\(-\d+\)")


def _row(record: Record, release: Release) -> dict[str, Any]:
    scene = release.scenes.get(record.path)
    rules = record.values.get("rules")
    numbers = ("rank", "latex_expressions", "animations", "complexity", "instruction_format")
    return {
        **{name: record.text(name) for name in ("split", "level", "skeleton")},
        # Schema checks say what is wrong with a number that is none or absurd; here it only must not break the sums.
        **{name: max(-(10**9), min(record.number(name) or 0, 10**9)) for name in numbers},
        "chars": len(scene.text) if scene else 0,
        "rules": [rule for rule in rules if isinstance(rule, str)] if isinstance(rules, list) else [],
    }


def _summary(values: list[int]) -> dict[str, float]:
    if not values:
        return {}
    return {
        "mean": round(fmean(values), 1),
        "std": round(pstdev(values), 1),
        "min": min(values),
        "max": max(values),
    }


def _spearman(first: list[int], second: list[int]) -> float | None:
    try:
        return round(correlation(_ranks(first), _ranks(second)), 3)
    except StatisticsError:
        return None


def _ranks(values: list[int]) -> list[float]:
    # Equal values share the mean of their places.
    counts = Counter(values)
    place, ranks = 0, {}
    for value in sorted(counts):
        ranks[value] = place + (counts[value] + 1) / 2
        place += counts[value]
    return [ranks[value] for value in values]


def _differences(place: str, found: object, expected: object) -> Iterator[tuple[str, str, str]]:
    # Where two JSON values differ, and how, in words.
    if isinstance(found, dict) and isinstance(expected, dict):
        for key in [*expected, *(key for key in found if key not in expected)]:
            inner = f"{place}.{key[:40]}".removeprefix(".")
            if key not in found:
                yield inner, "missing", _text(expected[key])
            elif key not in expected:
                yield inner, _text(found[key]), "nothing of that name"
            else:
                yield from _differences(inner, found[key], expected[key])
    elif found != expected or isinstance(found, bool):
        yield place, _text(found), _text(expected)


def _text(value: object) -> str:
    return f"a group of {len(value)}" if isinstance(value, dict) else shown(value)


def _check_page(page: str, text: str, measured: dict[str, Any]) -> Iterator[Problem]:
    lines = text.split("\n")
    if lines.count(BEGIN) != 1 or lines.count(END) != 1 or lines.index(BEGIN) > lines.index(END):
        message = f"the tables are not between one line {BEGIN} and one line {END}"
        yield error("dataset.tables", Where(page), message, _BUILD)
        return
    first = lines.index(BEGIN) + 1
    block, parts = lines[first : lines.index(END)], [list(part) for part in _parts(measured)]
    found = {number: line for number, line in enumerate(block, first + 1) if line.strip()}
    expected = [line for part in parts for line in part]
    for number, line in found.items():
        if line not in expected:
            message = f"{shown(line)} is not what is measured"
            yield error("dataset.tables", Where(page, number), message, _BUILD)
    for line in expected:
        if line not in found.values():
            yield error("dataset.tables", Where(page, first), f"there is no line {shown(line)}", _BUILD)
    if sorted(found.values()) == sorted(expected) and list(found.values()) != expected:
        yield error("dataset.tables", Where(page, first), "the lines are not in their order", _BUILD)
    elif list(found.values()) == expected and "\n".join(block) != "\n\n".join("\n".join(part) for part in parts):
        message = "the tables and sentences are not parted by one empty line each"
        yield error("dataset.tables", Where(page, first), message, _BUILD)


def _parts(measured: dict[str, Any]) -> Iterator[Iterator[str]]:
    yield _level_table(measured)
    yield _measure_table(measured)
    yield _group_sentences(measured["skeletons"], "skeletons", "")
    exponents = measured["exponents"]
    yield _group_sentences(
        measured["families"],
        "families",
        f" {exponents['groups']} groups of skeletons differ in whole exponents only;"
        f" {exponents['in_several_splits']} of them are in more than one split.",
    )
    try:
        summary = measured[CERTIFIED]
        seconds = summary["seconds"]
        sentence = (
            f"{summary['scenes']} of {summary['scenes']} scenes pass every check (Manim {summary['manim']});"
            f" {round(seconds['total'] / 60)} minutes of video,"
            f" {seconds['min']:g} to {seconds['max']:g} s each."
        )
    except (KeyError, TypeError, ValueError, ArithmeticError):
        return  # there is no certificate, or dataset.certificate says what is wrong with it
    yield iter([sentence])


def _level_table(measured: dict[str, Any]) -> Iterator[str]:
    yield "| level | train | validation | test | all |"
    yield "|---|--:|--:|--:|--:|"
    for level in LEVELS:
        counts = [measured["splits"][split][level] for split in SPLITS]
        yield f"| {level} | {' | '.join(map(str, counts))} | {measured['levels'][level]} |"
    sizes = [measured["splits"][split]["all"] for split in SPLITS]
    yield f"| **all** | {' | '.join(map(str, sizes))} | {measured['examples']} |"


def _measure_table(measured: dict[str, Any]) -> Iterator[str]:
    yield "| measured | mean | std | min | max | mean in train / validation / test |"
    yield "|---|--:|--:|--:|--:|---|"
    for name, title in MEASURES.items():
        summary = measured["measures"]["all"][name]
        cells = [_grouped(summary[key]) for key in ("mean", "std", "min", "max") if key in summary]
        means = [_grouped(measured["measures"][split][name].get("mean", 0.0)) for split in SPLITS]
        yield f"| {title} | {' | '.join(cells)} | {' / '.join(means)} |"
    if COUNTED in measured:
        counted = measured[COUNTED]
        title = (
            f"tokens of prompt, scene and end, with the tokenizer of {counted['tokenizer']};"
            f" {_grouped(counted['above_max_length'])} have more than {_grouped(counted['max_length'])}"
        )
        cells = [_grouped(counted["total"]["all"][key]) for key in ("mean", "std", "min", "max")]
        means = [_grouped(counted["total"][split].get("mean", 0.0)) for split in SPLITS]
        yield f"| {title} | {' | '.join(cells)} | {' / '.join(means)} |"


def _group_sentences(counts: dict[str, int], name: str, more: str) -> Iterator[str]:
    in_splits = ", ".join(f"{counts[split]} in {split}" for split in SPLITS)
    yield (
        f"{counts['all']} {name} ({in_splits}), none in two splits, at most {counts['largest_group']} functions each."
        f"{more}"
    )


def _grouped(value: float) -> str:
    return f"{value:,}"
