"""Judging a run: every sample through the validator, in its sandbox; then the eleven rows, with intervals.

The denominator is what was asked for. A sample that is empty, cut or unreadable is a failure in every row that it
fails; a sample that is not there makes the evaluation incomplete, and it says so.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from finetune import data
from finetune.errors import FinetuneError
from finetune.evaluation import verdicts
from finetune.evaluation.counting import row_names, summary
from finetune.evaluation.judging import judge
from finetune.samples import SAMPLES, SETTINGS, Sample, read_samples, read_settings

EVALUATION, MARKDOWN = "evaluation.json", "evaluation.md"
SECONDS = 60.0
_NEEDED = ("name", "kind", "mode", "split", "functions", "samples_per_function")
_PACKAGES = ("manim", "numpy", "sympy", "mpmath")


def evaluate(
    folder: str | Path,
    workers: int = 2,
    seconds: float = SECONDS,
    progress: Callable[[int, int], None] = lambda done, total: None,
    *,
    partial: bool = False,
    retry_timeouts: bool = False,
) -> dict[str, Any]:
    """Judge the samples of a folder, and write verdicts.jsonl, evaluation.json and evaluation.md into it.

    Verdicts that are there already and are still good are kept. A scene that two samples share, asked with the same
    function, is judged once; one that takes too long, once more when nothing else runs beside it, for time by the clock
    is also that of the other scenes and of whatever else the machine does. Then the second verdict counts.

    Args:
        folder: has samples.jsonl and generation.json.
        workers: sandboxes at a time.
        seconds: the longest that a scene may run.
        progress: told how many samples are judged and how many there are.
        partial: count missing samples as failures in all rows.
        retry_timeouts: judge those again that took too long in an earlier call: the machine may have been busy.

    Returns:
        What evaluation.json holds; `complete` says whether every sample that was asked for is there.

    Raises:
        FinetuneError: there are no samples, or they are not of the functions that the settings name.
        SandboxUnavailable: there is no sandbox; nothing was run.
    """
    settings = read_settings(folder)
    if settings is None:
        raise FinetuneError(f"{folder} has no {SETTINGS}: run `python -m finetune generate --output {folder}` first")
    if lacking := [name for name in _NEEDED if name not in settings]:
        raise FinetuneError(f"{folder}: {SETTINGS} does not say {', '.join(lacking)}")
    samples = read_samples(folder)
    if not samples:
        raise FinetuneError(f"{folder} has no samples: run the command that was to write them again")
    asked = _asked(settings, samples, folder)
    before = [line for line in verdicts.read(folder) if not (retry_timeouts and line.get("error_class") == "timeout")]
    lines = judge(Path(folder), before, samples, workers, seconds, progress)
    missing = _missing(settings, samples, asked)
    if partial:
        lines += [verdicts.no_sample(example, index, row_names()) for example, index in missing]
    verdicts.write(folder, lines)
    found = summary(settings, lines, [f"{example['id']}.{index}" for example, index in missing])
    found |= {"samples_sha256": samples_digest(folder), "validator": _validator(seconds)}
    _write(Path(folder), found)
    return found


def samples_digest(folder: str | Path) -> str:
    """Give the SHA-256 of samples.jsonl: an evaluation is one of these samples and no others."""
    return hashlib.sha256((Path(folder) / SAMPLES).read_bytes()).hexdigest()


def _asked(settings: Mapping[str, Any], samples: Sequence[Sample], folder: str | Path) -> list[dict[str, Any]]:
    """Give the examples that were asked for, and hold the samples to them: the dataset says what a function is."""
    whole = data.functions(settings["split"])
    rows = {row["id"]: row for row in whole}
    seen: set[str] = set()
    for sample in samples:
        row = rows.get(sample.id)
        if row is None or (sample.function, sample.level) != (row["function"], row["level"]):
            raise FinetuneError(f"{folder}: sample {sample.key} is of no function of the split {settings['split']}")
        if sample.key in seen or not 0 <= sample.index < settings["samples_per_function"]:
            raise FinetuneError(f"{folder}: sample {sample.key} is there twice, or is one more than was asked for")
        seen.add(sample.key)
    present = {sample.id for sample in samples}
    wanted = int(settings["functions"])
    if wanted == len(whole):
        return whole
    chosen = data.functions(settings["split"], wanted) if 0 < wanted < len(whole) else []
    if present <= {row["id"] for row in chosen}:
        return chosen
    if len(present) == wanted:
        return [row for row in whole if row["id"] in present]
    raise FinetuneError(
        f"{folder}: its samples are of {len(present)} functions, its settings say {wanted}: "
        "which were asked for cannot be told"
    )


def _missing(
    settings: Mapping[str, Any], samples: Sequence[Sample], asked: Sequence[dict[str, Any]]
) -> list[tuple[dict[str, Any], int]]:
    present = {sample.key for sample in samples}
    wanted = [(example, index) for index in range(settings["samples_per_function"]) for example in asked]
    return [(example, index) for example, index in wanted if f"{example['id']}.{index}" not in present]


def _validator(seconds: float) -> dict[str, Any]:
    from validation.cache import tool_digest

    versions = {package: importlib.metadata.version(package) for package in _PACKAGES}
    return {"manim": versions["manim"], "packages": versions, "digest": tool_digest().hex(), "limit_seconds": seconds}


def _write(folder: Path, found: Mapping[str, Any]) -> None:
    from finetune.evaluation.table import markdown

    for name, text in (
        (EVALUATION, json.dumps(found, indent=1, allow_nan=False) + "\n"),
        (MARKDOWN, markdown(found)),
    ):
        part = folder / f"{name}.part"
        part.write_text(text, encoding="utf-8", newline="\n")
        part.replace(folder / name)
