"""The rows of a comparison, read from the folders that `evaluate` wrote."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from derivative_manim.records import SPLITS
from finetune.errors import FinetuneError
from finetune.evaluation.evaluate import EVALUATION
from finetune.samples import SAMPLES
from finetune.training import history

#: The order of rows: what was trained first, then what it is compared with.
KINDS = ("fine-tuned", "few-shot", "zero-shot", "api", "copied", "rules")
MODES = ("direct", "constrained", "fill", "few-shot", "none")
#: What a row answers, and what a table of such rows is called.
ANSWERS = {"scene": "Whole scenes", "slots": "Filled slots of the template", "none": "Without a model"}


@dataclass(frozen=True)
class Row:
    """One evaluated run.

    Attributes:
        folder: where its files are.
        evaluation: evaluation.json.
        history: history.json of the training run, if it is beside it.
        name: how reports call it.
    """

    folder: Path
    evaluation: dict[str, Any]
    history: dict[str, Any] | None
    name: str

    @property
    def settings(self) -> dict[str, Any]:
        """What it was generated with."""
        settings: dict[str, Any] = self.evaluation["settings"]
        return settings

    @property
    def split(self) -> str:
        """The split that was asked."""
        return str(self.settings["split"])

    @property
    def kind(self) -> str:
        """One of `KINDS`."""
        return str(self.evaluation["kind"])

    @property
    def answer(self) -> str:
        """One of `ANSWERS`."""
        if self.kind in ("copied", "rules"):
            return "none"
        return "scene" if self.settings.get("target", "direct") == "direct" else "slots"

    @property
    def training(self) -> dict[str, Any] | None:
        """What is known of the adapter: config, epochs, step, epoch, validation loss, seconds; None without one."""
        training: dict[str, Any] | None = self.settings.get("training")
        return training

    @property
    def config(self) -> dict[str, Any] | None:
        """The configuration that the adapter was trained with."""
        config: dict[str, Any] | None = (self.training or self.history or {}).get("config")
        return config

    @cached_property
    def run(self) -> str:
        """What is the same for all rows of one training run; empty without training."""
        return json.dumps(self.config, sort_keys=True) if self.config else ""

    @cached_property
    def sweep(self) -> str:
        """What is the same for all checkpoints of one run that were asked in the same way; empty without training."""
        if self.training is None:
            return ""
        # The batches of a sweep may have another size: they do not change what is asked.
        decoding = {name: value for name, value in self.settings["decoding"].items() if name != "batch_size"}
        same = [self.settings.get(name) for name in ("kind", "mode", "split", "wording", "functions", "seed")]
        return json.dumps([self.run, decoding, self.settings["samples_per_function"], *same], sort_keys=True)

    def counted(self, row: str, level: str = "all") -> dict[str, Any]:
        """Give `passed`, `of`, `share`, `low`, `high` of one of the eleven rows."""
        found: dict[str, Any] = self.evaluation["rows"][level][row]
        return found

    def faultless(self, level: str = "all") -> dict[str, Any]:
        """Give the same of the scenes that are usable and in which no check finds an error."""
        found: dict[str, Any] = self.evaluation["faultless"][level]
        return found

    @property
    def levels(self) -> list[str]:
        """The levels that were asked, without `all`."""
        return [level for level in self.evaluation["rows"] if level != "all"]


def read_rows(folders: Iterable[str | Path]) -> list[Row]:
    """Read every evaluated folder at or below those given, ordered by `ANSWERS`, `KINDS`, `MODES` and name.

    Raises:
        FinetuneError: a folder is not there, or an evaluation is not one.
    """
    found: dict[Path, dict[str, Any]] = {}
    for folder in folders:
        if not Path(folder).is_dir():
            raise FinetuneError(f"there is no folder {folder}")
        for source in sorted(Path(folder).rglob(EVALUATION)):
            found.setdefault(source.parent.resolve(), _read(source))
    names = [evaluation["name"] for evaluation in found.values()]
    rows = [
        Row(
            folder,
            evaluation,
            history.read(folder) or history.read(folder.parent),
            evaluation["name"] if names.count(evaluation["name"]) == 1 else f"{evaluation['name']} ({folder.name})",
        )
        for folder, evaluation in found.items()
    ]
    return sorted(rows, key=_order)


def unjudged(folders: Iterable[str | Path]) -> list[Path]:
    """Give the folders at or below those given that have samples and no evaluation."""
    found = {source.parent for folder in folders for source in Path(folder).rglob(SAMPLES)}
    return sorted(folder for folder in found if not (folder / EVALUATION).is_file())


def sweeps(rows: Iterable[Row]) -> list[list[Row]]:
    """Give the checkpoints of each run of which several were evaluated in the same way, by step."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        if row.sweep:
            groups.setdefault(row.sweep, []).append(row)
    ordered = [sorted(group, key=lambda row: (row.training or {})["step"]) for group in groups.values()]
    return [group for group in ordered if len({(row.training or {})["step"] for row in group}) > 1]


def compared(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """Give the rows to compare, by split.

    Of a sweep it is the last checkpoint only, and none if the sweep was not over the test split: it was made to see
    the course of training, not to compare.
    """
    left_out = {
        row.folder
        for group in sweeps(rows)
        for row in group
        if row.split != "test" or (row.training or {})["step"] < (group[-1].training or {})["step"]
    }
    kept = [row for row in rows if row.folder not in left_out]
    found = {split: [row for row in kept if row.split == split] for split in reversed(SPLITS)}
    return {split: members for split, members in found.items() if members}


def _read(source: Path) -> dict[str, Any]:
    try:
        content = json.loads(source.read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise FinetuneError(f"{source} is not JSON: {error}") from None
    lacks = [
        name for name in ("name", "kind", "mode", "settings", "rows", "failures", "faultless") if name not in content
    ]
    if lacks:
        raise FinetuneError(
            f"{source} lacks {', '.join(lacks)}: run `python -m finetune evaluate {source.parent}` again"
        )
    found: dict[str, Any] = content
    return found


def _order(row: Row) -> tuple[int, int, int, str]:
    places = _place(list(ANSWERS), row.answer), _place(KINDS, row.kind), _place(MODES, row.evaluation["mode"])
    return (*places, row.name)


def _place(order: Sequence[str], value: str) -> int:
    return order.index(value) if value in order else len(order)
