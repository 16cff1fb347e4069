"""How many tokens the examples have, by a named tokenizer: `metadata/tokens.json`, which the dataset's build sums up.

Counted is what training sees: the prompt, the scene right after it, and one end-of-sequence token. The SHA-256 sums of
scene, prompt and tokenizer say which bytes were counted, and with what.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from .errors import FinetuneError
from .files import write_text

FILE = "metadata/tokens.json"
#: The study's maximum sequence length (its table of hyperparameters); every example is to fit.
MAX_LENGTH = 2048
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/+-]{0,99}")


def count(
    examples: Sequence[Mapping[str, Any]],
    encode: Callable[[str], list[int]],
    tick: Callable[[int, int], None] = lambda done, total: None,
) -> list[dict[str, Any]]:
    """Count the tokens of examples.

    Returns:
        By id, for each: `id`; `sha256` and `prompt_sha256`, the sums of scene and prompt in UTF-8; `prompt`,
        `completion` (with the end-of-sequence token) and `total`, in tokens. Prompt and scene are encoded together, as
        in training, so `completion` is what the scene adds to the prompt.
    """
    rows = []
    for done, example in enumerate(examples, 1):
        prompt, completion = str(example["prompt"]), str(example["completion"])
        before, total = len(encode(prompt)), len(encode(prompt + completion)) + 1
        rows.append(
            {
                "id": example["id"],
                "sha256": _sum(completion),
                "prompt_sha256": _sum(prompt),
                "prompt": before,
                "completion": total - before,
                "total": total,
            }
        )
        tick(done, len(examples))
    return sorted(rows, key=lambda row: str(row["id"]))


def checked_name(name: str) -> str:
    """Give a tokenizer's name back if it can stand in a table.

    Raises:
        FinetuneError: it cannot.
    """
    if not _NAME.fullmatch(name):
        raise FinetuneError(f"{name!r} is no name for a tokenizer: give --name letters, digits and . _ / + - only")
    return name


def described(name: str, tokenizer: Any, file: str | Path) -> dict[str, Any]:
    """Say which tokenizer counted.

    Raises:
        FinetuneError: the name cannot stand in a table.
    """
    digest = hashlib.sha256(Path(file).read_bytes()).hexdigest()
    return {"name": checked_name(name), "vocabulary": len(tokenizer), "sha256": digest}


def too_long(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give the rows of more than `MAX_LENGTH` tokens, the longest first."""
    return sorted((row for row in rows if row["total"] > MAX_LENGTH), key=lambda row: -int(row["total"]))


def write(file: str | Path, tokenizer: dict[str, Any], rows: list[dict[str, Any]]) -> None:
    """Write the counts whole or not at all, one line an example, so that a change is seen line by line."""
    target = Path(file)
    target.parent.mkdir(parents=True, exist_ok=True)
    head = json.dumps({"tokenizer": tokenizer, "max_length": MAX_LENGTH}, indent=2).removesuffix("\n}")
    lines = ",\n".join("    " + json.dumps(row) for row in rows)
    write_text(target, f'{head},\n  "examples": [\n{lines}\n  ]\n}}\n')


def _sum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
