"""`derivative-manim expand`: further training lessons by the same rules, validated, in a folder of their own."""

from __future__ import annotations

import argparse
import importlib
import json
import multiprocessing
import os
import signal
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from derivative_manim._version import __version__
from derivative_manim.columns import yaml_features
from derivative_manim.errors import DerivativeManimError
from derivative_manim.extra import LESSONS, STATE

CHUNK = 128
"""Candidates between two places where an interrupted run goes on; part of what a seed means, so it is not an option."""

_EACH = 2

IDLE = 10
"""Chunks without a new lesson, after which there are taken to be none."""


def run(args: argparse.Namespace) -> int:
    """Make lessons until there are enough, or go on with a run that was interrupted."""
    from derivative_manim.generation import expand
    from derivative_manim.records import LEVELS

    folder = Path(args.target)
    state = _begin(folder, args)
    lines = _kept(folder, state)
    seen = expand.catalogue_fingerprints() | {tuple(mark) for mark in state["fingerprints"]}
    levels = Counter(json.loads(line)["level"] for line in lines)
    room = {level: args.number // 4 + (place < args.number % 4) for place, level in enumerate(LEVELS)}
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with (
        ProcessPoolExecutor(args.processes, multiprocessing.get_context("fork"), _ignore_interrupt) as pool,
        Progress(*columns, console=Console(stderr=True)) as bar,
    ):
        task = bar.add_task("lessons", total=args.number, completed=levels.total())
        while levels.total() < args.number:
            start = state["next"]
            numbers = range(start, start + CHUNK)
            open_levels = {level for level in LEVELS if levels[level] < room[level]}
            wanted = []
            for number in (number for number in numbers if expand.level_of_candidate(number) in open_levels):
                state["candidates"] += 1
                # Most candidates of a long run are functions that there are already: no lesson is made of those.
                mark = expand.candidate_fingerprint(args.seed, number)
                if mark and mark not in seen:
                    seen.add(mark)
                    state["fingerprints"].append(mark)
                    wanted.append(number)
            shares = [wanted[first : first + _EACH] for first in range(0, len(wanted), _EACH)]
            calls = [pool.submit(expand.make_some, args.seed, share) for share in shares]
            rows = [lesson for call in calls for lesson in call.result()]
            good = rows if args.skip_runs else _valid(rows, args.processes)
            kept = []
            for row in good:
                if levels[row["level"]] < room[row["level"]]:
                    levels[row["level"]] += 1
                    kept.append(row)
            state["idle"] = 0 if kept else state["idle"] + 1
            if state["idle"] >= IDLE:
                said = f"there are no more functions of the level {', '.join(sorted(open_levels))}: ask for fewer"
                raise DerivativeManimError(said)
            state["made"] += len(rows)
            state["refused"] += len(rows) - len(good)
            state["next"] = start + CHUNK
            state["kept"] += len(kept)
            _append(folder, kept)
            _replace(folder / STATE, json.dumps(state) + "\n")
            bar.update(task, completed=levels.total())
    _replace(folder / "README.md", _card(args.number, args.seed, state))
    share = f"{state['refused']} refused by the validator" if not args.skip_runs else "not run: --skip-runs"
    print(f"{args.number} lessons in {folder}, of {state['candidates']} candidates ({share})")  # noqa: T201
    return 0


def _ignore_interrupt() -> None:
    # Ctrl-C is for the process that keeps the results; its children end with it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _begin(folder: Path, args: argparse.Namespace) -> dict[str, Any]:
    """Give where an earlier run stopped, or begin one."""
    fixed = {
        "version": __version__, "number": args.number, "seed": args.seed, "chunk": CHUNK, "runs": not args.skip_runs,
    }  # fmt: skip
    counts = {"next": 0, "candidates": 0, "made": 0, "refused": 0, "kept": 0, "idle": 0, "fingerprints": []}
    if (folder / STATE).is_file():
        try:
            state: dict[str, Any] = json.loads((folder / STATE).read_text(encoding="utf-8"))
            differs = [name for name, value in fixed.items() if state[name] != value]
            assert all(isinstance(state[name], type(value)) for name, value in counts.items())  # noqa: S101
        except (ValueError, KeyError, TypeError, AssertionError):
            said = f"{folder / STATE} is damaged: name another folder, or delete this one"
            raise DerivativeManimError(said) from None
        if differs:
            said = f"{folder} has lessons made otherwise ({', '.join(differs)} differ): name another folder"
            raise DerivativeManimError(said)
        return state
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise DerivativeManimError(f"{folder} is not empty: name another folder")
    folder.mkdir(parents=True, exist_ok=True)
    state = fixed | counts
    _replace(folder / STATE, json.dumps(state) + "\n")
    return state


def _kept(folder: Path, state: dict[str, Any]) -> list[str]:
    """Give the lines of the chunks that ended; what an interruption left after them is taken away."""
    file = folder / LESSONS
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True) if file.is_file() else []
    if len(lines) < state["kept"]:
        raise DerivativeManimError(f"{file} lacks lines: name another folder, or delete this one")
    lines = lines[: state["kept"]]
    _replace(file, "".join(lines))
    return lines


def _append(folder: Path, rows: Sequence[dict[str, Any]]) -> None:
    with (folder / LESSONS).open("a", encoding="utf-8", newline="\n") as file:
        file.write("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
        file.flush()
        os.fsync(file.fileno())


def _valid(rows: Sequence[dict[str, Any]], processes: int) -> list[dict[str, Any]]:
    """Give the rows whose scene the auditor has nothing against, run in its sandbox like the release's."""
    if not rows:
        return []
    # By name: the generator's side of the package knows nothing of the auditor's.
    audit = importlib.import_module("derivative_manim.validation.audit")
    cache = importlib.import_module("derivative_manim.validation.cache")
    columns = importlib.import_module("derivative_manim.columns")
    texts = [
        audit.Text(row["path"], row["code"].encode(), {name: row[name] for name in columns.RECORD}) for row in rows
    ]
    found = audit.check_texts(texts, cache=cache.Cache(None), workers=processes)
    wrong = {lesson.path for lesson in found if any(problem.severity.value == "error" for problem in lesson.problems)}
    return [row for row in rows if row["path"] not in wrong]


def _replace(target: Path, text: str) -> None:
    part = target.with_name(target.name + ".part")
    part.write_text(text, encoding="utf-8", newline="\n")
    part.replace(target)


def _card(number: int, seed: int, state: dict[str, Any]) -> str:
    """A README.md by which `datasets.load_dataset(DIR)` reads the folder with the columns of the release."""
    import yaml

    front = {
        "license": "cc-by-4.0",
        "configs": [{"config_name": "extra", "data_files": [{"split": "train", "path": LESSONS}], "default": True}],
        "dataset_info": [{"config_name": "extra", "features": yaml_features()}],
    }
    checked = "Each was run and audited like the release's." if state["runs"] else "They were not run (--skip-runs)."
    return (
        f"---\n{yaml.safe_dump(front, sort_keys=False)}---\n\n# Extra training lessons\n\n"
        f"Made by `derivative-manim expand --number {number} --seed {seed}`, version {state['version']}: functions of "
        "the catalogue's kind whose families are in neither validation nor test, and that equal none of the 537. "
        f"{checked} They belong to no split of the release.\n"
    )
