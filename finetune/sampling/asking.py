"""What a model is asked: an instruction alone, or after solved examples that are like it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from finetune import data
from finetune.retrieval import nearest
from finetune.targets import response

#: Where an answer after examples ends: a model that was not tuned goes on with a next example, as the prompt shows it.
NEXT_EXAMPLE = ("\n### Instruction:", "\nBelow is an instruction that describes a task.")


def ask(example: Mapping[str, Any], wording: str, target: str, shots: int, train: Sequence[Mapping[str, Any]]) -> str:
    """Give the prompt for one function.

    Args:
        example: the row asked for.
        wording: `all` (each row's own) or `standard`.
        target: what the answers of the solved examples are: one of `finetune.targets.TARGETS`.
        shots: how many solved examples stand before it, the nearest last.
        train: the rows to choose them from.
    """
    asked = data.prompt(example, wording)
    if not shots:
        return asked
    chosen = reversed(nearest(example["function"], train, shots))
    solved = [data.prompt(shot, wording) + response(target, shot).rstrip("\n") for shot in chosen]
    return "\n\n".join([*solved, asked])


def before_next_example(text: str) -> tuple[str, bool]:
    """Cut an answer where the next example begins; says whether it did."""
    places = [place for mark in NEXT_EXAMPLE if (place := text.find(mark)) >= 0]
    return (text[: min(places)].rstrip() + "\n", True) if places else (text, False)
