"""The loop that lets a model write the scenes of a split: batched, kept as it goes, resumed where it stopped."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from . import data, runs
from .errors import FinetuneError
from .files import locked
from .samples import SAMPLES, Sample, append_samples, read_samples, read_settings, write_settings
from .writer import Decoding, Model

MODES = ("direct", "few-shot", "fill", "constrained")
#: What may differ between two calls that go on with the same samples.
_FREE = {"environment", "seconds", "complete", "command"}


class Answering(Protocol):
    """What the loop needs of a model; `writer.Writer` has it."""

    def answer(
        self, prompts: list[str], decoding: Decoding, *, seed: int, target: str, examples: bool
    ) -> Sequence[Any]:
        """Answer a batch of prompts."""


@dataclass(frozen=True)
class Request:
    """What is to be written."""

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
    command: str = ""

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
            "load_in_4bit": self.model.load_in_4bit,
            "dtype": self.model.dtype,
            "adapter": self.adapter,
            "decoding": {**self.decoding.as_dict(), "shots": self.shots},
            "seed": self.seed,
            "training": self.training,
            "dataset": data.dataset_stamp(self.split),
            "command": self.command,
        }


def generate(
    request: Request,
    output: str | Path,
    writer: Callable[[], Answering],
    tick: Callable[[int, int], None] = lambda done, total: None,
) -> list[Sample]:
    """Let a model write, or go on where an earlier call stopped.

    Returns:
        All samples, those of earlier calls too.

    Raises:
        FinetuneError: the folder has samples of another request, or another process writes there.
    """
    asked = data.functions(request.split, request.limit)
    settings = request.settings(len(asked))
    work = [(index, example) for index in range(request.samples) for example in asked]
    with locked(output):
        before = read_settings(output)
        there = (Path(output) / SAMPLES).is_file()
        done = {sample.key: sample for sample in (read_samples(output) if there else [])}
        _same(before, settings, output, samples=bool(done))
        spent = float((before or {}).get("seconds", 0.0))
        settings |= {"environment": runs.environment(), "seconds": spent, "complete": False}
        size = request.decoding.batch_size
        model: Answering | None = None
        started = time.monotonic()
        tick(len(done), len(work))
        for number, start in enumerate(range(0, len(work), size)):
            # A batch that is partly there is written again whole: its random numbers depend on who is in it.
            batch = work[start : start + size]
            if all(_key(index, example) in done for index, example in batch):
                continue
            if model is None:
                model = writer()
                write_settings(output, settings)
            made = answered(request, model, batch, request.seed + number)
            new = [sample for sample in made if sample.key not in done]
            append_samples(output, new)
            done |= {sample.key: sample for sample in new}
            settings["seconds"] = spent + time.monotonic() - started
            write_settings(output, settings)
            tick(len(done), len(work))
        settings["complete"] = True
        write_settings(output, settings)
    return [done[_key(index, example)] for index, example in work]


def _key(index: int, example: Mapping[str, Any]) -> str:
    return f"{example['id']}.{index}"


def answered(
    request: Request, model: Answering, batch: Sequence[tuple[int, Mapping[str, Any]]], seed: int
) -> list[Sample]:
    """Let a model write one batch: (which of n samples, the function's row) of each."""
    prompts = [data.ask(example, request.wording, request.target, request.shots) for _, example in batch]
    answers = model.answer(
        prompts, request.decoding, seed=seed, target=request.target, examples=request.shots > 0
    )  # fmt: skip
    return [
        Sample(
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
        ).filled(request.target)
        for (index, example), prompt, answer in zip(batch, prompts, answers, strict=True)
    ]


def _same(before: Mapping[str, Any] | None, settings: Mapping[str, Any], output: str | Path, *, samples: bool) -> None:
    if not samples:
        return  # nothing was written: what was to be written there binds nobody
    if before is None:
        raise FinetuneError(f"{output} has samples without their settings: choose another --output")
    different = [name for name, value in settings.items() if name not in _FREE and before.get(name) != value]
    if different:
        raise FinetuneError(
            f"{output} has samples made otherwise ({', '.join(different)} differ): choose another --output, "
            "or ask for the same to go on with them"
        )


def request_of(options: argparse.Namespace) -> Request:
    """Make a request of the options of `python -m finetune generate`.

    Raises:
        FinetuneError: they contradict each other, or the run is not one.
    """
    from .models import device

    training, adapter, wording, trained = None, "", "all", "direct"
    if options.run is not None:
        kept = runs.read_run(options.run)
        if kept is None:
            raise FinetuneError(f"{options.run} has no {runs.RUN}: it is not a training run")
        config = kept["config"]
        wording, trained = config["wording"], config["target"]
        model = Model(
            config["model_name_or_path"],
            config["model_revision"],
            config["load_in_4bit"],
            "bfloat16" if config["bf16"] else "float32",
        )
        adapter, training = runs.adapter_of(options.run, kept, options.checkpoint)
        if options.without_adapter:
            adapter = ""
    else:
        if options.checkpoint or options.without_adapter:
            raise FinetuneError("--checkpoint and --without-adapter go with --run")
        model = Model(options.model, None, options.load_in_4bit, options.dtype)
    mode = options.mode or ("direct" if trained == "direct" else "fill")
    fills = trained if trained != "direct" else "fill"
    target = fills if mode == "fill" or (mode == "constrained" and trained != "direct") else "direct"
    if options.run is not None and target != trained:
        raise FinetuneError(
            f"{options.run} learned {trained}, and --mode {mode} wants {target}: train with --target {target}"
        )
    shots = options.shots if options.shots is not None else (2 if mode == "few-shot" else 0)
    if (mode == "few-shot") != (shots > 0) and mode != "fill":
        raise FinetuneError("--shots goes with --mode few-shot or fill")
    decoding = Decoding(
        temperature=options.temperature,
        top_p=options.top_p,
        beams=options.beams,
        max_new_tokens=options.max_new_tokens or (2048 if target == "direct" else 768),
        batch_size=options.batch_size or (64 if device() == "cuda" else 8),
        constrained=mode == "constrained",
    )
    if options.samples > 1 and decoding.method != "sampling":
        raise FinetuneError(f"{options.samples} answers would all be the same: give a --temperature")
    kind = "fine-tuned" if training else ("few-shot" if shots else "zero-shot")
    notes = [note for note, given in (("no adapter", options.without_adapter), ("bare prompt", options.bare)) if given]
    return Request(
        name=options.name or ", ".join([f"{Path(model.name).name}, {kind}, {mode}", *notes]),
        kind=kind,
        mode=mode,
        model=model,
        target=target,
        adapter=adapter,
        split=options.split,
        limit=options.limit,
        wording="bare" if options.bare else options.wording or wording,
        shots=shots,
        samples=options.samples,
        seed=options.seed,
        decoding=decoding,
        training=training,
        command=getattr(options, "command_line", ""),
    )
