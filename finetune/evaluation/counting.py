"""From verdicts to an evaluation: counts, shares with intervals, pass@k, failures."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from derivative_manim.records import LEVELS
from finetune.evaluation.statistics import CLUSTERED, INTERVALS, mean_pass_at_k, share


def summary(settings: Mapping[str, Any], lines: Sequence[Mapping[str, Any]], missing: Sequence[str]) -> dict[str, Any]:
    """Count verdicts.

    Args:
        settings: of the run.
        lines: of verdicts.jsonl; those of missing samples too, if they are to be failures.
        missing: keys of the samples that are not there.
    """
    names = row_names()
    by_function: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for line in lines:
        by_function[line["id"]].append(line)
    groups = {level: [line for line in lines if line["level"] == level] for level in LEVELS} | {"all": list(lines)}
    groups = {level: members for level, members in groups.items() if members}
    most = min((len(members) for members in by_function.values()), default=0)
    tokens = [line["completion_tokens"] for line in lines if line["failure"] != "missing"]
    return {
        "name": settings["name"],
        "kind": settings["kind"],
        "mode": settings["mode"],
        "settings": dict(settings),
        "complete": not missing,
        "missing": list(missing),
        "missing_are_failures": any(line["failure"] == "missing" for line in lines),
        "samples": len(lines),
        "functions": len(by_function),
        "samples_per_function": settings["samples_per_function"],
        "intervals": INTERVALS if settings["samples_per_function"] == 1 else f"{INTERVALS} {CLUSTERED}",
        "rows": {level: {name: _share(members, name) for name in names} for level, members in groups.items()},
        "faultless": {level: _faultless(members) for level, members in groups.items()},
        "pass_at_k": {
            name: {
                str(k): mean_pass_at_k([(len(m), _passed(m, name)) for m in by_function.values()], k)
                for k in range(1, most + 1)
            }
            for name in names
        },
        "failures": {
            level: dict(Counter(line["failure"] for line in members if line["failure"]).most_common())
            for level, members in groups.items()
        },
        "tokens": {"mean": sum(tokens) / len(tokens) if tokens else 0.0, "max": max(tokens, default=0)},
        "seconds": round(sum({line["judged"]: line["judge_seconds"] for line in lines}.values()), 3),
    }


def row_names() -> tuple[str, ...]:
    """Give the names of the eleven rows, in the study's order."""
    from validation.judge import ROWS

    return ROWS


def _passed(lines: Sequence[Mapping[str, Any]], name: str) -> int:
    return sum(line["rows"][name] is True for line in lines)


def _share(lines: Sequence[Mapping[str, Any]], name: str) -> dict[str, Any]:
    return _counted(_passed(lines, name), lines)


def _faultless(lines: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    # `usable` is the study's: it says nothing of layout, nor of what is false beside function, derivative and lines.
    return _counted(sum(line["rows"]["usable"] is True and not line["failure"] for line in lines), lines)


def _counted(passed: int, lines: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return share(passed, len(lines), len({line["id"] for line in lines})).as_dict()
