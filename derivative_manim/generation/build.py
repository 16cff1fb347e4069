"""`derivative-manim build`: from the catalogue to code/ and metadata/, or a check that they are up to date.

Everything is made in memory first. Then each file that differs is written beside its place and moved into it, the
manifest last, so that an interruption leaves no half-written file and a tree that `verify` recognises as unfinished.

With `--certify` the new scenes are then audited and their tokens counted, each by the command that does it, and what is
measured of both is written into the statistics and the documents (`stamp`).
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from derivative_manim.errors import DerivativeManimError
from derivative_manim.generation.catalogue import CatalogueError, Entry, check_catalogue, read_catalogue
from derivative_manim.generation.derivation import facts_used
from derivative_manim.generation.equality import POINTS, value_at
from derivative_manim.generation.example import Example, make_example
from derivative_manim.generation.instructions import assign_wordings, instruction
from derivative_manim.generation.metadata import TOKENS, curriculum_mapping, dataset_info, family_of, schema
from derivative_manim.generation.nearness import nearest
from derivative_manim.generation.parse import parse
from derivative_manim.generation.rules import differentiate
from derivative_manim.generation.splits import assign_splits
from derivative_manim.generation.stamp import STALE, json_text, stale, stamped
from derivative_manim.manifest import compute_manifest, manifest_text, write_manifest
from derivative_manim.paths import checkout_root
from derivative_manim.records import SPLITS

MEND = "run `derivative-manim build`"
_GENERATED = ("code", "metadata")


def run(args: argparse.Namespace) -> int:
    """Build, check, or build and certify. Returns the exit status: 0, or 1 if something is wrong."""
    root = Path(args.root) if args.root else checkout_root()
    if root is None:
        raise DerivativeManimError("build works in a checkout of the project: clone it and run the command there")
    records, files = build_files(args.processes)
    if args.check:
        return _check(root, records, files)
    written, removed = write_files(root, files | stamped(root, records, files))
    print(f"{len(files)} files built: {written} written, {removed} removed")  # noqa: T201
    status = 0
    if args.certify:
        status = _certify(root, args.processes, with_tokens=TOKENS in stale(root, records))
        write_files(root, files | stamped(root, records, files))
    _print_stale(root, records)
    return status


def _check(root: Path, records: list[dict[str, Any]], files: dict[str, bytes]) -> int:
    files |= stamped(root, records, files)
    _print_stale(root, records)
    problems = compare(root, files)
    for problem in problems:
        print(problem)  # noqa: T201 - the command's answer
    if problems:
        print(f"{len(problems)} files differ from what the catalogue makes: {MEND} and commit")  # noqa: T201
        return 1
    print(f"{len(files)} generated files are what the catalogue makes")  # noqa: T201
    return 0


def _certify(root: Path, processes: int, *, with_tokens: bool) -> int:
    # As commands of their own: the auditor shares no code with the generator, and no process either.
    steps = [["validation", "certify", "--root", str(root), "--jobs", str(processes)]]
    if with_tokens:
        steps.append(["tools.count_tokens"])
    for step in steps:
        if subprocess.run([sys.executable, "-m", *step], cwd=root, check=False).returncode:
            print(f"python -m {' '.join(step[:2])} did not succeed, see above")  # noqa: T201 - the command's answer
            return 1
    return 0


def _print_stale(root: Path, records: list[dict[str, Any]]) -> None:
    for path in stale(root, records):
        print(STALE[path])  # noqa: T201 - the command's answer


def build_files(processes: int) -> tuple[list[dict[str, Any]], dict[str, bytes]]:
    """Make what follows from the catalogue alone.

    Args:
        processes: how many to use.

    Returns:
        The records, and the files, path -> content. What `stamp` adds is not among them, nor is the manifest, which is
        made from the written tree.

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
    files = {example.record["path"]: example.code.encode() for example in examples}
    lines = (json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    files["metadata/examples.jsonl"] = "".join(lines).encode()
    for name, content in {
        "curriculum_mapping": curriculum_mapping(entries),
        "dataset_info": dataset_info(records),
        "schema/example.schema": schema(),
    }.items():
        files[f"metadata/{name}.json"] = json_text(content)
    return records, files


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
    train = {identifier for identifier, split in splits.items() if split == "train"}
    found = nearest({r["id"]: r["function"] for r in records}, train)
    for record in records:
        record["nearest_train"], record["novelty"] = found[record["id"]]


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
        context = multiprocessing.get_context("spawn")
        with context.Pool(processes, signal.signal, (signal.SIGINT, signal.SIG_IGN)) as pool:
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
