"""Samples: what a model answered, one JSON line each, and the settings that they were made with beside them."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from finetune.errors import FinetuneError

SAMPLES, SETTINGS = "samples.jsonl", "generation.json"
_FENCE = re.compile(r"^```[\w+-]*[ \t]*\n(.*?)(?:^```[ \t]*$|\Z)", re.DOTALL | re.MULTILINE)


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
    return list(_parsed(source))


def _parsed(source: Path) -> Iterator[Sample]:
    names = {field.name for field in fields(Sample)}
    # Not `splitlines`: what a model wrote may hold other line ends, U+2028 for one. What follows the last "\n" was cut.
    lines = source.read_text(encoding="utf-8").split("\n")[:-1]
    for number, line in enumerate(lines, 1):
        try:
            content = json.loads(line)
        except json.JSONDecodeError as error:
            raise FinetuneError(f"{source}, line {number}: not JSON ({error})") from None
        if not isinstance(content, dict) or set(content) != names:
            raise FinetuneError(f"{source}, line {number}: a sample has exactly {', '.join(sorted(names))}")
        yield Sample(**content)


def append_samples(folder: str | Path, samples: list[Sample]) -> None:
    """Add samples to a run, a line that an interruption cut being taken away first."""
    target = Path(folder) / SAMPLES
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.is_file():
        content = target.read_bytes()
        whole = content.rfind(b"\n") + 1
        if whole < len(content):
            with target.open("r+b") as file:
                file.truncate(whole)
    with target.open("a", encoding="utf-8", newline="\n") as file:
        for sample in samples:
            # ASCII: a model may write half of a surrogate pair, which UTF-8 does not have.
            file.write(json.dumps(asdict(sample), ensure_ascii=True) + "\n")
        file.flush()
        os.fsync(file.fileno())


def write_settings(folder: str | Path, settings: dict[str, Any]) -> None:
    """Write the settings of a run beside its samples."""
    target = Path(folder) / SETTINGS
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")


def read_settings(folder: str | Path) -> dict[str, Any] | None:
    """Read the settings of a run; None if it has none yet."""
    source = Path(folder) / SETTINGS
    if not source.is_file():
        return None
    content: dict[str, Any] = json.loads(source.read_text(encoding="utf-8"))
    return content
