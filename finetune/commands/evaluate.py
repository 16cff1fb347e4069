"""`python -m finetune evaluate`."""

import argparse
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from finetune.commands.numbers import duration, positive


def describe(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument(
        "folders", nargs="+", type=Path, metavar="FOLDER", help="folders with samples.jsonl and generation.json"
    )
    parser.add_argument(
        "-j", "--workers", type=positive, default=os.cpu_count() or 1, metavar="N",
        help="sandboxes at a time (default: one for each core)",
    )  # fmt: skip
    parser.add_argument(
        "--limit-seconds", type=duration, default=60.0, metavar="S",
        help="the longest that a scene may run (default: 60)",
    )  # fmt: skip
    parser.add_argument(
        "--partial", action="store_true", help="count samples that are missing as failures in all rows, and go on"
    )
    parser.add_argument(
        "--retry-timeouts", action="store_true",
        help="judge those again that took too long in an earlier call: the machine may have been busy",
    )  # fmt: skip
    parser.epilog = (
        "examples:\n"
        "  python -m finetune evaluate runs/smollm2-direct/greedy\n"
        "  python -m finetune evaluate finetune/results/*           # those that are judged already take seconds\n\n"
        "Writes verdicts.jsonl, evaluation.json and evaluation.md beside the samples.\n"
        "Interrupted, the same command goes on; without verdicts.jsonl it judges everything anew.\n"
        "Exit status: 0 all samples that were asked for are judged, 1 some are missing, 2 it could not run."
    )


def run(options: argparse.Namespace) -> int:
    """Judge, and show the tables."""
    from rich.console import Console

    from finetune.evaluation.evaluate import MARKDOWN, evaluate
    from finetune.progress import progress

    console = Console()
    status = 0
    for folder in options.folders:
        with progress(f"judging {folder}") as tick:
            found = evaluate(
                folder,
                options.workers,
                options.limit_seconds,
                tick,
                partial=options.partial,
                retry_timeouts=options.retry_timeouts,
            )
        _show(console, found)
        console.print(f"written to {folder / MARKDOWN}", markup=False)
        if not found["complete"] and not options.partial:
            status = 1
    return status


def _show(console: Any, found: Mapping[str, Any]) -> None:
    from finetune.evaluation import table

    console.print(f"\n{found['name']}", style="bold", markup=False)
    console.print(table.rows(found).rich())
    if len(found["pass_at_k"]["usable"]) > 1:
        console.print(table.pass_at_k(found).rich())
    if found["failures"]["all"]:
        console.print(table.failures(found).rich())
    for note in table.notes(found):
        console.print(note, markup=False)
    if missing := found["missing"]:
        console.print(f"missing: {', '.join(missing[:10])}{', ...' if len(missing) > 10 else ''}", markup=False)
