"""The loop that lets a model write the scenes of a split: batched, kept as it goes, resumed where it stopped."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from finetune import data
from finetune.config import Model
from finetune.errors import FinetuneError
from finetune.samples import Sample, append_samples, read_samples, read_settings, unfenced, write_settings
from finetune.sampling.asking import ask
from finetune.sampling.decoding import Decoding
from finetune.targets import UnfilledError, scene_of

MODES = ("direct", "few-shot", "fill", "constrained")


class Answering(Protocol):
    """What the loop needs of a model; `finetune.sampling.writer.Writer` has it."""

    def answer(
        self, prompts: list[str], decoding: Decoding, *, seed: int, target: str, examples: bool
    ) -> Sequence[Any]:
        """Answer a batch of prompts."""


@dataclass(frozen=True)
class Request:
    """What is to be written.

    Attributes:
        name: how the row is called in reports.
        kind: `zero-shot`, `few-shot` or `fine-tuned`.
        mode: one of `MODES`.
        model: the model.
        target: what an answer is: one of `finetune.targets.TARGETS`.
        adapter: folder of the adapter, or an empty string.
        split: which functions.
        limit: only so many of them, the same share of every level; None: all.
        wording: `all` or `standard`.
        shots: solved examples before each question.
        samples: how many answers to each.
        seed: of the first batch; each batch has the next.
        decoding: how tokens are chosen.
        training: of an adapter: what its run's history says of it.
    """

    name: str
    kind: str
    mode: str
    model: Model
    target: str = "direct"
    adapter: str = ""
    split: str = "test"
    limit: int | None = None
    wording: str = "all"
    shots: int = 0
    samples: int = 1
    seed: int = 42
    decoding: Decoding = field(default_factory=Decoding)
    training: dict[str, Any] | None = None

    def settings(self, functions: int) -> dict[str, Any]:
        """Give what is kept beside the samples."""
        return {
            "name": self.name,
            "kind": self.kind,
            "mode": self.mode,
            "target": self.target,
            "split": self.split,
            "wording": self.wording,
            "functions": functions,
            "samples_per_function": self.samples,
            "model": self.model.name,
            "revision": self.model.revision,
            "quantization": self.model.quantization,
            "compute_dtype": self.model.compute_dtype,
            "adapter": self.adapter,
            "decoding": {**self.decoding.as_dict(), "shots": self.shots},
            "seed": self.seed,
            "training": self.training,
        }


def generate(
    request: Request,
    output: str | Path,
    writer: Callable[[], Answering],
    tick: Callable[[int, int], None] = lambda done, total: None,
) -> list[Sample]:
    """Let a model write, or go on where an earlier call stopped.

    Args:
        request: what is to be written.
        output: a folder for samples.jsonl and generation.json.
        writer: makes the model; called only if something is left to write.
        tick: told how many samples there are and will be.

    Returns:
        All samples, those of earlier calls too.

    Raises:
        FinetuneError: the folder has samples of another request, or a sample could be of no function asked for.
    """
    from finetune.training.history import environment

    asked = data.functions(request.split, request.limit)
    train = list(data.examples("train")) if request.shots else []
    settings = request.settings(len(asked))
    before = read_settings(output)
    _same(before, settings, output)
    spent = (before or {}).get("seconds", 0.0)
    done = {sample.key: sample for sample in (read_samples(output) if before and _any(output) else [])}
    settings |= {"environment": environment(), "seconds": spent, "complete": False}
    write_settings(output, settings)

    work = [(index, example) for index in range(request.samples) for example in asked]
    size = request.decoding.batch_size
    model: Answering | None = None
    started = time.monotonic()
    tick(len(done), len(work))
    for number, start in enumerate(range(0, len(work), size)):
        # A batch that is partly there is written again whole: its random numbers depend on who is in it.
        batch = work[start : start + size]
        missing = [(index, example) for index, example in batch if f"{example['id']}.{index}" not in done]
        if not missing:
            continue
        model = model or writer()
        seed = request.seed + number
        prompts = [ask(example, request.wording, request.target, request.shots, train) for _, example in batch]
        answers = model.answer(prompts, request.decoding, seed=seed, target=request.target, examples=request.shots > 0)
        made = [
            _sample(index, example, prompt, answer, seed, request.target)
            for (index, example), prompt, answer in zip(batch, prompts, answers, strict=True)
        ]
        new = [sample for sample in made if sample.key not in done]
        append_samples(output, new)
        done |= {sample.key: sample for sample in new}
        settings["seconds"] = spent + time.monotonic() - started
        write_settings(output, settings)
        tick(len(done), len(work))
    settings["complete"] = len(done) == len(work)
    write_settings(output, settings)
    return [done[f"{example['id']}.{index}"] for index, example in work]


def _any(output: str | Path) -> bool:
    return (Path(output) / "samples.jsonl").is_file()


def _same(before: Mapping[str, Any] | None, settings: Mapping[str, Any], output: str | Path) -> None:
    if before is None:
        if _any(output):
            raise FinetuneError(f"{output} has samples without their settings: choose another --output")
        return
    different = [name for name, value in settings.items() if before.get(name) != value]
    if different:
        raise FinetuneError(
            f"{output} has samples made otherwise ({', '.join(different)} differ): choose another --output, "
            "or ask for the same to go on with them"
        )


def _sample(index: int, example: Mapping[str, Any], prompt: str, answer: Any, seed: int, target: str) -> Sample:
    sample = Sample(
        id=example["id"],
        level=example["level"],
        function=example["function"],
        index=index,
        seed=seed,
        prompt=prompt,
        completion=answer.completion,
        scene="",
        unfilled="",
        finish_reason=answer.finish_reason,
        prompt_tokens=answer.prompt_tokens,
        completion_tokens=answer.completion_tokens,
        seconds=round(answer.seconds, 3),
    )
    try:
        scene = scene_of(target, unfenced(answer.completion), example_id=example["id"])
    except UnfilledError as error:
        return replace(sample, unfilled=str(error))
    return replace(sample, scene=scene)
