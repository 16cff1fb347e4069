"""The rows of the comparison that need no model.

`copied`: the scene of the nearest training function, unchanged: what it scores, a wrong evaluator gives.
`rules`: the project's own generator, from the text of the function alone: its scenes have to be usable, all of them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from . import data
from .generate import Batch, Request, generate
from .samples import Sample
from .writer import Model

NAMES = {"copied": "nearest training scene, copied", "rules": "rule-based generator"}


def write(
    kind: str,
    output: str | Path,
    *,
    split: str = "test",
    limit: int | None = None,
    command: str = "",
) -> list[Sample]:
    """Write the samples of a baseline and its settings."""
    request = Request(NAMES[kind], kind, "none", Model(""), split=split, limit=limit, command=command)
    return generate(request, output, lambda: partial(_scenes, copied if kind == "copied" else generated))


def _scenes(make: Callable[[Mapping[str, Any]], tuple[str, str]], batch: Batch, seed: int) -> list[Sample]:
    samples = []
    for index, example in batch:
        started = time.monotonic()
        scene, reason = make(example)
        seconds = round(time.monotonic() - started, 3)
        samples.append(Sample.of(example, index, seed, "", scene, scene=scene, unfilled=reason, seconds=seconds))
    return samples


def copied(example: Mapping[str, Any]) -> tuple[str, str]:
    """Give the scene of the nearest training function, never that of the example itself; and no reason for none."""
    train = (row for row in data.examples("train") if row["id"] != example["id"])
    return str(data.nearest(example["function"], train)[0]["code"]), ""


def generated(example: Mapping[str, Any]) -> tuple[str, str]:
    """Make the scene of a function with the rule-based generator.

    Returns:
        The scene, and an empty text; or an empty scene, and why there is none.
    """
    # The extra `generation` is needed for this only.
    from derivative_manim.generation.catalogue import Entry
    from derivative_manim.generation.example import make_example
    from derivative_manim.generation.parse import parse

    text = example["function"]
    try:
        return make_example(Entry(int(example["id"].removeprefix("dm-")), text, parse(text), "")).code, ""
    except Exception as error:  # whatever it is: the sample stays, as a failure
        return "", f"{type(error).__name__}: {error}"
