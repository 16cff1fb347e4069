"""`python -m finetune inspect`."""

import argparse
from pathlib import Path


def describe(parser: argparse.ArgumentParser) -> None:
    """Add the options: a log, and the folder that it becomes."""
    parser.add_argument("log", type=Path, help="a log that `inspect eval` wrote for the task of this project")
    parser.add_argument("--output", type=Path, required=True, help="the samples folder to make")
    parser.add_argument("--name", default="", help="how reports name the row (default: model and style)")
    parser.add_argument(
        "--kind",
        choices=("zero-shot", "few-shot", "fine-tuned", "api"),
        default="",
        help="what kind of row it is (default: by the provider and the examples in the prompt)",
    )
    parser.epilog = (
        "examples:\n"
        "  inspect eval finetune/inspect_task.py@derivative_manim --model openai/MODEL\n"
        "  python -m finetune inspect logs/NAME.eval --output runs/api-model\n"
        "  python -m finetune evaluate runs/api-model"
    )


def run(options: argparse.Namespace) -> int:
    """Write samples.jsonl and generation.json."""
    from rich.console import Console

    from finetune.errors import FinetuneError
    from finetune.inspect_log import samples_from_log, settings_from_log
    from finetune.samples import SAMPLES, append_samples, write_settings

    if (options.output / SAMPLES).exists():
        raise FinetuneError(f"{options.output} has samples already: choose another --output")
    samples = samples_from_log(options.log)
    settings = settings_from_log(options.log, name=options.name, kind=options.kind)
    append_samples(options.output, samples)
    write_settings(options.output, settings)
    Console().print(
        f"{len(samples)} samples of {settings['model']} in {options.output}; "
        f"now `python -m finetune evaluate {options.output}`",
        soft_wrap=True,
        highlight=False,
    )
    return 0
