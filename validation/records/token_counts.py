"""metadata/tokens.json, which `python -m finetune tokens` writes: of these scenes and prompts, and rightly added up?

That a tokenizer makes so many tokens of a text is known only by asking it again. That the counts are of the texts as
they are now, of all of them, that they add up, and that every example fits the length that models are trained with, is
checked here.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from ..problem import Problem, Where
from ..release import Release
from .files import TOKENS
from .problems import error, shown

RULES = {
    "dataset.tokens": "tokens.json, if there, names every scene and prompt with its present sum, adds up its rows, and"
    " has none above 2,048",
}

MAX_LENGTH = 2048
"""Prompt, scene and end-of-sequence token of every example fit so many tokens, the study's maximum sequence length."""

PROMPT = (
    "Below is an instruction that describes a task. Write a response that appropriately completes the request.\n\n"
    "### Instruction:\n{}\n\n### Response:\n"
)
"""The format of Stanford Alpaca (Taori et al., 2023), without an input; written out anew, as the card shows it."""

MAX_NAMES = 5

_COLUMNS = {"id", "sha256", "prompt_sha256", "prompt", "completion", "total"}
_COUNTS = ("prompt", "completion", "total")
_SUM = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/+-]{0,99}")
_MAKE = "run python -m finetune tokens, then derivative-manim build"
_HERE = Where(TOKENS)


def check(release: Release) -> Iterator[Problem]:
    """Check the counts of tokens, if there are any.

    Args:
        release: the tree.

    Yields:
        Problems of the rule above.
    """
    if TOKENS not in release.files:
        return
    document = release.documents.get(TOKENS)
    match document:
        case {"tokenizer": tokenizer, "max_length": max_length, "examples": [*rows], **rest} if not rest:
            pass
        case _:
            yield _problem("there are not tokenizer, max_length and examples in it, and nothing else")
            return
    if not _is_tokenizer(tokenizer):
        yield _problem("its tokenizer is not a name, the number of its tokens and the SHA-256 sum of its file")
        return
    if max_length != MAX_LENGTH or isinstance(max_length, bool):
        yield _problem(f"its max_length is {shown(max_length)}, not {MAX_LENGTH}")
    wrong = sum(not _is_row(row) for row in rows)
    if wrong:
        yield _problem(f"{wrong} of its {len(rows)} examples are no rows of counts")
        return
    yield from _check_rows(release, rows)


def rows_of(release: Release) -> list[dict[str, Any]]:
    """Return the rows as they stand there; none if the file is missing, or any part of it is no count of tokens."""
    document = release.documents.get(TOKENS)
    rows = document.get("examples") if isinstance(document, dict) and _is_tokenizer(document.get("tokenizer")) else None
    return rows if isinstance(rows, list) and all(_is_row(row) for row in rows) else []


def tokenizer_of(release: Release) -> dict[str, Any]:
    """Return the tokenizer's `name`, `vocabulary` and `sha256`, of a file that has `rows_of`."""
    tokenizer: dict[str, Any] = release.documents[TOKENS]["tokenizer"]
    return tokenizer


def is_sound(release: Release) -> bool:
    """Return whether there are counts, and they are of these scenes and prompts."""
    return TOKENS in release.files and next(check(release), None) is None


def prompt_of(instruction: str) -> str:
    """Return what a model is given for an instruction."""
    return PROMPT.replace("{}", instruction)


def _is_tokenizer(value: object) -> bool:
    match value:
        case {"name": str() as name, "vocabulary": int() as size, "sha256": str() as digest, **rest} if not rest:
            named = _NAME.fullmatch(name) and _SUM.fullmatch(digest)
            return bool(named) and not isinstance(size, bool) and 0 < size < 10**9
    return False


def _is_row(row: object) -> bool:
    if not isinstance(row, dict) or row.keys() != _COLUMNS:
        return False
    return all(isinstance(row[name], str) for name in _COLUMNS.difference(_COUNTS)) and all(
        isinstance(row[name], int) and not isinstance(row[name], bool) and 0 < row[name] < 10**6 for name in _COUNTS
    )


def _check_rows(release: Release, rows: list[dict[str, Any]]) -> Iterator[Problem]:
    counts = Counter(row["id"] for row in rows)
    given = {row["id"]: row for row in rows}
    records = {record.text("id"): record for record in release.records}
    scenes = {name: _sum(release.files.get(record.path, b"")) for name, record in records.items()}
    prompts = {name: _sum(prompt_of(record.text("instruction")).encode()) for name, record in records.items()}
    both = [name for name in records if name in given]
    kinds = {
        "are in it more than once": [name for name, count in counts.items() if count > 1],
        "are in it, but are no records": [name for name in given if name not in records],
        "are not in it": [name for name in records if name not in given],
        "are in it with the SHA-256 sum of another scene": [
            name for name in both if given[name]["sha256"] != scenes[name]
        ],
        "are in it with the SHA-256 sum of another prompt": [
            name for name in both if given[name]["prompt_sha256"] != prompts[name]
        ],
        "have a total that is not prompt and completion together": [
            row["id"] for row in rows if row["prompt"] + row["completion"] != row["total"]
        ],
    }
    for what, names in kinds.items():
        if names:
            yield _problem(f"{len(names)} ids {what}: {_listed(names)}")
    long = [row["id"] for row in rows if row["total"] > MAX_LENGTH]
    if long:
        message = f"{len(long)} ids have more than {MAX_LENGTH} tokens: {_listed(long)}"
        yield error("dataset.tokens", _HERE, message, "shorten the scene: training would cut its end off")


def _listed(names: list[str]) -> str:
    return ", ".join(name[:40] for name in names[:MAX_NAMES]) + (", ..." if len(names) > MAX_NAMES else "")


def _sum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _problem(message: str) -> Problem:
    return error("dataset.tokens", _HERE, message, _MAKE)
