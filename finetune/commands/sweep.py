"""`python -m finetune sweep`: loss against quality."""

import argparse
from functools import partial
from pathlib import Path


def describe(parser: argparse.ArgumentParser) -> None:
    """Add the options of generation that a sweep has."""
    parser.add_argument("--run", type=Path, required=True, help="a training run")
    parser.add_argument("--split", choices=("validation", "test"), default="validation", help="(default: validation)")
    parser.add_argument("--limit", type=int, metavar="N", help="only N functions, the same share of every level")
    parser.add_argument("--batch-size", type=int, default=8, help="functions at a time (default: 8)")
    parser.add_argument("--max-new-tokens", type=int, help="(default: 2048; 768 with fill)")
    parser.add_argument("--workers", type=int, default=2, help="scenes judged at a time (default: 2)")
    parser.add_argument("--output", type=Path, required=True, help="a folder; each checkpoint gets one in it")
    parser.epilog = "example:\n  python -m finetune sweep --run runs/study --output samples/study-sweep"


def run(options: argparse.Namespace) -> int:
    """Generate with and evaluate each checkpoint, greedily."""
    from rich.console import Console

    from finetune.commands import generate
    from finetune.errors import FinetuneError
    from finetune.evaluation.evaluate import evaluate
    from finetune.progress import progress
    from finetune.reporting.quality import draw_quality
    from finetune.sampling.generate import generate as write
    from finetune.sampling.writer import Writer
    from finetune.training import history

    kept = history.read(options.run)
    if kept is None:
        raise FinetuneError(f"{options.run} has no {history.FILE}: it is not a training run, or has no checkpoint yet")
    parser = argparse.ArgumentParser()
    generate.describe(parser)
    folders = []
    for checkpoint in kept["checkpoints"]:
        step = str(checkpoint["step"])
        folder = options.output / f"step-{int(step):04d}"
        given = [
            "--run", str(options.run), "--checkpoint", step, "--split", options.split, "--output", str(folder),
            "--batch-size", str(options.batch_size), "--name", f"{options.run.name}, epoch {checkpoint['epoch']:g}",
        ]  # fmt: skip
        given += ["--limit", str(options.limit)] if options.limit else []
        given += ["--max-new-tokens", str(options.max_new_tokens)] if options.max_new_tokens else []
        request = generate.request_of(parser.parse_args(given))
        with progress(f"step {step}: answers") as tick:
            write(request, folder, partial(Writer, request.model, request.adapter), tick)
        with progress(f"step {step}: verdicts") as tick:
            evaluate(folder, workers=options.workers, progress=tick)
        folders.append(folder)
    picture = draw_quality(folders, options.output / "quality.png")
    Console().print(f"{len(folders)} checkpoints in {options.output}, loss against quality in {picture}")
    return 0
