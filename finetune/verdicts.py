"""The verdicts of a run, one JSON line a sample, each with a digest of what it is the verdict on.

A verdict is used again only for the same scene, the same function, the same time limit and the same validator: its
digest covers the validator's own files and the versions of what it stands on, so that nothing stale is counted.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track

from .failures import failure
from .files import append_lines, read_lines
from .samples import Sample
from .targets import slot_is_derivative

VERDICTS = "verdicts.jsonl"
MOST_PROBLEMS = 5
FALSE_LINES = ("mathematics.line", "mathematics.rule")
_KINDS = {
    "id": str, "index": int, "level": str, "function": str, "rows": dict, "failure": str, "judged": str, "error": str,
    "error_class": str,
}  # fmt: skip


def judge(
    folder: Path, before: Sequence[dict[str, Any]], samples: Sequence[Sample], workers: int, seconds: float, target: str
) -> list[dict[str, Any]]:
    """Judge what has to be judged, its lines added to verdicts.jsonl as they come; give the line of each sample."""
    from derivative_manim.validation.cache import key

    digests = [
        key(sample.scene.encode("utf-8", errors="surrogatepass"), sample.function, f"{seconds:g}") for sample in samples
    ]
    kept = {line["judged"]: line for line in before}
    pending = {judged: sample for sample, judged in zip(samples, digests, strict=True) if judged not in kept}
    made = _judged(pending, workers, seconds)
    for line in track(made, f"judging {folder}", total=len(pending), console=Console(stderr=True)):
        append_lines(folder / VERDICTS, [_of_sample(pending[line["judged"]], line, target)])
        kept[line["judged"]] = line
    return [_of_sample(sample, kept[judged], target) for sample, judged in zip(samples, digests, strict=True)]


def _judged(pending: Mapping[str, Sample], workers: int, seconds: float) -> Iterator[dict[str, Any]]:
    from derivative_manim.validation.judge import Sample as Scene
    from derivative_manim.validation.judge import Verdict, judge_many

    # No scene: nothing to run, and every row is failed.
    yield from (_line(Verdict(), judged) for judged, sample in pending.items() if not sample.scene)
    scenes = {judged: Scene(sample.scene, sample.function) for judged, sample in pending.items() if sample.scene}
    slow = []
    for judged, verdict in judge_many(scenes, seconds=seconds, workers=workers):
        if verdict.error_class == "timeout":
            slow.append(judged)
        else:
            yield _line(verdict, judged)
    # Time by the clock is also that of the other scenes and of whatever else the machine does: once more, alone.
    for judged in slow:
        for _, verdict in judge_many({judged: scenes[judged]}, seconds=seconds, workers=1):
            yield _line(verdict, judged)


def _line(verdict: Any, judged: str) -> dict[str, Any]:
    problems = sorted(verdict.as_dict()["problems"], key=lambda problem: problem["severity"] != "error")
    return {
        "rows": verdict.rows(),
        "error_class": verdict.error_class,
        "error": verdict.error,
        # Told apart from a wrong curve: `right_derivative` asks for both.
        "no_false_line": verdict.executes and not any(problem["check"] in FALSE_LINES for problem in problems),
        "problems": problems[:MOST_PROBLEMS],
        "plays": verdict.plays,
        "seconds": verdict.seconds,
        "judged": judged,
    }


def _of_sample(sample: Sample, verdict: Mapping[str, Any], target: str) -> dict[str, Any]:
    """Make the line of a sample from the verdict on its scene: what is the sample's own is its own."""
    line = {
        **verdict,
        "id": sample.id,
        "index": sample.index,
        "level": sample.level,
        "function": sample.function,
        "failure": failure(sample, verdict["rows"], verdict["error_class"], verdict["error"]),
        "error": verdict["error"] if sample.scene else sample.unfilled,
        "finish_reason": sample.finish_reason,
        "completion_tokens": sample.completion_tokens,
    }
    if target != "direct":
        line["slot_derivative"] = slot_is_derivative(sample.completion, sample.function)
    return line


def read(folder: str | Path) -> list[dict[str, Any]]:
    """Read the lines of a run; what cannot be used (a line that was cut or damaged) is left out, and judged again."""
    from derivative_manim.validation.judge import ROWS

    source = Path(folder) / VERDICTS
    found = []
    for _, line in read_lines(source) if source.is_file() else []:
        try:
            content = json.loads(line)
        except (ValueError, RecursionError):
            continue
        whole = isinstance(content, dict) and all(isinstance(content.get(name), kind) for name, kind in _KINDS.items())
        if whole and all(isinstance(content["rows"].get(row), bool) for row in ROWS):
            found.append(content)
    return found
