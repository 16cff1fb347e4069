"""The verdicts of a run, one JSON line a sample, each with a digest of what it is the verdict on.

A verdict is used again only for the same scene, the same function, the same time limit and the same validator: its
digest covers the validator's own files and the versions of what it stands on, so that nothing stale is counted.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from .errors import FinetuneError
from .failures import failure
from .files import read_lines, write_text
from .samples import Sample
from .targets import slot_is_derivative

VERDICTS = "verdicts.jsonl"
MOST_PROBLEMS = 5
CHUNK = 8  # scenes a worker: an interruption loses no more; starting the reader costs about 3 s a chunk
FALSE_LINES = ("mathematics.line", "mathematics.rule")
_KINDS = {"id": str, "index": int, "level": str, "function": str, "rows": dict, "failure": str, "judged": str}


def judge(
    folder: Path,
    before: Sequence[dict[str, Any]],
    samples: Sequence[Sample],
    workers: int,
    seconds: float,
    progress: Callable[[int, int], None],
    target: str,
) -> list[dict[str, Any]]:
    """Judge what has to be judged, and add its lines to verdicts.jsonl as they come.

    Returns:
        A line for each sample, in their order.
    """
    from derivative_manim.validation.cache import key

    digests = [
        key(sample.scene.encode("utf-8", errors="surrogatepass"), sample.function, f"{seconds:g}") for sample in samples
    ]
    kept = {line["judged"]: line for line in before if line["judged"]}
    pending: dict[str, Sample] = {}
    for sample, judged in zip(samples, digests, strict=True):
        if judged not in kept:
            pending.setdefault(judged, sample)

    def tell() -> None:
        progress(sum(judged in kept for judged in digests), len(digests))

    tell()
    for made in _chunks(pending, workers, seconds):
        append(folder, [of_sample(pending[judged], line, target) for judged, line in made.items()])
        kept |= made
        tell()
    return [of_sample(sample, kept[judged], target) for sample, judged in zip(samples, digests, strict=True)]


def _chunks(pending: Mapping[str, Sample], workers: int, seconds: float) -> Iterator[dict[str, dict[str, Any]]]:
    from derivative_manim.validation.judge import Sample as Scene
    from derivative_manim.validation.judge import Verdict, judge_all

    # No scene: nothing to run, and every row is failed.
    yield {judged: _line(Verdict(), judged, 0.0) for judged, sample in pending.items() if not sample.scene}
    work = [(judged, sample) for judged, sample in pending.items() if sample.scene]
    size = CHUNK * workers
    for start in range(0, len(work), size):
        scenes = {judged: Scene(sample.scene, sample.function) for judged, sample in work[start : start + size]}
        began = time.monotonic()
        found = judge_all(scenes, seconds=seconds, workers=workers)
        # Time by the clock is also that of the other scenes and of whatever else the machine does: once more, alone.
        slow = [judged for judged, given in found.items() if given.error_class == "timeout"]
        for judged in slow if len(scenes) > 1 else []:
            found |= judge_all({judged: scenes[judged]}, seconds=seconds, workers=1)
        each = (time.monotonic() - began) / len(scenes)
        yield {judged: _line(verdict, judged, each) for judged, verdict in found.items()}


def _line(verdict: Any, judged: str, judge_seconds: float) -> dict[str, Any]:
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
        "judge_seconds": round(judge_seconds, 3),
    }


def of_sample(sample: Sample, verdict: Mapping[str, Any], target: str) -> dict[str, Any]:
    """Make the line of a sample from the verdict on its scene: what is the sample's own is its own."""
    own = {"id": sample.id, "index": sample.index, "level": sample.level, "function": sample.function}
    line = {
        **own,
        **verdict,
        **own,  # once to stand first, once to count
        "failure": failure(sample, verdict["rows"], verdict["error_class"], verdict["error"]),
        "error": verdict["error"] if sample.scene else sample.unfilled,
        "finish_reason": sample.finish_reason,
        "completion_tokens": sample.completion_tokens,
    }
    if target != "direct":
        line["slot_derivative"] = slot_is_derivative(sample.completion, sample.function)
    return line


def no_sample(example: Mapping[str, Any], index: int, rows: Iterable[str]) -> dict[str, Any]:
    """Make the line of a sample that is not there, to be counted as a failure in all rows."""
    return {
        "id": example["id"], "index": index, "level": example["level"], "function": example["function"],
        "rows": dict.fromkeys(rows, False), "error_class": "", "failure": "missing", "error": "there is no sample",
        "problems": [], "finish_reason": "", "completion_tokens": 0, "plays": 0, "seconds": 0.0, "judged": "",
        "judge_seconds": 0.0,
    }  # fmt: skip


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
        if isinstance(content, dict) and all(isinstance(content.get(name), kind) for name, kind in _KINDS.items()):
            texts = all(isinstance(content.get(name), str) for name in ("error", "error_class"))
            if texts and all(isinstance(content["rows"].get(row), bool) for row in ROWS):
                found.append({"judge_seconds": 0.0, "completion_tokens": 0} | content)
    return found


def append(folder: str | Path, records: Iterable[Mapping[str, Any]]) -> None:
    """Add lines, so that an interruption loses none of them."""
    target = Path(folder) / VERDICTS
    try:
        cut = target.is_file() and target.stat().st_size > 0 and not target.read_bytes().endswith(b"\n")
        with target.open("a", encoding="utf-8", newline="\n") as file:
            file.write(("\n" if cut else "") + _lines(records))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise FinetuneError(f"{target} cannot be written: {error.strerror or error}") from None


def write(folder: str | Path, records: Iterable[Mapping[str, Any]]) -> None:
    """Write all lines anew, or none."""
    write_text(Path(folder) / VERDICTS, _lines(records))


def _lines(records: Iterable[Mapping[str, Any]]) -> str:
    # In ASCII: what a model wrote may hold half of a surrogate pair, which no UTF-8 file can.
    return "".join(json.dumps(line) + "\n" for line in records)
