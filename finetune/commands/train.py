"""`python -m finetune train`."""

import argparse
from pathlib import Path

from finetune.config import add_options, changes_of, load_config


def describe(parser: argparse.ArgumentParser) -> None:
    """Add the options: a configuration, and each of its rows."""
    parser.add_argument(
        "config", nargs="?", default="study", help="a YAML file, or a name in finetune/configs (default: study)"
    )
    parser.add_argument("--output", type=Path, required=True, help="the run's folder; an unfinished run there goes on")
    add_options(parser)
    parser.epilog = (
        "examples:\n"
        "  python -m finetune train study --output runs/study                        # one GPU\n"
        "  accelerate launch -m finetune train study --output runs/study             # several\n"
        "  python -m finetune train study --output runs/one-wording --wording standard\n"
        "  python -m finetune train smollm2-cpu --output runs/smollm2-direct         # no GPU, an hour"
    )


def run(options: argparse.Namespace) -> int:
    """Train, and draw the curves."""
    config = load_config(options.config, changes_of(options))  # before the heavy imports: a wrong row is told at once
    from rich.console import Console

    from finetune.reporting.curves import draw_curves
    from finetune.training.train import ADAPTER, train

    console = Console()
    history = train(config, options.output, console)
    picture = draw_curves(history, options.output / "curves.png")
    for epoch in history["epochs"]:
        console.print(
            f"epoch {epoch['epoch']}: train loss {epoch['train_loss']:.4f}, validation {epoch['validation_loss']:.4f}"
        )
    console.print(
        f"{history['seconds']:.0f} s, {history['samples_per_second']:.2f} samples/s, "
        f"{history['tokens_per_second']:.0f} tokens/s, peak memory {history['peak_memory_bytes'] / 2**30:.1f} GiB"
    )
    console.print(
        f"adapter in {options.output / ADAPTER}, losses in {options.output / 'history.json'}, curves in {picture}"
    )
    return 0
