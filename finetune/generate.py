"""The loop that lets a model write the scenes of a split: batched, kept as it goes, resumed where it stopped."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track

from . import data, runs
from .errors import FinetuneError
from .files import append_lines, locked, write_json
from .samples import SAMPLES, SETTINGS, Sample, read_samples, read_settings
from .writer import Decoding, Model, Writer

#: What may differ between two calls that go on with the same samples.
_FREE = {"environment", "seconds", "complete", "command"}


#: Which of n samples, and the function's row, of each.
Batch = Sequence[tuple[int, Mapping[str, Any]]]


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
        kept = ("name", "kind", "mode", "target", "split", "wording", "adapter", "seed", "training", "command")
        model = asdict(self.model)
        return {name: getattr(self, name) for name in kept} | {
            "functions": functions,
            "samples_per_function": self.samples,
            "model": model.pop("name"),
            **model,
            "decoding": {"method": self.decoding.method, **asdict(self.decoding), "shots": self.shots},
            "dataset": data.dataset_stamp(self.split),
        }


def generate(
    request: Request, output: str | Path, writer: Callable[[], Callable[[Batch, int], list[Sample]]]
) -> list[Sample]:
    """Let a model write, or go on where an earlier call stopped.

    Args:
        request: what is to be written.
        output: the folder of the samples.
        writer: loads what answers a batch with a seed; called only if something is left to write.

    Returns:
        All samples, those of earlier calls too.
    """
    asked = data.functions(request.split, request.limit)
    settings = request.settings(len(asked))
    work = [(index, example) for index in range(request.samples) for example in asked]
    with locked(output):
        before = read_settings(output) or {}
        done = {sample.key: sample for sample in (read_samples(output) if (Path(output) / SAMPLES).is_file() else [])}
        different = [name for name, value in settings.items() if name not in _FREE and before.get(name) != value]
        if done and different:  # without samples, what was to be written there binds nobody
            raise FinetuneError(
                f"{output} has samples made otherwise ({', '.join(different)} differ): choose another --output, "
                "or ask for the same to go on with them"
            )
        settings = {"seconds": 0.0, **before, **settings, "complete": False}
        spent = float(settings["seconds"])
        size = request.decoding.batch_size
        write: Callable[[Batch, int], list[Sample]] | None = None
        started = time.monotonic()
        for number, start in enumerate(track(range(0, len(work), size), "answers", console=Console(stderr=True))):
            # A batch that is partly there is written again whole: its random numbers depend on who is in it.
            batch = work[start : start + size]
            if all(_key(index, example) in done for index, example in batch):
                continue
            if write is None:
                write = writer()
                settings["environment"] = runs.environment()  # of who writes, not of who only looks
                write_json(Path(output) / SETTINGS, settings)
            new = [sample for sample in write(batch, request.seed + number) if sample.key not in done]
            append_lines(Path(output) / SAMPLES, map(asdict, new))
            done |= {sample.key: sample for sample in new}
            settings["seconds"] = spent + time.monotonic() - started
            write_json(Path(output) / SETTINGS, settings)
        settings["complete"] = True
        write_json(Path(output) / SETTINGS, settings)
    return [done[_key(index, example)] for index, example in work]


def _key(index: int, example: Mapping[str, Any]) -> str:
    return f"{example['id']}.{index}"


def answered(request: Request, model: Writer, batch: Batch, seed: int) -> list[Sample]:
    """Let a model write one batch."""
    prompts = [data.ask(example, request.wording, request.target, request.shots) for _, example in batch]
    answers = model.answer(prompts, request.decoding, seed=seed, target=request.target, examples=request.shots > 0)
    return [
        Sample.of(example, index, seed, prompt, **asdict(answer)).filled(request.target)
        for (index, example), prompt, answer in zip(batch, prompts, answers, strict=True)
    ]


def request_of(options: argparse.Namespace) -> Request:
    """Make a request of the options of `python -m finetune generate`."""
    import torch

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
        model = Model(options.model, None, options.load_in_4bit)
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
        max_new_tokens=options.max_new_tokens or (2048 if target == "direct" else 768),
        batch_size=options.batch_size or (64 if torch.cuda.is_available() else 8),
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
