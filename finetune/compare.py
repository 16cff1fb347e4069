"""Two runs on the same functions, function by function: which rows does one pass where the other does not."""

from __future__ import annotations

from collections import Counter
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
        `same_validator` (both were judged by one version of it, with one time limit).
    """
    from derivative_manim.validation.judge import ROWS

    evaluation_a, lines_a = _first(Path(folder_a))
    evaluation_b, lines_b = _first(Path(folder_b))
    asked_a, asked_b = ({(key, line["function"]) for key, line in lines.items()} for lines in (lines_a, lines_b))
    if differ := sorted({key for key, _ in asked_a ^ asked_b}):
        raise FinetuneError(
            f"{folder_a} and {folder_b} are not of the same functions ({', '.join(differ[:5])}"
            f"{', ...' if len(differ) > 5 else ''}): only runs over the same split can be compared"
        )
    rows = {}
    for row in ROWS:
        counts = Counter(_PLACES[lines_a[key]["rows"][row], lines_b[key]["rows"][row]] for key in lines_a)
        p = mcnemar(counts["only_a"], counts["only_b"])
        rows[row] = {**{place: counts[place] for place in _PLACES.values()}, "p": p}
    return {
        "a": evaluation_a["name"],
        "b": evaluation_b["name"],
        "functions": len(lines_a),
        "same_validator": evaluation_a["validator"] == evaluation_b["validator"],
        "rows": rows,
    }


def _first(folder: Path) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    evaluation = read_evaluation(folder)
    if not evaluation["complete"]:
        raise FinetuneError(f"{folder} lacks {len(evaluation['missing'])} samples: generate them and evaluate again")
    lines = {line["id"]: line for line in verdicts.read(folder) if line["index"] == 0}
    changed = not (folder / SAMPLES).is_file() or evaluation["samples_sha256"] != samples_digest(folder)
    if changed or len(lines) != evaluation["functions"]:
        raise FinetuneError(
            f"{folder}: samples or verdicts have changed since: run `python -m finetune evaluate {folder}` again"
        )
    return evaluation, lines
