"""`python -m finetune tokens`."""

import argparse
from pathlib import Path

MODEL = "models/smollm2-135m"


def describe(parser: argparse.ArgumentParser) -> None:
    """Add the options: whose tokenizer, what it is called, and where to."""
    parser.add_argument(
        "--model", default=MODEL, help=f"a local folder, or a name on the Hub, with a tokenizer.json (default: {MODEL})"
    )
    parser.add_argument(
        "--name",
        help="what the tokenizer is called in the dataset's tables (default: SmolLM2-135M-Instruct for the default"
        " model, else the last part of --model)",
    )
    parser.add_argument(
        "--output", type=Path, metavar="FILE", help="where to (default: metadata/tokens.json of this checkout)"
    )
    parser.epilog = (
        "Prompt, scene and end-of-sequence token of each of the 537 examples, in its own wording. Exit status 1: an\n"
        "example has more than 2,048 tokens (the file is written all the same).\n\n"
        "examples:\n"
        "  python -m finetune model smollm2 && python -m finetune tokens && derivative-manim build\n"
        "  python -m finetune tokens --model deepseek-ai/deepseek-coder-1.3b-base --output deepseek.json"
    )


def run(options: argparse.Namespace) -> int:
    """Count, write, and say what came out."""
    from rich.console import Console
    from transformers.utils import cached_file

    from derivative_manim.paths import checkout_root
    from derivative_manim.records import SPLITS
    from finetune import data, tokens
    from finetune.config import Model
    from finetune.errors import FinetuneError
    from finetune.models import load, smollm2
    from finetune.progress import progress

    root = checkout_root()
    if options.output is None and root is None:
        raise FinetuneError(f"there is no checkout whose {tokens.FILE} could be written: give --output")
    output = options.output or Path(str(root)) / tokens.FILE
    default = smollm2.NAME if options.model == MODEL else Path(options.model).name
    name = tokens.checked_name(options.name or default)
    tokenizer = load.load_tokenizer(Model(name=options.model))
    try:
        file = cached_file(options.model, "tokenizer.json")
    except OSError:
        raise FinetuneError(f"{options.model} has no tokenizer.json: save its tokenizer as a fast one first") from None
    examples = [example for split in SPLITS for example in data.functions(split)]
    with progress("counting tokens") as tick:
        # The trainer encodes in the same way: special tokens, where a tokenizer begins with one, included.
        rows = tokens.count(examples, lambda text: tokenizer(text)["input_ids"], tick)
    tokens.write(output, tokens.described(name, tokenizer, file), rows)

    console = Console()
    split_of = {example["id"]: example["split"] for example in examples}
    for split in ("all", *SPLITS):
        part = [row for row in rows if split in ("all", split_of[row["id"]])]
        lengths = [row["total"] for row in part]
        mean = sum(lengths) / len(lengths)
        text = f"{split}: {len(part)} examples, {mean:,.1f} tokens on average, {min(lengths):,} to {max(lengths):,}"
        console.print(text, markup=False, soft_wrap=True)
    console.print(f"written: {output}", markup=False, soft_wrap=True)
    if options.output is None:
        text = "now run derivative-manim build: it sums them up in the statistics and the documents"
        console.print(text, soft_wrap=True)
    long = tokens.too_long(rows)
    for row in long:
        text = f"{row['id']} has {row['total']:,} tokens, more than {tokens.MAX_LENGTH:,}"
        console.print(text, markup=False, soft_wrap=True)
    return 1 if long else 0
