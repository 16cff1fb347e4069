"""`derivative-manim build`: from the catalogue to code/ and metadata/, or a check that they are up to date.

Everything is made in memory first. Then each file that differs is written beside its place and moved into it, the
manifest last, so that an interruption leaves no half-written file and a tree that `verify` recognises as unfinished.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from derivative_manim.errors import DerivativeManimError
from derivative_manim.generation.catalogue import CatalogueError, Entry, check_catalogue, read_catalogue
from derivative_manim.generation.documents import certified_sentence, with_statistics
from derivative_manim.generation.equality import POINTS, value_at
from derivative_manim.generation.example import Example, make_example
from derivative_manim.generation.instructions import assign_wordings, instruction
from derivative_manim.generation.metadata import (
    CERTIFICATE,
    TOKENS,
    curriculum_mapping,
    dataset_info,
    family_of,
    schema,
    statistics,
    token_summary,
)
from derivative_manim.generation.parse import parse
from derivative_manim.generation.rules import differentiate, facts_used
from derivative_manim.generation.splits import assign_splits
from derivative_manim.manifest import compute_manifest, manifest_text, write_manifest
from derivative_manim.paths import checkout_root
from derivative_manim.records import SPLITS

MEND = "run `derivative-manim build`"
DOCUMENTS = ("README.md", "dataset_card.md")
STALE_CERTIFICATE = f"{CERTIFICATE} is of other scenes: run python -m validation certify, then derivative-manim build"
STALE_TOKENS = f"{TOKENS} is of other scenes or prompts: run python -m finetune tokens, then derivative-manim build"
_GENERATED = ("code", "metadata")


def run(args: argparse.Namespace) -> int:
    """Build or check. Returns the exit status: 0, or 1 if `--check` found a difference."""
    root = Path(args.root) if args.root else checkout_root()
    if root is None:
        raise DerivativeManimError("build works in a checkout of the project: clone it and run the command there")
    files = build_files(root, args.processes)
    measured = json.loads(files["metadata/statistics.json"])
    for path, key, message in (
        (CERTIFICATE, "validation", STALE_CERTIFICATE),
        (TOKENS, "tokens", STALE_TOKENS),
    ):
        if path in files and key not in measured:
            print(message)  # noqa: T201 - the command's answer
    if args.check:
        problems = compare(root, files)
        for problem in problems:
            print(problem)  # noqa: T201 - the command's answer
        if problems:
            print(f"{len(problems)} files differ from what the catalogue makes: {MEND} and commit")  # noqa: T201
            return 1
        print(f"{len(files)} generated files are what the catalogue makes")  # noqa: T201
        return 0
    written, removed = write_files(root, files)
    print(f"{len(files)} files built: {written} written, {removed} removed")  # noqa: T201
    return 0


def build_files(root: Path, processes: int) -> dict[str, bytes]:
    """All generated files, path -> content; the manifest is not among them, it is made from the written tree.

    The validator's certificate and the counted tokens are among them as they lie there, for they are not made here.
    Their summaries go into the statistics only if they are of the very scenes (and prompts) that are built.

    Raises:
        DerivativeManimError: the catalogue is wrong, or a function cannot be made into a lesson.
    """
    try:
        entries = read_catalogue()
        problems = check_catalogue(entries)
    except CatalogueError as error:
        problems, entries = error.problems, []
    if problems:
        raise DerivativeManimError("the catalogue needs mending:\n" + "\n".join(problems))
    examples = list(_examples(entries, processes))
    records = [example.record for example in examples]
    _assign(records)
    kept = {path: (root / path).read_bytes() for path in (CERTIFICATE, TOKENS) if (root / path).is_file()}
    measured = statistics(
        records,
        _certificate_of(kept[CERTIFICATE], records) if CERTIFICATE in kept else None,
        _tokens_of(kept[TOKENS], records) if TOKENS in kept else None,
    )
    files = {example.record["path"]: example.code.encode() for example in examples}
    files["metadata/examples.jsonl"] = "".join(
        json.dumps(record, ensure_ascii=False) + "\n" for record in records
    ).encode()
    for name, content in {
        "curriculum_mapping": curriculum_mapping(entries),
        "dataset_info": dataset_info(records),
        "schema/example.schema": schema(),
        "statistics": measured,
    }.items():
        files[f"metadata/{name}.json"] = (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()
    files |= kept
    for name in DOCUMENTS:
        if (root / name).is_file():
            files[name] = with_statistics((root / name).read_text(encoding="utf-8"), measured).encode()
    return files


def _certificate_of(content: bytes, records: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The certificate, if it can be read and names these scenes, each with its present sum, and no others."""
    try:
        certificate: dict[str, Any] = json.loads(content)
        named = sorted((str(row["id"]), str(row["sha256"])) for row in certificate["examples"])
        sentence = certified_sentence(certificate["summary"])
    except (ValueError, TypeError, KeyError):
        return None
    return certificate if sentence and named == sorted((r["id"], r["sha256"]) for r in records) else None


