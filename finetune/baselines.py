"""The rows of the comparison that need no model: what copying reaches, and that the evaluator lets right lessons pass.

`copied`: the scene of the training function that is nearest as text (`data.nearest`), unchanged. It has the
template and runs; it is about another function. What it scores in right function, right derivative and usable is what
a wrong evaluator would give.

`rules`: the project's own generator, from the text of the function alone. Its scenes have to be usable, all of them:
if not, the evaluator or the generator is wrong.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from . import data, runs
from .errors import FinetuneError
from .files import locked
from .samples import SAMPLES, Sample, append_samples, read_settings, write_settings

NAMES = {"copied": "nearest training scene, copied", "rules": "rule-based generator"}
SEED = 42  # nothing is drawn; a sample has one


def write(
    kind: str,
    output: str | Path,
    *,
    split: str = "test",
    limit: int | None = None,
    command: str = "",
    tick: Callable[[int, int], None] = lambda done, total: None,
) -> list[Sample]:
    """Write the samples of a baseline and its settings; a baseline of the same kind there is written anew.

    Raises:
        FinetuneError: the folder has samples of something else.
    """
    folder = Path(output)
    before = read_settings(folder)
    if (before is None and (folder / SAMPLES).is_file()) or (before is not None and before["kind"] != kind):
        raise FinetuneError(f"{folder} has other samples: choose another --output")
    asked = data.functions(split, limit)
    settings: dict[str, Any] = {
        "name": NAMES[kind], "kind": kind, "mode": "none", "target": "direct", "split": split, "wording": "all",
        "functions": len(asked), "samples_per_function": 1, "model": "", "adapter": "",
        "decoding": {"method": "none", "max_new_tokens": 0, "shots": 0}, "seed": SEED, "training": None,
        "dataset": data.dataset_stamp(split), "command": command, "environment": runs.environment(), "seconds": 0.0,
        "complete": False,
    }  # fmt: skip
    started = time.monotonic()
    samples = []
    with locked(folder):
        for example in asked:
            before_this = time.monotonic()
            scene, reason = (copied(example, data.examples("train")), "") if kind == "copied" else generated(example)
            samples.append(_sample(example, scene, reason, time.monotonic() - before_this))
            tick(len(samples), len(asked))
        (folder / SAMPLES).unlink(missing_ok=True)
        write_settings(folder, settings)
        append_samples(folder, samples)
        write_settings(folder, settings | {"seconds": time.monotonic() - started, "complete": True})
    return samples


def copied(example: Mapping[str, Any], train: Sequence[Mapping[str, Any]]) -> str:
    """Give the scene of the nearest training function, never that of the example itself."""
    return str(data.nearest(example["function"], (row for row in train if row["id"] != example["id"]))[0]["code"])


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


def _sample(example: Mapping[str, Any], scene: str, reason: str, seconds: float) -> Sample:
    return Sample(
        id=example["id"],
        level=example["level"],
        function=example["function"],
        index=0,
        seed=SEED,
        prompt="",
        completion=scene,
        scene=scene,
        unfilled=reason,
        finish_reason="stop",
        prompt_tokens=0,
        completion_tokens=0,
        seconds=round(seconds, 3),
    )
