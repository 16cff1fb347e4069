"""What a model answered, one JSON line each, and the settings that they were made with beside them."""

from __future__ import annotations

import json
import os
import re
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from .errors import FinetuneError
from .files import checked, parsed, read_json, read_lines, write_json
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
        id: the example that was asked for, `dm-0001`.
        level: its level.
        function: its function, as SymPy text: what the verdict compares with.
        index: which of n samples of this function, from 0.
        seed: of the random numbers, of the batch that this sample was drawn in.
        prompt: what the model was given.
        completion: what it wrote, the end-of-sequence token left out.
        scene: the Python source that is judged; empty if `unfilled` says why there is none.
        unfilled: in `fill` mode, why the answer makes no scene.
        finish_reason: `stop` (it ended by itself) or `length` (it was cut at the limit).
        prompt_tokens: length of the prompt.
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
    scene: str
    unfilled: str
    finish_reason: str
    prompt_tokens: int
    completion_tokens: int
    seconds: float

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


_SAMPLE = {
    field.name: {"int": int, "float": (int, float)}.get(str(field.type), str) for field in fields(Sample)
}  # fmt: skip


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

    Raises:
        FinetuneError: there are none, or a line is not a sample.
    """
    source = Path(folder) / SAMPLES
    if not source.is_file():
        raise FinetuneError(f"{folder} has no {SAMPLES}: run `python -m finetune generate --output {folder}` first")
    found = []
    for where, line in read_lines(source):
        content = checked(parsed(where, line), _SAMPLE, where)
        unknown = set(content) - set(_SAMPLE)
        if unknown:
            raise FinetuneError(f"{where}: a sample has no {', '.join(sorted(unknown))}")
        found.append(Sample(**content))
    return found


def append_samples(folder: str | Path, samples: list[Sample]) -> None:
    """Add samples to a run, a line that an interruption cut being taken away first.

    Raises:
        FinetuneError: the disk is full, or the folder is not writable; what was there stays.
    """
    target = Path(folder) / SAMPLES
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        whole = 0
        if target.is_file():
            whole = target.read_bytes().rfind(b"\n") + 1
            os.truncate(target, whole)
        # ASCII: a model may write half of a surrogate pair, which UTF-8 does not have.
        lines = "".join(json.dumps(asdict(sample), ensure_ascii=True) + "\n" for sample in samples)
        with target.open("a", encoding="utf-8", newline="\n") as file:
            file.write(lines)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise FinetuneError(f"{target} cannot be written: {error.strerror or error}") from None


def write_settings(folder: str | Path, settings: dict[str, Any]) -> None:
    """Write the settings of a run beside its samples, whole or not at all."""
    write_json(Path(folder) / SETTINGS, settings)


def read_settings(folder: str | Path) -> dict[str, Any] | None:
    """Read the settings of a run; None if it has none yet.

    Raises:
        FinetuneError: the file is damaged. An empty one, which a full disk leaves, counts as none.
    """
    source = Path(folder) / SETTINGS
    if not source.is_file() or source.stat().st_size == 0:
        return None
    found = read_json(source, _SETTINGS)
    if found["functions"] < 1 or found["samples_per_function"] < 1:
        raise FinetuneError(f"{source}: functions and samples_per_function are to be 1 or more")
    checked(found["dataset"], {"version": str, "functions": str}, f"{source}: dataset")
    return found
