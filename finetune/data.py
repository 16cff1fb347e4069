"""Rows to learn from, functions to ask for, and the training functions nearest to one: all of the released dataset."""

from __future__ import annotations

import functools
import hashlib
import json
import random
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import derivative_manim
from derivative_manim.extra import read_extra
from derivative_manim.paths import EXAMPLES, data_root
from derivative_manim.prompts import make_prompt
from derivative_manim.records import LEVELS

from .config import LessonArguments
from .errors import FinetuneError
from .targets import response

if TYPE_CHECKING:
    from datasets import Dataset


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
        chosen = _in_order([*chosen, *(read_extra(lessons.extra) if lessons.extra else [])], lessons.order)
    return Dataset.from_dict(
        {
            "id": [row["id"] for row in chosen],
            "prompt": [prompt(row, lessons.wording) for row in chosen],
            "completion": [response(lessons.target, row) for row in chosen],
        }
    )


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
    """Give the rows of a split by rank; or so many of them, each level with its share, spread evenly over its ranks."""
    found = examples(split)
    if limit is None:
        return found
    if not 1 <= limit <= len(found):
        raise FinetuneError(f"{limit} rows are asked for, and there are {len(found)}: ask for 1 to {len(found)}")
    chosen: list[dict[str, Any]] = []
    left, wanted = len(found), limit
    for level in LEVELS:
        members = [row for row in found if row["level"] == level]
        share = round(wanted * len(members) / left)
        left, wanted = left - len(members), wanted - share
        chosen += [members[int((k + 0.5) * len(members) / share)] for k in range(share)]
    return sorted(chosen, key=lambda row: int(row["rank"]))


def prompt(example: Mapping[str, Any], wording: str) -> str:
    """Give the prompt of an example in its own wording (`all`), in the first one (`standard`), or without its frame.

    `bare` is a fault, to be measured: the instruction alone, not in the prompt that a model was trained on.
    """
    if wording == "bare":
        return f"{example['instruction']}\n"
    return make_prompt(example["instruction" if wording == "all" else "instruction_standard"])


def dataset_stamp(split: str) -> dict[str, str]:
    """Say which dataset a result is of: its version, the sum of its records, and that of the functions of the split."""
    asked = sorted([row["id"], row["function"]] for row in examples(split))
    return {
        "version": derivative_manim.__version__,
        "sha256": hashlib.sha256((data_root() / EXAMPLES).read_bytes()).hexdigest(),
        "functions": hashlib.sha256(json.dumps(asked).encode()).hexdigest(),
    }


def nearest(function: str, among: Iterable[Mapping[str, Any]], count: int = 1) -> list[Mapping[str, Any]]:
    """Give the `count` examples whose functions are most like `function` as text, the nearest first, then by rank.

    Alike are texts with many characters in common, in order (normalised Indel). Only the function is looked at, never
    its derivative or its scene: that is what one has who asks for a new lesson.
    """
    from rapidfuzz.distance import Indel

    def order(row: Mapping[str, Any]) -> tuple[float, int]:
        return Indel.normalized_distance(*(text.replace(" ", "") for text in (function, row["function"]))), row["rank"]

    return sorted(among, key=order)[:count]


#: Where an answer after examples ends: a model that was not tuned goes on with a next example, as the prompt shows it.
NEXT_EXAMPLE = ("\n### Instruction:", "\nBelow is an instruction that describes a task.")


def ask(example: Mapping[str, Any], wording: str, target: str, shots: int) -> str:
    """Give the prompt for one function, solved training examples that are like it before it, the nearest last."""
    asked = prompt(example, wording)
    if not shots:
        return asked
    chosen = reversed(nearest(example["function"], examples("train"), shots))
    return "\n\n".join([*(prompt(shot, wording) + response(target, shot).rstrip("\n") for shot in chosen), asked])


def before_next_example(text: str) -> tuple[str, bool]:
    """Cut an answer where the next example begins; says whether it did."""
    places = [place for mark in NEXT_EXAMPLE if (place := text.find(mark)) >= 0]
    return (text[: min(places)].rstrip() + "\n", True) if places else (text, False)
