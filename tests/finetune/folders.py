"""Folders of results for the tests: settings, samples and verdicts as `generate` and `evaluate` write them."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from derivative_manim.validation.judge import ROWS

from finetune import data
from finetune.files import append_lines, json_lines, write_json
from finetune.samples import SAMPLES, SETTINGS, Sample
from finetune.verdicts import VERDICTS

ENVIRONMENT = {"gpus": [], "processor": "A processor", "threads": 2, "packages": {"peft": "0.21.0"}}


def settings(split: str = "test", **changes: Any) -> dict[str, Any]:
    decoding = {"method": "greedy", "temperature": 0.0, "max_new_tokens": 2048, "shots": 0}
    return {
        "name": "a row", "kind": "fine-tuned", "mode": "direct", "target": "direct", "split": split, "wording": "all",
        "dataset": data.dataset_stamp(split), "functions": 4, "samples_per_function": 1, "model": "models/m",
        "adapter": "", "decoding": decoding, "seed": 42, "training": None, "environment": ENVIRONMENT, "seconds": 1.0,
        "complete": True, "command": "", **changes,
    }  # fmt: skip


def sample(example: Mapping[str, Any], text: str = "!", index: int = 0, **changes: Any) -> Sample:
    """A sample whose completion is its scene, as far as `changes` do not say otherwise."""
    named = {"completion": text, "scene": text, "prompt_tokens": 9, "completion_tokens": 100, "seconds": 0.1}
    return replace(Sample.of(example, index, 42, "?", **named), **changes)


def verdict(example: Mapping[str, Any], usable: bool, error: str = "syntax") -> dict[str, Any]:
    """The line of a sample that passes all rows or none."""
    return {
        "id": example["id"], "index": 0, "level": example["level"], "function": example["function"],
        "rows": dict.fromkeys(ROWS, usable), "error_class": "", "failure": "" if usable else error, "error": "",
        "problems": [], "judged": example["id"], "no_false_line": usable,
    }  # fmt: skip


def write_settings(folder: Path, content: Mapping[str, Any]) -> None:
    write_json(folder / SETTINGS, content)


def append_samples(folder: Path, samples: Iterable[Sample]) -> None:
    append_lines(folder / SAMPLES, map(asdict, samples))


def write_verdicts(folder: Path, lines: Iterable[Mapping[str, Any]]) -> None:
    (folder / VERDICTS).write_text(json_lines(lines))
