"""Judging a run: every sample through the validator, in its sandbox; then the eleven rows, with intervals.

The denominator is what was asked for. A sample that is empty, cut or unreadable is a failure in every row that it
fails; a sample that is not there makes the evaluation incomplete, and it says so.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from derivative_manim.records import LEVELS, SPLITS

from . import data, verdicts
from .errors import FinetuneError
from .files import json_lines, locked, read_json, write_json, write_text
from .samples import SAMPLES, SETTINGS, Sample, read_samples, read_settings
from .statistics import pass_at_k, share

EVALUATION = "evaluation.json"
SECONDS = 60.0
#: A test function is near if its nearest training function is nearer than this (a token in five), as the card counts.
NEAR = 0.2
_KINDS = {
    "name": str, "kind": str, "mode": str, "settings": dict, "complete": bool, "missing": list, "samples": int,
    "functions": int, "samples_per_function": int, "rows": dict, "faultless": dict, "failures": dict,
    "pass_at_k": dict, "validator": dict, "samples_sha256": str,
}  # fmt: skip


def evaluate(
    folder: str | Path,
    workers: int = 2,
    seconds: float = SECONDS,
    *,
    known: Sequence[dict[str, Any]] = (),
) -> dict[str, Any]:
    """Judge the samples of a folder, and write verdicts.jsonl and evaluation.json into it.

    Verdicts that are there already, or in `known`, and are still good are kept. A scene that two samples share, asked
    with the same function, is judged once; one that takes too long, once more when nothing else runs beside it.

    Returns:
        What evaluation.json holds; `complete` says whether every sample that was asked for is there.

    Raises:
        SandboxUnavailable: there is no sandbox; nothing was run.
    """
    from derivative_manim.validation.cache import tool_digest

    settings = read_settings(folder)
    if settings is None:
        raise FinetuneError(f"{folder} has no {SETTINGS}: run `python -m finetune generate --output {folder}` first")
    samples = read_samples(folder)
    if not samples:
        raise FinetuneError(f"{folder} has no samples: run the command that was to write them again")
    if settings["split"] not in SPLITS:
        raise FinetuneError(f"{folder}: there is no split {settings['split']!r}")
    here, there = data.dataset_stamp(settings["split"]), settings["dataset"]
    if here["functions"] != there["functions"]:
        raise FinetuneError(
            f"{folder} is of version {there['version']} of the dataset, whose split {settings['split']} asks for other "
            f"functions than that of version {here['version']}, which is installed: generate anew"
        )
    asked = _asked(settings, samples, folder)
    with locked(folder):
        before = [*known, *verdicts.read(folder)]
        lines = verdicts.judge(Path(folder), before, samples, workers, seconds, settings["target"])
        write_text(Path(folder) / verdicts.VERDICTS, json_lines(lines))
        present = {sample.key for sample in samples}
        wanted = [f"{example['id']}.{index}" for index in range(settings["samples_per_function"]) for example in asked]
        found = summary(settings, lines, [key for key in wanted if key not in present])
        judged_by = {"manim": version("manim"), "digest": tool_digest().hex(), "limit_seconds": seconds}
        found |= {"samples_sha256": samples_digest(folder), "validator": judged_by}
        write_json(Path(folder) / EVALUATION, found)
    return found


def read_evaluation(folder: str | Path) -> dict[str, Any]:
    """Read what `evaluate` wrote."""
    source = Path(folder) / EVALUATION
    if not source.is_file():
        raise FinetuneError(f"{folder} is not evaluated: run `python -m finetune evaluate {folder}` first")
    try:
        return read_json(source, _KINDS)
    except FinetuneError as error:
        raise FinetuneError(f"{error}: run `python -m finetune evaluate {folder}` again") from None


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
    chosen = data.functions(settings["split"], wanted) if wanted < len(whole) else whole
    if present <= {row["id"] for row in chosen}:
        return chosen
    if len(present) == wanted:  # Inspect's --sample-id
        return [row for row in whole if row["id"] in present]
    raise FinetuneError(
        f"{folder}: its samples are of {len(present)} functions, its settings say {wanted}: "
        "which were asked for cannot be told"
    )


def summary(settings: Mapping[str, Any], lines: Sequence[Mapping[str, Any]], missing: Sequence[str]) -> dict[str, Any]:
    """Count verdicts.

    Returns:
        `rows`: by level, near and far, and in all, each of the eleven; `faultless`: usable and no check finds an
        error; `apart`: what `right_derivative` asks for together, counted one by one; `pass_at_k`; `failures`.
    """
    from derivative_manim.validation.judge import ROWS

    by_function: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for line in lines:
        by_function[line["id"]].append(line)
    groups = {name: members for name, members in _groups(settings["split"], lines).items() if members}
    most = min(map(len, by_function.values()))
    passed = {row: [(len(m), sum(line["rows"][row] for line in m)) for m in by_function.values()] for row in ROWS}
    return {
        "name": settings["name"],
        "kind": settings["kind"],
        "mode": settings["mode"],
        "settings": dict(settings),
        "complete": not missing,
        "missing": list(missing),
        "samples": len(lines),
        "functions": len(by_function),
        "samples_per_function": settings["samples_per_function"],
        "rows": {
            group: {row: _share(members, [line["rows"][row] for line in members]) for row in ROWS}
            for group, members in groups.items()
        },
        # `usable` is the study's: it says nothing of layout, nor of what is false beside curves and lines.
        "faultless": {
            group: _share(members, [line["rows"]["usable"] and not line["failure"] for line in members])
            for group, members in groups.items()
        },
        "apart": {
            name: _share(lines, [line.get(name, False) for line in lines])
            for name in ("slot_derivative", "no_false_line")
            if any(name in line for line in lines)
        },
        "pass_at_k": {
            row: {str(k): pass_at_k(counts, k) for k in range(1, most + 1)} for row, counts in passed.items()
        },
        "failures": {
            group: dict(Counter(line["failure"] for line in members if line["failure"]).most_common())
            for group, members in groups.items()
        },
    }


def _groups(split: str, lines: Sequence[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    groups = {level: [line for line in lines if line["level"] == level] for level in LEVELS}
    if split != "train":
        novelty = {row["id"]: row["novelty"] for row in data.functions(split)}
        groups["near"] = [line for line in lines if novelty[line["id"]] < NEAR]
        groups["far"] = [line for line in lines if novelty[line["id"]] >= NEAR]
    return groups | {"all": list(lines)}


def _share(lines: Sequence[Mapping[str, Any]], passed: Sequence[bool]) -> dict[str, Any]:
    return share(sum(passed), len(lines), len({line["id"] for line in lines}))
