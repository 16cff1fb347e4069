"""Loads what was pushed as any user would, and compares it with what was sent, row by row."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from derivative_manim.errors import ReleaseError
from derivative_manim.records import LEVELS, REPAIRS, SPLITS, read_examples


def compare(repo: str, revision: str, folder: Path) -> int:
    """Load every configuration from the Hub at a revision, and compare each row.

    Args:
        repo: `owner/name`.
        revision: a tag or a commit.
        folder: what was pushed.

    Returns:
        How many rows were compared.

    Raises:
        ReleaseError: a row differs, or there is one more or less.
    """
    import datasets
    import pyarrow.parquet as pq

    lessons = list(read_examples(folder))
    sent: dict[str, Sequence[Mapping[str, Any]]] = {"all": lessons}
    sent |= {level: [row for row in lessons if row["level"] == level] for level in LEVELS}
    repairs = sorted((folder / REPAIRS).glob("*.parquet"))
    if repairs:
        sent[REPAIRS] = [row for file in repairs for row in pq.read_table(file).to_pylist()]
    compared = 0
    # A cache of its own: an old one must not answer for the Hub.
    with tempfile.TemporaryDirectory(prefix="derivative-manim-") as cache:
        for config, rows in sent.items():
            loaded = datasets.load_dataset(repo, config, revision=revision, cache_dir=cache)
            for split in SPLITS:
                wanted = [row for row in rows if row["split"] == split]
                compared += _compare(f"{repo}@{revision}, {config}, {split}", loaded[split].to_list(), wanted)
    return compared


def _compare(where: str, found: list[dict[str, Any]], wanted: list[Mapping[str, Any]]) -> int:
    if len(found) != len(wanted):
        raise ReleaseError(f"{where} has {len(found)} rows, and {len(wanted)} were sent")
    for row, there in zip(found, wanted, strict=True):
        if row != there:
            names = [name for name in there if row.get(name) != there[name]]
            raise ReleaseError(f"{where}: {there['id']} is not what was sent; {', '.join(names)} differ")
    return len(wanted)
