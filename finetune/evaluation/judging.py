"""Judging samples: chunk by chunk through the validator, in its sandbox; what is judged is kept at once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from finetune.evaluation import verdicts
from finetune.samples import Sample

CHUNK = 8  # scenes a worker: an interruption loses no more; starting the reader costs about 3 s a chunk


def judge(
    folder: Path,
    before: Sequence[dict[str, Any]],
    samples: Sequence[Sample],
    workers: int,
    seconds: float,
    progress: Callable[[int, int], None],
) -> list[dict[str, Any]]:
    """Judge what has to be judged, and add its lines to verdicts.jsonl as they come.

    Args:
        folder: of the run.
        before: lines that are there; they count where the digest is the same.
        samples: of the run.
        workers: sandboxes at a time.
        seconds: the longest that a scene may run.
        progress: told how many samples are judged and how many there are.

    Returns:
        A line for each sample, in their order.
    """
    digests = [verdicts.digest(sample, seconds) for sample in samples]
    kept = {line["judged"]: line for line in before if line.get("judged")}
    pending: dict[str, Sample] = {}
    for sample, judged in zip(samples, digests, strict=True):
        if judged not in kept:
            pending.setdefault(judged, sample)

    def tell() -> None:
        progress(sum(judged in kept for judged in digests), len(digests))

    tell()
    for made in _chunks(pending, workers, seconds):
        verdicts.append(folder, made.values())
        kept |= made
        tell()
    return [verdicts.of_sample(sample, kept[judged]) for sample, judged in zip(samples, digests, strict=True)]


def _chunks(pending: Mapping[str, Sample], workers: int, seconds: float) -> Iterator[dict[str, dict[str, Any]]]:
    from validation.judge import Sample as Scene
    from validation.judge import Verdict, judge_all

    # No scene: nothing to run, and every row is failed.
    nothing = {judged: sample for judged, sample in pending.items() if not sample.scene}
    yield {judged: verdicts.record(sample, Verdict(), judged, 0.0) for judged, sample in nothing.items()}
    work = [(judged, sample) for judged, sample in pending.items() if sample.scene]
    size = CHUNK * workers
    for start in range(0, len(work), size):
        chunk = dict(work[start : start + size])
        began = time.monotonic()
        scenes = {judged: Scene(sample.scene, sample.function) for judged, sample in chunk.items()}
        found = judge_all(scenes, seconds=seconds, workers=workers)
        slow = [judged for judged, given in found.items() if given.error_class == "timeout"]
        for judged in slow if len(chunk) > 1 else []:
            found |= judge_all({judged: scenes[judged]}, seconds=seconds, workers=1)
        each = (time.monotonic() - began) / len(chunk)
        yield {judged: verdicts.record(chunk[judged], verdict, judged, each) for judged, verdict in found.items()}
