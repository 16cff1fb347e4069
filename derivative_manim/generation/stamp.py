"""What is measured of a built tree and written into it last: the statistics, and the tables of the documents.

The validator's certificate and the counted tokens are made from the scenes, after they are built; the statistics sum up
both, but only if they are of these very scenes and prompts. So everything here follows from the records and from these
two files, and can be made anew whenever one of them changes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from derivative_manim.generation.card import CARD, card, read_repair
from derivative_manim.generation.documents import certified_sentence, with_statistics
from derivative_manim.generation.figures import FIGURES, figures
from derivative_manim.generation.metadata import CERTIFICATE, TOKENS, statistics, token_summary

Record = dict[str, Any]
DOCUMENTS = ("README.md",)
STATISTICS = "metadata/statistics.json"
STALE = {
    CERTIFICATE: f"{CERTIFICATE} is missing or of other scenes: run derivative-manim build --certify",
    TOKENS: f"{TOKENS} is missing or of other scenes or prompts: run derivative-manim build --certify",
}


def stamped(root: Path, records: Sequence[Record], built: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files that are written last, path -> content; the certificate and the tokens are given back as they are.

    Args:
        root: the tree.
        records: all records, as they are built.
        built: the scenes that go with them, path -> content.
    """
    kept = {path: (root / path).read_bytes() for path in (CERTIFICATE, TOKENS) if (root / path).is_file()}
    measured = statistics(records, *(fitting(kept.get(path), records, of) for path, of in _OF_RECORDS.items()))
    files = {**kept, STATISTICS: json_text(measured)}
    for name in DOCUMENTS:
        if (root / name).is_file():
            files[name] = with_statistics((root / name).read_text(encoding="utf-8"), measured).encode()
    if (root / CARD).is_file():
        before = (root / CARD).read_text(encoding="utf-8")
        files[CARD] = card(records, measured, lambda path: built[path].decode(), before, read_repair(root)).encode()
        files[FIGURES] = figures(records).encode()
    return files


def stale(root: Path, records: Sequence[Record]) -> list[str]:
    """Those of the certificate and the tokens that are missing, or not of these scenes and prompts."""
    contents = {path: (root / path).read_bytes() if (root / path).is_file() else None for path in _OF_RECORDS}
    return [path for path, of in _OF_RECORDS.items() if fitting(contents[path], records, of) is None]


def json_text(content: Any) -> bytes:
    """A document of metadata/ as it is written."""
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()


Reader = Callable[[dict[str, Any], Sequence[Record]], dict[str, Any]]


def fitting(content: bytes | None, records: Sequence[Record], of: Reader) -> dict[str, Any] | None:
    """What a reader makes of a document; None if there is none, or it is not of these records."""
    if content is None:
        return None
    try:
        return of(json.loads(content), records)
    except (ValueError, TypeError, KeyError):
        return None


def certificate_of(made: dict[str, Any], records: Sequence[Record]) -> dict[str, Any]:
    """The certificate, if it names these scenes, each with its present sum, and no others."""
    named = sorted((str(row["id"]), str(row["sha256"])) for row in made["examples"])
    certified_sentence(made["summary"])
    if named != sorted((r["id"], r["sha256"]) for r in records):
        raise ValueError("it is of other scenes")
    return made


_OF_RECORDS: dict[str, Reader] = {CERTIFICATE: certificate_of, TOKENS: token_summary}
