"""The rows of the comparison that need no model: what copying reaches, and that the evaluator lets right lessons pass.

`copied`: the scene of the training function that is nearest as text (`finetune.retrieval`), unchanged. It has the
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

from finetune import data
from finetune.errors import FinetuneError
from finetune.retrieval import nearest
from finetune.samples import SAMPLES, Sample, append_samples, read_settings, write_settings

NAMES = {"copied": "nearest training scene, copied", "rules": "rule-based generator"}
SEED = 42  # nothing is drawn; a sample has one


def write(
    kind: str,
    output: str | Path,
    *,
    split: str = "test",
    limit: int | None = None,
    tick: Callable[[int, int], None] = lambda done, total: None,
) -> list[Sample]:
    """Write the samples of a baseline and its settings; a baseline of the same kind there is written anew.

    Args:
        kind: `copied` or `rules`.
        output: a folder.
        split: which functions.
        limit: only so many of them, the same share of every level; None: all.
        tick: told how many samples are done and how many there will be.

    Raises:
        FinetuneError: the folder has samples of something else.
    """
    from finetune.training.history import environment

    folder = Path(output)
    before = read_settings(folder)
    if (before is None and (folder / SAMPLES).is_file()) or (before is not None and before.get("kind") != kind):
        raise FinetuneError(f"{folder} has other samples: choose another --output")
    asked = data.functions(split, limit)
    train = list(data.examples("train")) if kind == "copied" else []
    settings: dict[str, Any] = {
        "name": NAMES[kind], "kind": kind, "mode": "none", "split": split, "wording": "all", "functions": len(asked),
        "samples_per_function": 1, "model": "", "adapter": "",
        "decoding": {"method": "none", "temperature": 0.0, "beams": 1, "max_new_tokens": 0, "batch_size": 1,
                     "shots": 0},
        "seed": SEED, "training": None, "environment": environment(), "seconds": 0.0, "complete": False,
    }  # fmt: skip
    (folder / SAMPLES).unlink(missing_ok=True)
    write_settings(folder, settings)
    started = time.monotonic()
    samples = []
    for example in asked:
        before_this = time.monotonic()
        scene, reason = (copied(example, train), "") if kind == "copied" else generated(example)
        samples.append(_sample(example, scene, reason, time.monotonic() - before_this))
        tick(len(samples), len(asked))
    append_samples(folder, samples)
    write_settings(folder, settings | {"seconds": time.monotonic() - started, "complete": True})
    return samples


def copied(example: Mapping[str, Any], train: Sequence[Mapping[str, Any]]) -> str:
    """Give the scene of the nearest training function, never that of the example itself."""
    return str(nearest(example["function"], (row for row in train if row["id"] != example["id"]))[0]["code"])


def generated(example: Mapping[str, Any]) -> tuple[str, str]:
    """Make the scene of a function with the rule-based generator.

    Args:
        example: only its `id` and its `function`, as text, are looked at.

    Returns:
        The scene, and an empty text; or an empty scene, and why there is none.
    """
    # The extra `generation` is needed for this only.
    from derivative_manim.generation.geometry import picture
    from derivative_manim.generation.lesson import steps
    from derivative_manim.generation.parse import parse
    from derivative_manim.generation.rules import differentiate
    from derivative_manim.generation.scene import render_scene

    try:
        f = parse(example["function"])
        derivation = differentiate(f)
        df = derivation.derivative
        record = {"id": example["id"], "function": example["function"]}
        return render_scene(record, f, df, steps(derivation), picture(f, df)), ""
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
