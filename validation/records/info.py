"""metadata/dataset_info.json, the version, and what the card says of both: one number, the same columns everywhere."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from typing import Any

from ..problem import Problem, Where
from ..release import LEVELS, MANIFEST, SPLITS, Release
from .figures import WORDINGS
from .files import INFO
from .problems import error, shown
from .schema import FIELDS

RULES = {
    "dataset.info": "dataset_info.json has the dataset's name, splits, configurations, wordings, and the Manim version",
    "dataset.columns": "dataset_info.json has a column for each field, and code, prompt, completion, of the right type",
    "dataset.version": "dataset_info.json, the manifest, the package, CITATION.cff and the documents have one version",
    "dataset.card": "the card has a row for each column and for each wording, with its count in train",
}

CARD = "dataset_card.md"
LOADED = ("code", "prompt", "completion")
"""Columns that the loader adds to the fields of a record."""

CARD_TYPES = {
    "string": "string",
    "int32": "int32",
    "strings": "list of string",
    "floats": "list of 3 float64",
    "steps": "list of {`rule`, `latex`, `expression`: string}",
}
"""How the card writes the types of dataset_info.json."""

_VERSIONS = {
    "derivative_manim/_version.py": re.compile(r'^__version__ = "([^"\n]*)"$', re.MULTILINE),
    "CITATION.cff": re.compile(r"^version: (\S*)$", re.MULTILINE),
    CARD: re.compile(r"^  version = \{([^}\n]*)\},$", re.MULTILINE),
    "README.md": re.compile(r"^  version = \{([^}\n]*)\},$", re.MULTILINE),
}


def check(release: Release) -> Iterator[Problem]:
    """Check what is said about the dataset against the dataset.

    Args:
        release: the tree.

    Yields:
        Problems of the rules above.
    """
    info = release.documents.get(INFO)
    if not isinstance(info, dict):
        yield error("dataset.info", Where(INFO), "there is no object in it", "build the dataset again")
        return
    yield from _check_info(release, info)
    yield from _check_columns(release, info.get("columns"))
    yield from _check_versions(release, info.get("version"))
    card = release.page(CARD)
    if card is not None:
        yield from _check_card(release, card, info.get("columns"))


def _check_info(release: Release, info: dict[str, Any]) -> Iterator[Problem]:
    counts = Counter(record.text("split") for record in release.records)
    expected: dict[str, object] = {
        "name": "derivative-manim",
        "configs": ["all", *LEVELS],
        "splits": {split: counts[split] for split in SPLITS},
        "instruction_formats": {str(number): wording for number, wording in enumerate(WORDINGS, start=1)},
    }
    manim = _pinned_manim(release)
    if manim is not None:
        expected["manim_version"] = manim
    for key, value in expected.items():
        if info.get(key) != value:
            message = f"{key} is {_written(info.get(key))}, not {_written(value)}"
            yield error("dataset.info", Where(INFO), message, "build the dataset again")


def _pinned_manim(release: Release) -> str | None:
    # The version that the project is checked with; None outside a checkout.
    try:
        project = tomllib.loads(release.page("pyproject.toml") or "")
        requirements = project["project"]["optional-dependencies"]["validation"]
    except (tomllib.TOMLDecodeError, KeyError, TypeError):
        return None
    return next((text.removeprefix("manim==") for text in requirements if text.startswith("manim==")), None)


def _check_columns(release: Release, columns: object) -> Iterator[Problem]:
    names = [*sorted(FIELDS), *LOADED]
    if not isinstance(columns, dict) or columns.keys() != set(names):
        given = set(columns) if isinstance(columns, dict) else set()
        missing, unknown = sorted(set(names) - given), sorted(map(str, given - set(names)))
        message = f"the columns lack {shown(', '.join(missing))} and add {shown(', '.join(unknown))}"
        yield error("dataset.columns", Where(INFO), message, "build the dataset again")
        return
    for record in release.records[:1]:
        values = {**record.values, **dict.fromkeys(LOADED, "")}
        for name in names:
            right = _type_of(values.get(name))
            if right is not None and columns[name] != right:
                message = f"the column {name} is of type {shown(columns[name])}, but its values are {right}"
                yield error("dataset.columns", Where(INFO), message, "build the dataset again")


def _type_of(value: object) -> str | None:
    match value:
        case str():
            return "string"
        case int():
            return "int32"
        case [str(), *_]:
            return "strings"
        case [float() | int(), *_]:
            return "floats"
        case [{**_first}, *_]:
            return "steps"
    return None


def _check_versions(release: Release, version: object) -> Iterator[Problem]:
    manifest = release.documents.get(MANIFEST)
    found: dict[str, object] = {MANIFEST: manifest.get("version") if isinstance(manifest, dict) else None}
    for page, pattern in _VERSIONS.items():
        text = release.page(page)
        if text is not None:
            match = pattern.search(text)
            found[page] = match[1] if match else None
        elif release.is_checkout:
            found[page] = None
    for page, other in found.items():
        if other != version:
            message = f"the version is {_written(other)}, but {INFO} has {_written(version)}"
            yield error("dataset.version", Where(page), message, "one number is for package, dataset and tag")


def _check_card(release: Release, card: str, columns: object) -> Iterator[Problem]:
    lines = card.split("\n")
    for name, kind in columns.items() if isinstance(columns, dict) else ():
        start = f"| `{name}` | {CARD_TYPES.get(str(kind), kind)} | "
        if sum(line.startswith(start) for line in lines) != 1:
            message = f"there is not one row that begins with {shown(start)}"
            yield error("dataset.card", Where(CARD), message, "describe every column once, with its type")
    in_train = Counter(
        record.number("instruction_format") for record in release.records if record.text("split") == "train"
    )
    for number, wording in enumerate(WORDINGS, start=1):
        row = f"| {number} | `{wording.replace('{}', 'X')}` | {in_train[number]} |"
        if lines.count(row) != 1:
            message = f"there is not one row {shown(row)}"
            yield error("dataset.card", Where(CARD), message, "write the wordings and their counts as they are")


def _written(value: object) -> str:
    if isinstance(value, dict):
        return (
            "{"
            + ", ".join(f"{shown(key)}: {shown(part)}" for key, part in list(value.items())[:3])
            + (", ...}" if len(value) > 3 else "}")
        )
    return str(value)[:80] if isinstance(value, list) else shown(value)
