"""How many tokens the examples have, by a named tokenizer: `metadata/tokens.json`, which the dataset's build sums up.

Counted is what training sees: the prompt, the scene right after it, and one end-of-sequence token. The SHA-256 sums of
scene, prompt and tokenizer say which bytes were counted, and with what.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from .errors import FinetuneError
from .files import write_text

FILE = "metadata/tokens.json"
#: The study's maximum sequence length (its table of hyperparameters); every example is to fit.
MAX_LENGTH = 2048


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
