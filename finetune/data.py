"""Rows to learn from, functions to ask for, and the training functions nearest to one: all of the released dataset."""

from __future__ import annotations

import functools
import hashlib
import json
import random
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import derivative_manim
from derivative_manim.paths import EXAMPLES, data_root
from derivative_manim.prompts import make_prompt
from derivative_manim.records import LEVELS

from .config import LessonArguments
from .errors import FinetuneError
from .targets import response

if TYPE_CHECKING:
    from datasets import Dataset

#: What stays in a training row; the trainer takes the other two, these say which example it is.
COLUMNS = ("id", "prompt", "completion")


@functools.cache
def examples(split: str) -> list[dict[str, Any]]:
    """Give the rows of a split as they are released, by rank; they are read once."""
    return sorted(derivative_manim.load_dataset(split=split), key=lambda row: int(row["rank"]))


def rows(split: str, lessons: LessonArguments) -> Dataset:
    """Make prompts and completions.

    Returns:
        `datasets.Dataset` with the columns `id`, `prompt` and `completion`: the split's by rank, then the extra ones;
        or in the order that is asked for.
    """
    from datasets import Dataset

    size = lessons.train_size if split == "train" else lessons.eval_size if split == "validation" else None
    chosen = functions(split, size)
    if split == "train":
        chosen = _in_order([*chosen, *(extra(lessons.extra) if lessons.extra else [])], lessons.order)
    made = [(row["id"], prompt(row, lessons.wording), response(lessons.target, row)) for row in chosen]
    return Dataset.from_dict(dict(zip(COLUMNS, map(list, zip(*made, strict=True)), strict=True)))


def extra(folder: str | Path) -> list[dict[str, Any]]:
    """Read the lessons that `derivative-manim expand` made.

    Raises:
        FinetuneError: there are none, or the run that made them has not ended.
    """
    from derivative_manim.extra import read_extra

    return read_extra(folder)


def _in_order(chosen: list[dict[str, Any]], order: str) -> list[dict[str, Any]]:
    """By level, where the order is kept (extra lessons have no rank among the 418), or in stages.

    Stage k of `progressive` has the rows of the first k levels, shuffled: an epoch is two and a half times as long.
    """
    if order == "shuffled":
        return chosen
    ordered = sorted(chosen, key=lambda row: LEVELS.index(row["level"]))
    if order == "curriculum":
        return ordered
    stages = [[row for row in ordered if LEVELS.index(row["level"]) <= last] for last in range(len(LEVELS))]
    drawn = random.Random(0)  # noqa: S311 - an order, no secret
    return [row for stage in stages for row in drawn.sample(stage, len(stage))]


def functions(split: str, limit: int | None = None) -> list[dict[str, Any]]:
    """Give the rows of a split by rank, or so many of them, spread evenly over each level.

    Raises:
        FinetuneError: there are not so many.
    """
    found = examples(split)
    return found if limit is None else [found[at] for at in subset([row["level"] for row in found], limit)]


def prompt(example: Mapping[str, Any], wording: str) -> str:
    """Give the prompt of an example in its own wording (`all`), in the first one (`standard`), or without its frame.

    `bare` is a fault, to be measured: the instruction alone, not in the prompt that a model was trained on.
    """
    if wording == "bare":
        return f"{example['instruction']}\n"
    return make_prompt(example["instruction" if wording == "all" else "instruction_standard"])


def subset(levels: list[str], size: int) -> list[int]:
    """Choose rows spread evenly over each level's ranks, each level with its share.

    Raises:
        FinetuneError: there are not so many rows, or none are wanted.
    """
    if not 1 <= size <= len(levels):
        raise FinetuneError(f"{size} rows are asked for, and there are {len(levels)}: ask for 1 to {len(levels)}")
    chosen: list[int] = []
    left, wanted = len(levels), size
    for level in LEVELS:
        members = [index for index, value in enumerate(levels) if value == level]
        share = round(wanted * len(members) / left) if left else 0
        left, wanted = left - len(members), wanted - share
        chosen += [members[int((k + 0.5) * len(members) / share)] for k in range(share)]
    return sorted(chosen)


def dataset_stamp(split: str) -> dict[str, str]:
    """Say which dataset a result is of: its version, the sum of its records, and that of the functions of the split."""
    records = (data_root() / EXAMPLES).read_bytes()
    return {
        "version": derivative_manim.__version__,
        "sha256": hashlib.sha256(records).hexdigest(),
        "functions": functions_digest((row["id"], row["function"]) for row in examples(split)),
    }


def functions_digest(pairs: Iterable[tuple[str, str]]) -> str:
    """Sum up which functions a split asks for: results over other functions are not of the same test."""
    return hashlib.sha256(json.dumps(sorted(map(list, pairs))).encode()).hexdigest()


def similarity(one: str, other: str) -> float:
    """How alike two functions are as text: the share of characters in common, in order (normalised Indel), 0 to 1."""
    from rapidfuzz.distance import Indel

    return float(Indel.normalized_similarity(one.replace(" ", ""), other.replace(" ", "")))


def nearest(function: str, among: Iterable[Mapping[str, Any]], count: int = 1) -> list[Mapping[str, Any]]:
    """Give the `count` examples whose functions are most like `function` as text, the nearest first, then by rank.

    Only the function is looked at, never its derivative or its scene: that is what one has who asks for a new lesson.
    """
    return sorted(among, key=lambda row: (-similarity(function, row["function"]), row["rank"]))[:count]


#: Where an answer after examples ends: a model that was not tuned goes on with a next example, as the prompt shows it.
NEXT_EXAMPLE = ("\n### Instruction:", "\nBelow is an instruction that describes a task.")


def ask(example: Mapping[str, Any], wording: str, target: str, shots: int) -> str:
    """Give the prompt for one function, solved training examples that are like it before it, the nearest last."""
    asked = prompt(example, wording)
    if not shots:
        return asked
    chosen = reversed(nearest(example["function"], examples("train"), shots))
    solved = [prompt(shot, wording) + response(target, shot).rstrip("\n") for shot in chosen]
    return "\n\n".join([*solved, asked])


def before_next_example(text: str) -> tuple[str, bool]:
    """Cut an answer where the next example begins; says whether it did."""
    places = [place for mark in NEXT_EXAMPLE if (place := text.find(mark)) >= 0]
    return (text[: min(places)].rstrip() + "\n", True) if places else (text, False)
