"""Two runs on the same functions, function by function: which rows does one pass where the other does not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from . import verdicts
from .errors import FinetuneError
from .evaluate import read_evaluation, samples_digest
from .samples import SAMPLES
from .statistics import mcnemar

NOTE = (
    "Paired by function; of several samples of a function the first counts. p is that of McNemar's exact test, "
    "two-sided."
)
_PLACES = {(True, True): "both", (True, False): "only_a", (False, True): "only_b", (False, False): "neither"}


def compare(folder_a: str | Path, folder_b: str | Path) -> dict[str, Any]:
    """Compare two evaluated runs.

    Returns:
        `a` and `b` (the names), `functions` (how many), `rows` ({row: {both, only_a, only_b, neither, p}}),
        `same_validator` (both were judged by one version of it, with one time limit), `note`.

    Raises:
        FinetuneError: a run is not evaluated, or not whole, or they are not of the same functions.
    """
    from derivative_manim.validation.judge import ROWS

    evaluation_a, lines_a = _first(Path(folder_a))
    evaluation_b, lines_b = _first(Path(folder_b))
    functions_a, functions_b = ({key: line["function"] for key, line in lines.items()} for lines in (lines_a, lines_b))
    if functions_a != functions_b:
        differ = sorted(key for key in {**functions_a, **functions_b} if functions_a.get(key) != functions_b.get(key))
        raise FinetuneError(
            f"{folder_a} and {folder_b} are not of the same functions ({', '.join(differ[:5])}"
            f"{', ...' if len(differ) > 5 else ''}): only runs over the same split can be compared"
        )
    pairs = [(lines_a[key], lines_b[key]) for key in lines_a]
    return {
        "a": evaluation_a["name"],
        "b": evaluation_b["name"],
        "functions": len(pairs),
        "same_validator": evaluation_a["validator"] == evaluation_b["validator"],
        "rows": {row: _counts(pairs, row) for row in ROWS},
        "note": NOTE,
    }


def _first(folder: Path) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    evaluation = read_evaluation(folder)
    if not evaluation["complete"] and not evaluation["missing_are_failures"]:
        raise FinetuneError(
            f"{folder} lacks {len(evaluation['missing'])} samples: generate them and evaluate again, "
            f"or count them as failures (`python -m finetune evaluate {folder} --partial`)"
        )
    if not (folder / SAMPLES).is_file() or evaluation["samples_sha256"] != samples_digest(folder):
        raise FinetuneError(
            f"{folder}: the samples have changed since: run `python -m finetune evaluate {folder}` again"
        )
    lines = {line["id"]: line for line in verdicts.read(folder) if line["index"] == 0}
    if len(lines) != evaluation["functions"]:
        raise FinetuneError(
            f"{folder}: {verdicts.VERDICTS} is not that of evaluation.json: "
            f"run `python -m finetune evaluate {folder}` again"
        )
    return evaluation, lines


def _counts(pairs: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]], row: str) -> dict[str, Any]:
    counts = dict.fromkeys(_PLACES.values(), 0)
    for a, b in pairs:
        counts[_PLACES[a["rows"][row], b["rows"][row]]] += 1
    return {**counts, "p": mcnemar(counts["only_a"], counts["only_b"])}
