"""The `datasets` builder: all lessons, those of a level, or the repair set; three splits, one shard for each level."""

from __future__ import annotations

import atexit
import functools
import hashlib
import os
import shutil
import tempfile
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import datasets

# `datasets` replaces `open` and `Path` in a builder's module, to stream from URLs: files are read elsewhere.
from derivative_manim import records
from derivative_manim._version import __version__
from derivative_manim.columns import EXAMPLE, REPAIR, features
from derivative_manim.manifest import tree_digest
from derivative_manim.paths import data_root

NAME = "derivative-manim"


@dataclass
class Config(datasets.BuilderConfig):  # type: ignore[misc]  # datasets has no types
    """A configuration.

    Attributes:
        columns: the columns to load, as for the Parquet files on the Hub; all if None.
    """

    columns: list[str] | None = None


_CONFIGS = [
    Config(name="all", version=datasets.Version(__version__), description="All four levels."),
    *(
        Config(name=level, version=datasets.Version(__version__), description=f"The level {level}.")
        for level in records.LEVELS
    ),
    Config(
        name=records.REPAIRS,
        version=datasets.Version(__version__),
        description="Scenes broken on purpose, with what a validator says of them, and mended.",
    ),
]


def fingerprint(root: str | Path) -> str:
    """Digest what a cache depends on: the files, and the version of `datasets`, which may not read another's cache."""
    digest = hashlib.sha256(f"{tree_digest(root)} datasets {datasets.__version__}".encode())
    for file in sorted((Path(root) / records.REPAIRS).glob("*.jsonl")):  # no part of the manifest
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def writable_cache() -> str | None:
    """Return None where the cache of `datasets` can be written, else a folder that lasts as long as this process."""
    cache = Path(datasets.config.HF_DATASETS_CACHE)
    try:
        cache.mkdir(parents=True, exist_ok=True)
        if os.access(cache, os.W_OK):
            return None
    except OSError:
        pass
    warnings.warn(
        f"{cache} cannot be written: the data are prepared in a temporary folder; set HF_HOME to a folder of yours",
        stacklevel=2,
    )
    return _temporary_cache()


@functools.cache
def _temporary_cache() -> str:
    folder = tempfile.mkdtemp(prefix="derivative-manim-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


class DerivativeManim(datasets.GeneratorBasedBuilder):  # type: ignore[misc]  # datasets has no types
    """Builds the dataset from the package's own files; `base_path` takes them from another root."""

    VERSION = datasets.Version(__version__)
    DEFAULT_CONFIG_NAME = "all"
    BUILDER_CONFIG_CLASS = Config
    BUILDER_CONFIGS = _CONFIGS

    def __init__(self, cache_dir: str | None = None, *args: Any, base_path: str | None = None, **kwargs: Any) -> None:
        root = str(data_root(base_path))
        # Part of the cache's path, so that a changed tree is never answered from an old cache.
        kwargs["hash"] = kwargs.get("hash") or fingerprint(root)
        kwargs["dataset_name"] = kwargs.get("dataset_name") or NAME
        super().__init__(cache_dir or writable_cache(), *args, base_path=root, **kwargs)

    def _features(self) -> datasets.Features:
        every, wanted = features(REPAIR if self._is_repair() else EXAMPLE), self.config.columns
        if wanted is None:
            return every
        unknown = [name for name in wanted if name not in every]
        if unknown:
            raise ValueError(f"there is no column {unknown[0]!r}; there are {', '.join(every)}")
        return datasets.Features({name: every[name] for name in wanted})

    def _is_repair(self) -> bool:
        return bool(self.config.name == records.REPAIRS)

    def _levels(self) -> list[str]:
        return [self.config.name] if self.config.name in records.LEVELS else list(records.LEVELS)

    def _info(self) -> datasets.DatasetInfo:
        levels = self._levels()
        rows = records.read_repairs(self.base_path) if self._is_repair() else records.read_records(self.base_path)
        counts = Counter(row["split"] for row in rows if row["level"] in levels)
        return datasets.DatasetInfo(
            description="Manim scenes, each a complete animated lesson on the derivative of one function. "
            + self.config.description,
            features=self._features(),
            license="cc-by-4.0",
            citation=records.read_citation(self.base_path),
            # Known beforehand, so `load_dataset_builder(...).info.splits` tells them without a download,
            # and datasets itself checks them after one.
            splits={
                split: {"name": split, "num_examples": counts[split], "dataset_name": self.dataset_name}
                for split in records.SPLITS
            },
        )

    def _split_generators(self, dl_manager: Any) -> list[datasets.SplitGenerator]:
        # datasets divides the lists among the processes of num_proc: the levels are the shards.
        return [
            datasets.SplitGenerator(
                name=split, gen_kwargs={"root": self.base_path, "split": split, "levels": self._levels()}
            )
            for split in records.SPLITS
        ]

    def _generate_examples(self, root: str, split: str, levels: list[str]) -> Iterator[tuple[str, dict[str, Any]]]:
        read = records.read_repairs if self._is_repair() else records.read_examples
        for row in read(root, levels=tuple(levels), splits=(split,)):
            yield row["id"], {name: value for name, value in row.items() if name in self.info.features}
