"""`python -m finetune report`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

RESULTS = Path(__file__).parents[1] / "results"


def describe(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument(
        "folders", nargs="*", type=Path, metavar="FOLDER", default=[RESULTS],
        help="result folders; every evaluated folder at or below one is a row (default: finetune/results)",
    )  # fmt: skip
    parser.add_argument("--output", type=Path, default=RESULTS, help="where the page goes (default: finetune/results)")
    parser.add_argument(
        "--frames", action="store_true",
        help="render the scenes that are shown, in the sandbox, and keep some frames beside their results",
    )  # fmt: skip
    parser.add_argument(
        "--documents", action="store_true", help="also put the table of finetune/results into README.md and the card"
    )
    parser.add_argument("--check", action="store_true", help="write nothing; is that table in both as it is to be?")
    parser.epilog = (
        "examples:\n"
        "  python -m finetune report                   # finetune/results -> its report.md and report.html\n"
        "  python -m finetune report --frames          # with frames; those that are kept are not rendered again\n"
        "  python -m finetune report samples/* --output my-report\n\n"
        "All that the page says comes from evaluation.json, history.json, verdicts.jsonl and samples.jsonl\n"
        "of the folders, and from finetune/study.py."
    )


def run(options: argparse.Namespace) -> int:
    """Write the page."""
    from rich.console import Console

    from finetune.reporting.page import write_report

    console = Console()
    if options.check:
        return _check(console)
    if options.frames:
        _frames(options.folders)
    written = write_report(options.folders, options.output)
    console.print(f"{len(written)} files; the page: {', '.join(map(str, written[:2]))}", markup=False)
    if options.documents:
        from finetune.reporting.documents import write_documents

        for file in write_documents(RESULTS.parents[1], RESULTS):
            console.print(f"{file} has the new table", markup=False)
    return 0


def _check(console: Console) -> int:
    from finetune.reporting.documents import write_documents

    stale = write_documents(RESULTS.parents[1], RESULTS, check=True)
    for file in stale:
        console.print(f"{file}: its table is not that of finetune/results: run python -m finetune report --documents")
    return int(bool(stale))


def _frames(folders: list[Path]) -> None:
    from finetune.progress import progress
    from finetune.reporting import frames, sidebyside
    from finetune.reporting.rows import read_rows

    row = sidebyside.shown(read_rows(folders))
    if row is None:
        return
    chosen = sidebyside.choose(row)
    with progress(f"frames of {row.name}") as tick:
        for done, item in enumerate(chosen):
            tick(done, len(chosen))
            frames.render_frames(row.folder, item.sample.key, item.scenes)
        tick(len(chosen), len(chosen))
