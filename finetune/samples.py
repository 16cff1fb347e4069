"""What a model answered, one JSON line each, and the settings that they were made with beside them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from .errors import FinetuneError
from .files import append_lines, checked, locked, read_json, read_lines, write_json
from .targets import UnfilledError, scene_of

SAMPLES, SETTINGS = "samples.jsonl", "generation.json"
_FENCE = re.compile(r"^```[\w+-]*[ \t]*\n(.*?)(?:^```[ \t]*$|\Z)", re.DOTALL | re.MULTILINE)
_SETTINGS = {
    "name": str, "kind": str, "mode": str, "target": str, "split": str, "functions": int, "samples_per_function": int,
    "decoding": dict, "dataset": dict, "complete": bool,
}  # fmt: skip


@dataclass(frozen=True)
class Sample:
    """One answer.

    Attributes:
        function: as SymPy text: what the verdict compares with.
        index: which of n samples of this function, from 0.
        seed: of the random numbers, of the batch that this sample was drawn in.
        completion: what it wrote, the end-of-sequence token left out.
        scene: the Python source that is judged; empty if `unfilled` says why there is none.
        unfilled: in `fill` mode, why the answer makes no scene.
        finish_reason: `stop` (it ended by itself) or `length` (it was cut at the limit).
        completion_tokens: length of the completion, its end-of-sequence token counted.
        seconds: its share of the time its batch took.
    """

    id: str
    level: str
    function: str
    index: int
    seed: int
    prompt: str
    completion: str
    scene: str = ""
    unfilled: str = ""
    finish_reason: str = "stop"
    prompt_tokens: int = 0
    completion_tokens: int = 0
    seconds: float = 0.0

    @classmethod
    def of(cls, example: Mapping[str, Any], *given: Any, **named: Any) -> Sample:
        """Give an answer to an example, by the attributes that follow."""
        return cls(example["id"], example["level"], example["function"], *given, **named)

    @property
    def key(self) -> str:
        """What tells it from every other sample of a run."""
        return f"{self.id}.{self.index}"

    def filled(self, target: str) -> Sample:
        """Give the sample with the scene that its completion stands for, or with the reason why there is none."""
        try:
            return replace(self, scene=scene_of(target, unfenced(self.completion), example_id=self.id))
        except UnfilledError as error:
            return replace(self, unfilled=str(error))


_SAMPLE = {field.name: {"int": int, "float": (int, float)}.get(str(field.type), str) for field in fields(Sample)}


def unfenced(text: str) -> str:
    """Give the code of an answer: the first fenced block of Markdown if it has one, else all of it.

    Chat models fence their code; to hold that against them would measure manners. The same for every row of a
    comparison.
    """
    found = _FENCE.search(text)
    return found.group(1) if found else text


def read_samples(folder: str | Path) -> list[Sample]:
    """Read the samples of a run, in the order in which they were made.

    A last line that an interruption cut is left out; generation makes it again.
    """
    source = Path(folder) / SAMPLES
    if not source.is_file():
        raise FinetuneError(f"{folder} has no {SAMPLES}: run `python -m finetune generate --output {folder}` first")
    found = []
    for where, line in read_lines(source):
        try:
            content = checked(json.loads(line), _SAMPLE, where)
        except (ValueError, RecursionError) as error:
            raise FinetuneError(f"{where}: not JSON ({error})") from None
        unknown = set(content) - set(_SAMPLE)
        if unknown:
            raise FinetuneError(f"{where}: a sample has no {', '.join(sorted(unknown))}")
        found.append(Sample(**content))
    return found


def write_new(folder: str | Path, settings: dict[str, Any], samples: list[Sample]) -> None:
    """Write samples that were not generated here, with their settings, into a folder without any."""
    with locked(folder):
        if (Path(folder) / SAMPLES).exists():
            raise FinetuneError(f"{folder} has samples already: choose another --output")
        write_json(Path(folder) / SETTINGS, settings)
        append_lines(Path(folder) / SAMPLES, map(asdict, samples))


def read_settings(folder: str | Path) -> dict[str, Any] | None:
    """Read the settings of a run; None if it has none yet."""
    source = Path(folder) / SETTINGS
    if not source.is_file() or source.stat().st_size == 0:
        return None
    found = read_json(source, _SETTINGS)
    if found["functions"] < 1 or found["samples_per_function"] < 1:
        raise FinetuneError(f"{source}: functions and samples_per_function are to be 1 or more")
    checked(found["dataset"], {"version": str, "functions": str}, f"{source}: dataset")
    return found
