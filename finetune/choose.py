"""One answer of several to each function: the first that the validator finds nothing wrong with.

Of an answer that fills slots the validator reads the lines (its text: nothing is run) and proves them against the
function that was asked for; a whole scene it runs and judges in full. No right answer is looked at: who asks knows the
function. What is chosen becomes a folder of samples of its own, one answer a function, which `evaluate` judges in full
as it judges all.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track

from . import baselines, data, verdicts
from .errors import FinetuneError
from .evaluate import SECONDS
from .files import locked
from .samples import SETTINGS, Sample, read_samples, read_settings, unfenced, write_new
from .targets import UnfilledError, told

#: How wrong an answer is, as its lines show it, or its verdict.
RIGHT, FAULTY, FALSE = range(3)
#: Where an answer came from: the first that was written, one asked for again, or the rules.
ORIGINS = ("first", "again", "rules", "none right")
_SAME = ("target", "split", "model", "functions")


def choose(
    folders: Sequence[str | Path],
    output: str | Path,
    *,
    number: int | None = None,
    rules: bool = False,
    name: str = "",
    command: str = "",
    workers: int = 2,
) -> dict[str, Any]:
    """Choose, and write samples.jsonl and generation.json of what was chosen.

    Whole scenes are run round by round: all first answers, then the second ones to the functions that have no right
    one yet, and so on. Their verdicts are kept in `output` as they come, and an interrupted call goes on with them.

    Args:
        folders: samples of one target and of the same functions, in the order in which they were asked.
        output: a folder without samples.
        number: only the first so many answers to each function; None: all that are there.
        rules: where no answer is right, the rule-based generator's scene is taken; else the first answer.
        name: how reports call the row.
        command: what makes the row again, after the commands of the folders.
        workers: scenes that are run at a time.

    Returns:
        `answers` (the most to a function), `origins` (how many of each of `ORIGINS`), `seconds` of writing what was
        asked for up to the choice, `judge_seconds`.
    """
    kept, asked = _answers(folders, number)
    first = kept[0]
    best: dict[str, tuple[int, int]] = {}
    writing, started = 0.0, time.monotonic()
    known = [line for folder in folders for line in verdicts.read(folder)]
    for at in range(max(map(len, asked.values()))):
        still = {
            id: answers[at]
            for id, answers in asked.items()
            if at < len(answers) and best.get(id, (FALSE, 0))[0] != RIGHT
        }
        if not still:
            break
        if first["target"] == "direct":
            found = _run(list(still.values()), Path(output), known, workers)
        else:
            answers = track(still.values(), "reading answers", console=Console(stderr=True))
            found = [wrong(answer, first["target"]) for answer in answers]
        writing += sum(answer.seconds for answer in still.values())
        best |= {id: min(best.get(id, (FALSE, 0)), (level, at)) for id, level in zip(still, found, strict=True)}
    judging = time.monotonic() - started
    origins: Counter[str] = Counter()
    chosen: list[Sample] = []
    rows = {row["id"]: row for row in data.functions(first["split"])}
    for example, (level, place) in best.items():
        taken, origin = replace(asked[example][place], index=0), ("again" if place else "first")
        if level == FALSE:
            origin = "rules" if rules else "none right"
        if origin == "rules":
            scene, reason = baselines.generated(rows[example])
            taken = replace(taken, completion=scene, scene=scene, unfilled=reason, finish_reason="stop")
        origins[origin] += 1
        chosen.append(taken)
    choice = {
        "answers": max(map(len, asked.values())),
        "origins": {origin: origins[origin] for origin in ORIGINS if origins[origin]},
        "seconds": round(writing, 1),
        "judge_seconds": round(judging, 1),
    }
    plain = name or f"{first['name']}, best of {choice['answers']}" + (", then the rules" if rules else "")
    settings = first | {"name": plain, "samples_per_function": 1, "choice": choice}
    commands = [*(settings.get("command", "") for settings in kept), command]
    settings |= {"command": " && ".join(filter(None, commands)), "kind": "hybrid" if rules else first["kind"]}
    write_new(output, settings | {"complete": True}, chosen)
    return choice


def _answers(folders: Sequence[str | Path], number: int | None) -> tuple[list[dict[str, Any]], dict[str, list[Sample]]]:
    """The settings of the folders, and the answers of all to each function, by id."""
    found: dict[str, list[Sample]] = {}
    kept: list[dict[str, Any]] = []
    for folder in folders:
        settings = read_settings(folder)
        if settings is None or not settings["complete"]:
            raise FinetuneError(f"{folder} has no whole {SETTINGS}: let `python -m finetune generate` end")
        kept.append(settings)
        one, other = (each | each["dataset"] for each in (kept[0], settings))  # with the sum of the functions' texts
        different = [key for key in _SAME if one.get(key) != other.get(key)]
        if different:
            raise FinetuneError(f"{folder} and {folders[0]} are not of one kind: {', '.join(different)} differ")
        for sample in sorted(read_samples(folder), key=lambda sample: (sample.id, sample.index)):
            found.setdefault(sample.id, []).append(sample)
    least = min((len(answers) for answers in found.values()), default=0)
    if not least or (number or 1) > least:
        raise FinetuneError(f"there are {least} answers to a function: generate more, or ask for a smaller --number")
    return kept, {example: answers[: number or None] for example, answers in found.items()}


def _run(answers: Sequence[Sample], output: Path, known: Sequence[dict[str, Any]], workers: int) -> list[int]:
    with locked(output):
        lines = verdicts.judge(output, [*known, *verdicts.read(output)], answers, workers, SECONDS, "direct")
    return [(FAULTY if line["failure"] else RIGHT) if line["rows"]["usable"] else FALSE for line in lines]


def wrong(sample: Sample, target: str) -> int:
    """Say what the lines of an answer show: `RIGHT`, `FAULTY` (nothing false, but a fault) or `FALSE`."""
    if not sample.scene:
        return FALSE
    try:
        lines = told(unfenced(sample.completion), finish=target == "fill-finish")[3]
    except UnfilledError:  # an answer of another version
        return FALSE
    return of_lines(lines, sample.function)


def of_lines(lines: Sequence[str], function: str) -> int:
    """Judge a derivation of a function: LaTeX, a line each, the first f(x) = ... and the last f'(x) = ...."""
    from derivative_manim.validation.formulas.equality import Comparer
    from derivative_manim.validation.formulas.function_text import formula
    from derivative_manim.validation.problem import Severity
    from derivative_manim.validation.screen.lines import Lesson, Line
    from derivative_manim.validation.verdict import LINES

    lesson = Lesson("", formula(function), Comparer(), strict=True)
    numbered = [Line(line, number) for number, line in enumerate(lines, 1)]
    try:
        problems = [*lesson.check(numbered), *lesson.order()]
    except (ArithmeticError, AttributeError, TypeError, ValueError, RecursionError):
        return FALSE  # what the reader cannot follow, no viewer can
    errors = {problem.check for problem in problems if problem.severity is Severity.ERROR}
    return FALSE if errors & LINES else FAULTY if errors else RIGHT


def shares(choice: Mapping[str, Any]) -> str:
    """Write what a choice came to."""
    return ", ".join(f"{count} {origin}" for origin, count in choice["origins"].items())
