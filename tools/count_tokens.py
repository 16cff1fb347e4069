"""Count the tokens of every example with a tokenizer: `metadata/tokens.json`, which the dataset's build sums up.

    python -m tools.count_tokens                    # that of `python -m finetune model smollm2`
    python -m tools.count_tokens --model OWNER/NAME # a folder, or a name on the Hub

Counted is what training sees: the prompt, the scene right after it, and one end-of-sequence token. The SHA-256 sums of
scene, prompt and tokenizer say which bytes were counted, and with what.

Exit status: 0 done, 1 an example is longer than training takes, 2 there is no such tokenizer.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from derivative_manim.records import SPLITS
from finetune import data, models
from finetune.errors import FinetuneError
from finetune.files import write_text

FILE = Path(__file__).resolve().parents[1] / "metadata" / "tokens.json"
#: The study's maximum sequence length (its table of hyperparameters); every example is to fit.
MAX_LENGTH = 2048


def main(arguments: Sequence[str] | None = None) -> int:
    """Count, and write the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="models/smollm2-135m", help="(models/smollm2-135m)")
    parser.add_argument("-o", "--output", type=Path, default=FILE, metavar="FILE", help="default: metadata/tokens.json")
    options = parser.parse_args(arguments)
    name = models.SMOLLM2 if options.model == "models/smollm2-135m" else Path(options.model).name
    try:
        tokenizer = models.load_tokenizer(options.model)
        head = described(name, tokenizer, options.model)
    except FinetuneError as error:
        print(error, file=sys.stderr)
        return 2
    examples = [example for split in SPLITS for example in data.functions(split)]
    # The trainer encodes in the same way: special tokens, where a tokenizer begins with one, included.
    rows = count(examples, lambda text: tokenizer(text)["input_ids"])
    write(options.output, head, rows)
    long = sum(row["total"] > MAX_LENGTH for row in rows)
    print(f"written: {options.output}; {long} of {len(rows)} examples have more than {MAX_LENGTH:,} tokens")
    return 1 if long else 0


def count(examples: Iterable[Mapping[str, Any]], encode: Callable[[str], list[int]]) -> list[dict[str, Any]]:
    """Count the tokens of examples.

    Returns:
        By id, for each: `id`; `sha256` and `prompt_sha256`, the sums of scene and prompt in UTF-8; `prompt`,
        `completion` (with the end-of-sequence token) and `total`, in tokens. Prompt and scene are encoded together, as
        in training, so `completion` is what the scene adds to the prompt.
    """
    rows = []
    for example in examples:
        prompt, completion = str(example["prompt"]), str(example["completion"])
        before, total = len(encode(prompt)), len(encode(prompt + completion)) + 1
        sums = {"sha256": _sum(completion.encode()), "prompt_sha256": _sum(prompt.encode())}
        lengths = {"prompt": before, "completion": total - before, "total": total}
        rows.append({"id": example["id"], **sums, **lengths})
    return sorted(rows, key=lambda row: str(row["id"]))


def described(name: str, tokenizer: Any, model: str) -> dict[str, Any]:
    """Say which tokenizer counts."""
    from transformers.utils import cached_file

    try:
        file = cached_file(model, "tokenizer.json")
    except OSError:
        raise FinetuneError(f"{model} has no tokenizer.json: save its tokenizer as a fast one first") from None
    return {"name": name, "vocabulary": len(tokenizer), "sha256": _sum(Path(file).read_bytes())}


def write(file: Path, tokenizer: dict[str, Any], rows: list[dict[str, Any]]) -> None:
    """Write the counts whole or not at all, one line an example, so that a change is seen line by line."""
    head = json.dumps({"tokenizer": tokenizer, "max_length": MAX_LENGTH}, indent=2).removesuffix("\n}")
    lines = ",\n".join("    " + json.dumps(row) for row in rows)
    write_text(file, f'{head},\n  "examples": [\n{lines}\n  ]\n}}\n')


def _sum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
