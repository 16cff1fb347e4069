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

    from finetune.evaluation import baselines
    from finetune.progress import progress

    console = Console()
    with progress("writing scenes") as tick:
        samples = baselines.write(options.kind, options.output, split=options.split, limit=options.limit, tick=tick)
    without = [sample for sample in samples if not sample.scene]
    console.print(f"{len(samples)} samples in {options.output}", markup=False)
    for sample in without:
        console.print(f"{sample.id}, {sample.function}: no scene: {sample.unfilled}", markup=False)
    return 0
