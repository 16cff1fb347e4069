"""The verdicts of a run, one JSON line a sample, each with a digest of what it is the verdict on.

A verdict is used again only for the same scene, the same function, the same time limit and the same validator: its
digest covers the validator's own files and the versions of what it stands on, so that nothing stale is counted.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from finetune.evaluation.failures import failure
from finetune.samples import Sample

if TYPE_CHECKING:
    from validation.judge import Verdict

VERDICTS = "verdicts.jsonl"
MOST_PROBLEMS = 5


def digest(sample: Sample, seconds: float) -> str:
    """Give the key of all that a verdict depends on.

    Args:
        sample: its scene and its function count.
        seconds: the longest that a scene may run.
    """
    from validation.cache import key

    return key(sample.scene.encode("utf-8", errors="surrogatepass"), sample.function, f"{seconds:g}")


def record(sample: Sample, verdict: Verdict, judged: str, judge_seconds: float) -> dict[str, Any]:
    """Make the line of a sample.

    Args:
        sample: what the model wrote.
        verdict: on its scene.
        judged: the digest.
        judge_seconds: time that judging took, its share of the time of all scenes that were judged with it.
    """
    problems = sorted(verdict.as_dict()["problems"], key=lambda problem: problem["severity"] != "error")
    return of_sample(
        sample,
        {
            "rows": verdict.rows(),
            "error_class": verdict.error_class,
            "failure": "",
            "error": verdict.error,
            "problems": problems[:MOST_PROBLEMS],
            "finish_reason": "",
            "completion_tokens": 0,
            "plays": verdict.plays,
            "seconds": verdict.seconds,
            "judged": judged,
            "judge_seconds": round(judge_seconds, 3),
        },
    )


def of_sample(sample: Sample, verdict: Mapping[str, Any]) -> dict[str, Any]:
    """Make the line of a sample from a line with the verdict on the same scene: what is the sample's own is its own."""
    own = {"id": sample.id, "index": sample.index, "level": sample.level, "function": sample.function}
    return {
        **own,
        **verdict,
        **own,  # once to stand first, once to count
        "failure": failure(sample, verdict["rows"], verdict["error_class"], verdict["error"]),
        "error": verdict["error"] if sample.scene else sample.unfilled,
        "finish_reason": sample.finish_reason,
        "completion_tokens": sample.completion_tokens,
    }


def no_sample(example: Mapping[str, Any], index: int, rows: Iterable[str]) -> dict[str, Any]:
    """Make the line of a sample that is not there, to be counted as a failure in all rows."""
    return {
        "id": example["id"], "index": index, "level": example["level"], "function": example["function"],
        "rows": dict.fromkeys(rows, False), "error_class": "", "failure": "missing", "error": "there is no sample",
        "problems": [], "finish_reason": "", "completion_tokens": 0, "plays": 0, "seconds": 0.0, "judged": "",
        "judge_seconds": 0.0,
    }  # fmt: skip


def read(folder: str | Path) -> list[dict[str, Any]]:
    """Read the lines of a run; what cannot be read (a line that an interruption cut) is judged again."""
    source = Path(folder) / VERDICTS
    found = []
    for line in source.read_text(encoding="utf-8").split("\n") if source.is_file() else []:
        try:
            content = json.loads(line)
        except json.JSONDecodeError:
            continue
        if isinstance(content, dict) and isinstance(content.get("rows"), dict):
            found.append(content)
    return found


def append(folder: str | Path, records: Iterable[Mapping[str, Any]]) -> None:
    """Add lines, so that an interruption loses none of them."""
    target = Path(folder) / VERDICTS
    cut = target.is_file() and not target.read_bytes().endswith(b"\n") and target.stat().st_size > 0
    with target.open("a", encoding="utf-8", newline="\n") as file:
        file.write(("\n" if cut else "") + _lines(records))
        file.flush()
        os.fsync(file.fileno())


def write(folder: str | Path, records: Iterable[Mapping[str, Any]]) -> None:
    """Write all lines anew, or none."""
    target = Path(folder) / VERDICTS
    part = target.with_suffix(".part")
    part.write_text(_lines(records), encoding="utf-8", newline="\n")
    part.replace(target)


def _lines(records: Iterable[Mapping[str, Any]]) -> str:
    # In ASCII: what a model wrote may hold half of a surrogate pair, which no UTF-8 file can.
    return "".join(json.dumps(line) + "\n" for line in records)