def _tokens_of(content: bytes, records: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The summary of the tokens, if they can be read and are of these scenes and prompts, and of no others."""
    try:
        return token_summary(json.loads(content), records)
    except (ValueError, TypeError, KeyError):
        return None


def _assign(records: list[dict[str, Any]]) -> None:
    family = _with_equal_derivatives(family_of(records), records)
    facts = {r["id"]: facts_used(differentiate(parse(r["function"]))) for r in records}
    splits = assign_splits([(r["id"], r["level"], family[r["id"]]) for r in records], facts)
    for split in SPLITS:
        wordings = assign_wordings([i for i, s in splits.items() if s == split], split)
        for record in records:
            if splits[record["id"]] == split:
                wording = wordings[record["id"]]
                record["split"] = split
                record["instruction"] = instruction(wording, record["function"])
                record["instruction_format"] = wording


def _with_equal_derivatives(family: dict[str, str], records: list[dict[str, Any]]) -> dict[str, str]:
    """Families joined where a function of one has the derivative of a function of the other: x^2 and x^2 + 1."""
    joined = dict(family)
    seen: dict[tuple[str, ...], str] = {}
    for record in records:
        values = [value_at(parse(record["derivative"]), point) for point in POINTS]
        other = seen.setdefault(tuple("" if v is None else f"{float(v):.12e}" for v in values), record["id"])
        old, new = sorted((joined[record["id"]], joined[other]), reverse=True)
        joined = {identifier: new if name == old else name for identifier, name in joined.items()}
    return joined


def _examples(entries: list[Entry], processes: int) -> Iterator[Example]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("making lessons", total=len(entries))
        if processes == 1:
            for entry in entries:
                yield _attempt(entry)
                bar.advance(task)
            return
        # spawn: the command may run inside a program with threads, which fork would break
        with multiprocessing.get_context("spawn").Pool(processes) as pool:
            for example in pool.imap(_attempt, entries, chunksize=4):
                yield example
                bar.advance(task)


def _attempt(entry: Entry) -> Example:
    try:
        return make_example(entry)
    except (ValueError, ArithmeticError) as error:
        raise DerivativeManimError(f"rank {entry.rank}, {entry.text}: {error}") from error


def compare(root: Path, files: dict[str, bytes]) -> list[str]:
    """How the tree at `root` differs from `files`: one line for each file."""
    problems = []
    for path, content in sorted(files.items()):
        target = root / path
        if not target.is_file():
            problems.append(f"{path} is missing")
        elif target.read_bytes() != content:
            problems.append(f"{path} is stale")
    problems += [f"{path} is an orphan: the catalogue makes no such file" for path in _orphans(root, files)]
    if not problems:
        manifest = root / "metadata" / "manifest.json"
        if not manifest.is_file() or manifest.read_text(encoding="utf-8") != manifest_text(compute_manifest(root)):
            problems.append("metadata/manifest.json is stale")
    return problems


def _orphans(root: Path, files: dict[str, bytes]) -> list[str]:
    found = [
        path.relative_to(root).as_posix()
        for folder in _GENERATED
        for path in sorted((root / folder).rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    ]
    return [path for path in found if path not in files and path != "metadata/manifest.json"]


def write_files(root: Path, files: dict[str, bytes]) -> tuple[int, int]:
    """Make the tree at `root` hold exactly `files` and their manifest. Returns (files written, files removed)."""
    written = 0
    for path, content in files.items():
        target = root / path
        if target.is_file() and target.read_bytes() == content:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        _replace(target, content)
        written += 1
    orphans = _orphans(root, files)
    for path in orphans:
        (root / path).unlink()
    write_manifest(root)
    return written, len(orphans)


def _replace(target: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".build-")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        temporary.chmod(0o644)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
