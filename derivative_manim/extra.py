"""Further training lessons in a folder that `derivative-manim expand` made: beside the release, never in its splits."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from derivative_manim.errors import DataError, DataNotFoundError

if TYPE_CHECKING:
    import datasets

LESSONS, STATE = "lessons.jsonl", "expand.json"


def read_extra(folder: str | Path) -> list[dict[str, Any]]:
    """Read the lessons, in the order in which they were made; a row has the columns of the release.

    Raises:
        DataNotFoundError: there are none.
        DataError: the command that makes them has not ended, or a line is damaged.
    """
    root = Path(folder)
    if not (root / STATE).is_file() or not (root / LESSONS).is_file():
        raise DataNotFoundError(f"{root} holds no extra lessons: make them with `derivative-manim expand {root}`")
    try:
        state = json.loads((root / STATE).read_text(encoding="utf-8"))
        lines = (root / LESSONS).read_text(encoding="utf-8").splitlines()
        rows = [json.loads(line) for line in lines]
        wanted = int(state["number"])
    except (ValueError, KeyError, TypeError) as error:
        raise DataError(f"{root} is damaged ({error}): delete it, and run `derivative-manim expand` again") from None
    if len(rows) < wanted:
        raise DataError(f"{root} has {len(rows)} of {wanted} lessons: the same `derivative-manim expand` goes on")
    return rows[:wanted]


def load_extra(folder: str | Path) -> datasets.Dataset:
    """Load the lessons as a `datasets.Dataset` with the columns of the release (`datasets.load_dataset(DIR)` does too).

    Raises:
        DataNotFoundError, DataError: as `read_extra`.
    """
    from datasets import Dataset

    from derivative_manim.columns import features

    return Dataset.from_list(read_extra(folder), features=features())
