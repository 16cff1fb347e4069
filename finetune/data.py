"""Rows to learn from, and functions to ask for: what the configuration makes of `load_dataset("derivative-manim")`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import derivative_manim
from derivative_manim.prompts import make_prompt
from derivative_manim.records import LEVELS
from finetune.config import Data
from finetune.errors import FinetuneError
from finetune.targets import response

if TYPE_CHECKING:
    from datasets import Dataset

#: What stays in a training row; the trainer takes the other two, these say which example it is.
COLUMNS = ("id", "prompt", "completion")


def examples(split: str) -> Dataset:
    """Load one split as it is released.

    Returns:
        `datasets.Dataset` with the columns of the dataset card.
    """
    return derivative_manim.load_dataset(split=split)


def rows(split: str, data: Data) -> Dataset:
    """Make prompts and completions.

    Returns:
        `datasets.Dataset` with the columns `id`, `prompt` and `completion`, in the order of the ranks.
    """
    from datasets import Dataset

    chosen = examples(split)
    chosen = chosen.select(sorted(range(len(chosen)), key=list(chosen["rank"]).__getitem__))
    if split == "train" and data.train_size is not None:
        chosen = chosen.select(subset(list(chosen["level"]), data.train_size))
    # Not `map`: its cache knows a function by its name, and would go on giving the rows of an earlier version of it.
    made = [(row["id"], prompt(row, data.wording), response(data.target, row)) for row in chosen]
    return Dataset.from_dict(dict(zip(COLUMNS, map(list, zip(*made, strict=True)), strict=True)))


def functions(split: str, limit: int | None = None) -> list[dict[str, Any]]:
    """Give the rows of a split by rank, or so many of them, spread evenly over each level.

    Raises:
        FinetuneError: there are not so many.
    """
    found = sorted(examples(split), key=lambda example: example["rank"])
    return found if limit is None else [found[at] for at in subset([row["level"] for row in found], limit)]


def prompt(example: Mapping[str, Any], wording: str) -> str:
    """Give the prompt of an example in its own wording (`all`) or in the first one (`standard`)."""
    return make_prompt(example["instruction" if wording == "all" else "instruction_standard"])


def subset(levels: list[str], size: int) -> list[int]:
    """Choose rows spread evenly over each level's ranks, each level with its share.

    A smaller subset of a level is not always part of a larger one: both are spread over all ranks.

    Args:
        levels: the level of every row, rows in the order of their ranks.
        size: how many rows are wanted.

    Raises:
        FinetuneError: there are not so many rows.
    """
    if size > len(levels):
        raise FinetuneError(f"{size} rows are asked for, and there are {len(levels)}: ask for fewer")
    chosen: list[int] = []
    left, wanted = len(levels), size
    for level in LEVELS:
        members = [index for index, value in enumerate(levels) if value == level]
        share = round(wanted * len(members) / left) if left else 0
        left, wanted = left - len(members), wanted - share
        chosen += [members[int((k + 0.5) * len(members) / share)] for k in range(share)]
    return sorted(chosen)
