"""Reads the records and their scenes, and refuses what does not fit together."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TypedDict, cast

from derivative_manim.columns import EXAMPLE, RECORD, REPAIR
from derivative_manim.errors import DataError, DataNotFoundError
from derivative_manim.paths import EXAMPLES, data_root
from derivative_manim.prompts import make_prompt

LEVELS = ("foundation", "conceptual", "application", "advanced")
SPLITS = ("train", "validation", "test")
#: The folder of the repair set, a file for each split.
REPAIRS = "repair"


class Step(TypedDict):
    """One line of a derivation: the rule applied, and the line as LaTeX and as SymPy text."""

    rule: str
    latex: str
    expression: str


class Record(TypedDict):
    """One line of metadata/examples.jsonl; metadata/schema/example.schema.json describes it."""

    id: str
    rank: int
    level: str
    split: str
    description: str
    complexity: int
    function: str
    function_latex: str
    derivative: str
    derivative_latex: str
    rules: list[str]
    steps: list[Step]
    skeleton: str
    domain: str
    derivative_domain: str
    nearest_train: str
    novelty: float
    x_range: list[float]
    y_range: list[float]
    dy_range: list[float]
    instruction: str
    instruction_format: int
    instruction_standard: str
    path: str
    sha256: str
    chars: int
    latex_expressions: int
    animations: int


class Example(Record):
    """A record with its scene: `prompt + completion` is a training row, `completion` is `code`."""

    code: str
    prompt: str
    completion: str


class Problem(TypedDict):
    """What the validator says of a broken scene: the rule, the line (None: of no one line), and what to do."""

    check: str
    line: int | None
    message: str
    hint: str


class Repair(TypedDict):
    """A row of the repair set: a scene broken on purpose, what the validator says of it, and the scene mended."""

    instruction: str
    broken: str
    problems: list[Problem]
    mended: str
    damage: str
    function: str
    level: str
    split: str
    parent: str
    id: str


def read_records(root: str | Path | None = None) -> list[Record]:
    """Read all records, in curriculum order.

    Args:
        root: the folder that holds `code/` and `metadata/`; the package's own if None.

    Returns:
        The records by rank, which runs from 1 without a gap.

    Raises:
        DataNotFoundError: there are no records.
        DataError: a line is not JSON, or a record has other keys, an unknown level or split, or a wrong rank.
    """
    file = data_root(root) / EXAMPLES
    records: list[Record] = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        where = f"{EXAMPLES}, line {number}"
        try:
            record = json.loads(line)
        except json.JSONDecodeError as error:
            raise DataError(f"{where}: not JSON: {error}") from None
        if not isinstance(record, dict):
            raise DataError(f"{where}: not a JSON object")
        if record.keys() != RECORD.keys():
            missing, unknown = RECORD.keys() - record.keys(), record.keys() - RECORD.keys()
            raise DataError(f"{where}: missing keys {sorted(missing)}, unknown keys {sorted(unknown)}")
        if record["level"] not in LEVELS:
            raise DataError(f"{where}: level {record['level']!r} is none of {', '.join(LEVELS)}")
        if record["split"] not in SPLITS:
            raise DataError(f"{where}: split {record['split']!r} is none of {', '.join(SPLITS)}")
        if record["rank"] != number or record["id"] != f"dm-{number:04d}":
            raise DataError(f"{where}: rank {record['rank']} and id {record['id']!r} should be those of {number}")
        records.append(cast(Record, record))
    return records


def read_code(record: Record, root: str | Path | None = None) -> str:
    """Read the scene of a record.

    Args:
        record: one of `read_records(root)`.
        root: as there.

    Returns:
        The file's text, exactly.

    Raises:
        DataError: the file is missing, or is not the one that the record was made for.
    """
    try:
        content = (data_root(root) / record["path"]).read_bytes()
    except OSError as error:
        raise DataError(f"{record['path']} ({record['id']}) cannot be read: {error.strerror}") from None
    if hashlib.sha256(content).hexdigest() != record["sha256"]:
        raise DataError(f"{record['path']} is not what {record['id']} was made for; run `derivative-manim verify`")
    return content.decode("utf-8")


def read_examples(
    root: str | Path | None = None, *, levels: tuple[str, ...] = LEVELS, splits: tuple[str, ...] = SPLITS
) -> Iterator[Example]:
    """Read records with their scenes, in curriculum order.

    Args:
        root: as for `read_records`.
        levels: only these.
        splits: only these.

    Yields:
        Records with `code`, `prompt` and `completion`, in the order of `columns.EXAMPLE`.

    Raises:
        DataNotFoundError: there are no records.
        DataError: a record or a scene is not as it should be.
    """
    root = data_root(root)
    for record in read_records(root):
        if record["level"] in levels and record["split"] in splits:
            code = read_code(record, root)
            added = {"code": code, "prompt": make_prompt(record["instruction"]), "completion": code}
            whole = {**record, **added}
            yield cast(Example, {name: whole[name] for name in EXAMPLE})


def has_repairs(root: str | Path | None = None) -> bool:
    """Whether a tree has the repair set; one that somebody builds for himself may be without."""
    return (data_root(root) / REPAIRS / "train.jsonl").is_file()


def read_repairs(
    root: str | Path | None = None, *, levels: tuple[str, ...] = LEVELS, splits: tuple[str, ...] = SPLITS
) -> Iterator[Repair]:
    """Read the repair set, in the order of the lessons that it was made of.

    Args:
        root: as for `read_records`.
        levels: only these.
        splits: only these.

    Yields:
        Rows, split by split, in the order of `columns.REPAIR`.

    Raises:
        DataNotFoundError: there are no records, or no repair set.
        DataError: a row has other keys, or is of another function or split than its lesson.
    """
    root = data_root(root)
    lessons = {record["id"]: (record["function"], record["level"], record["split"]) for record in read_records(root)}
    for split in splits:
        file = root / REPAIRS / f"{split}.jsonl"
        if not file.is_file():
            raise DataNotFoundError(f"{root} holds no {REPAIRS}/{split}.jsonl: this tree has no repair set")
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            row = json.loads(line)
            if list(row) != list(REPAIR):
                raise DataError(f"{REPAIRS}/{split}.jsonl, line {number}: its keys are not {', '.join(REPAIR)}")
            if lessons.get(row["parent"]) != (row["function"], row["level"], row["split"]) or row["split"] != split:
                raise DataError(
                    f"{REPAIRS}/{split}.jsonl, line {number}: {row['parent']} is another lesson, or in another split, "
                    "now: make the set anew with `python -m tools.repair_set`"
                )
            if row["level"] in levels:
                yield cast(Repair, row)


def read_citation(root: str | Path | None = None) -> str:
    """Return the BibTeX entry that dataset_card.md gives; empty if the tree has no card.

    Args:
        root: the folder that holds `dataset_card.md`; the package's own if None.
    """
    card = data_root(root) / "dataset_card.md"
    text = card.read_text(encoding="utf-8") if card.is_file() else ""
    return text.partition("```bibtex\n")[2].partition("\n```")[0]
