"""`python -m finetune baseline`."""

import argparse
from pathlib import Path

from finetune.commands.numbers import positive


def describe(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument(
        "kind", choices=("copied", "rules"),
        help="copied: the nearest training scene, unchanged; rules: the project's generator, from the function's text",
    )  # fmt: skip
    parser.add_argument("--output", type=Path, required=True, metavar="FOLDER", help="where samples.jsonl is written")
    parser.add_argument(
        "--split", choices=("train", "validation", "test"), default="test", help="which functions (default: test)"
    )
    parser.add_argument(
        "--limit", type=positive, metavar="N", help="only so many functions, the same share of every level"
    )
    parser.epilog = (
        "examples:\n"
        "  python -m finetune baseline copied --output finetune/results/copied\n"
        "  python -m finetune baseline rules --output finetune/results/rules\n"
        "  python -m finetune evaluate finetune/results/copied finetune/results/rules"
    )


def run(options: argparse.Namespace) -> int:
    """Write the samples of a baseline."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from finetune.evaluation import baselines

    console = Console()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("writing scenes", total=None)

        def tick(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        samples = baselines.write(options.kind, options.output, split=options.split, limit=options.limit, tick=tick)
    without = [sample for sample in samples if not sample.scene]
    console.print(f"{len(samples)} samples in {options.output}", markup=False)
    for sample in without:
        console.print(f"{sample.id}, {sample.function}: no scene: {sample.unfilled}", markup=False)
    return 0
