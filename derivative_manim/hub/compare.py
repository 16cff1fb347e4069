"""Loads what was pushed as any user would, and compares it with what was sent, row by row."""

from __future__ import annotations

import tempfile
from pathlib import Path

from derivative_manim.errors import ReleaseError
from derivative_manim.records import LEVELS, SPLITS, Example, read_examples


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

    sent = list(read_examples(folder))
    compared = 0
    # A cache of its own: an old one must not answer for the Hub.
    with tempfile.TemporaryDirectory(prefix="derivative-manim-") as cache:
        for config in ("all", *LEVELS):
            loaded = datasets.load_dataset(repo, config, revision=revision, cache_dir=cache)
            for split in SPLITS:
                wanted = [row for row in sent if row["split"] == split and config in ("all", row["level"])]
                compared += _compare(f"{repo}@{revision}, {config}, {split}", loaded[split].to_list(), wanted)
    return compared


def _compare(where: str, found: list[dict[str, object]], wanted: list[Example]) -> int:
    if len(found) != len(wanted):
        raise ReleaseError(f"{where} has {len(found)} rows, and {len(wanted)} were sent")
    for row, example in zip(found, wanted, strict=True):
        if row != example:
            names = [name for name in example if row.get(name) != example[name]]  # type: ignore[literal-required]
            raise ReleaseError(f"{where}: {example['id']} is not what was sent; {', '.join(names)} differ")
    return len(wanted)
