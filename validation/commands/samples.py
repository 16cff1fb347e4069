"""`judge`: the verdict on scenes, one file or a file of samples, whose verdicts are kept as they come."""

import argparse
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TextIO

from rich.console import Console

from .. import executors
from ..cache import tool_digest
from ..cli import CLEAN, PROBLEMS
from ..judge import MOST_BYTES, ROWS, Sample, Verdict, judge_many, readable
from ..problem import Refused, printable
from ..reports import ROW_WORDS, console, formatted, opened

LONGEST_LINE = 32 * 2**20
MOST_SAMPLES = 1_000_000
SUFFIXES = (".jsonl", ".ndjson")


@dataclass(frozen=True)
class Line:
    """One line of a file of samples."""

    id: str | int
    sample: Sample
    digest: str  # of all that the verdict depends on


def judge(options: argparse.Namespace) -> int:
    """Judge scenes; exit status 0 if each is usable (without a function: if it executes)."""
    many = [path for path in options.files if path.suffix in SUFFIXES]
    if not many:
        return _scenes(options)
    if len(options.files) > 1 or options.function is not None:
        raise Refused("give one file of samples, without --function: each line names its function")
    return _samples(options, many[0])


def source(path: Path) -> bytes:
    """Read a scene, and no more of it than is judged; `-` is standard input.

    Raises:
        Refused: it cannot be read.
    """
    try:
        if str(path) == "-":
            return sys.stdin.buffer.read(MOST_BYTES + 1)
        with path.open("rb") as stream:
            return stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}") from None


def _verdicts(options: argparse.Namespace, samples: Mapping[str, Sample]) -> Iterator[tuple[str, Verdict]]:
    """Judge samples with the processes that the options name, and show how far it has come."""
    with ExitStack() as stack:
        tick = stack.enter_context(console.progress(Console(stderr=True)))
        place = executors.dask(options.dask) if options.dask else executors.local(options.jobs, ".screen")
        executor = stack.enter_context(place)
        for done, found in enumerate(judge_many(samples, seconds=options.seconds, executor=executor), 1):
            tick("judging", done, len(samples))
            yield found


def _scenes(options: argparse.Namespace) -> int:
    samples = {str(path): Sample(source(path), options.function) for path in options.files}
    if said := _unreadable(options.function):
        raise Refused(said)
    found = dict(_verdicts(options, samples))
    verdicts = {name: found[name] for name in samples}
    problems = [problem for verdict in verdicts.values() for problem in verdict.problems]
    with opened(options.output) as stream:
        if options.format == "text":
            screen = Console(highlight=False, file=stream, width=160 if options.output else None)
            for name, verdict in verdicts.items():
                _show(screen, name if len(verdicts) > 1 else "", verdict, asked=options.function is not None)
        elif options.format == "json":
            for name, verdict in verdicts.items():
                stream.write(json.dumps({"file": name} | verdict.as_dict(), indent=1 if len(verdicts) == 1 else None))
                stream.write("\n")
        else:
            stream.write(formatted(options.format, problems, list(verdicts)))
    good = all(v.usable if options.function is not None else v.executes for v in verdicts.values())
    return CLEAN if good else PROBLEMS


def _show(screen: Console, name: str, verdict: Verdict, *, asked: bool) -> None:
    if name:
        screen.print(f"\n{printable(name)}", style="bold", markup=False, soft_wrap=True)
    shown = {row: holds for row, holds in verdict.rows().items() if asked or row not in _ASKED}
    console.rows(screen, ROW_WORDS, shown)
    if verdict.error_class:
        said = f"{verdict.error_class}: {verdict.error}"
        screen.print(f"\n{printable(said)}", markup=False, soft_wrap=True)
    if verdict.problems:
        screen.print()
        console.table(screen, verdict.problems)


_ASKED = ("right_function", "right_derivative", "usable")


def _samples(options: argparse.Namespace, path: Path) -> int:
    if options.format not in ("text", "json"):
        raise Refused("the verdicts on samples are lines of JSON: leave out --format")
    output: Path | None = options.output
    if output is not None and output.exists() and output.samefile(path):
        raise Refused(f"{output} holds the samples: name another file for the verdicts")
    lines, bad = [], 0
    for number, line in _lines(path, options.seconds):
        if isinstance(line, Line):
            lines.append(line)
        else:
            bad += 1
            sys.stderr.write(f"validation: line {number} of {path} is left out: {printable(line)}\n")
    resumable = output is not None and (output.is_file() or not output.exists())
    kept = _kept(output, {line.id: line.digest for line in lines}) if output is not None and resumable else {}
    todo = {str(number): line for number, line in enumerate(lines) if line.id not in kept}
    if kept:
        sys.stderr.write(f"validation: {len(kept)} of {len(lines)} verdicts are in {output} already\n")
    with ExitStack() as stack:
        stream = sys.stdout if output is None else stack.enter_context(output.open("a", encoding="ascii"))
        for line, verdict in _judged(options, todo):
            function = line.sample.function
            kept[line.id] = {"id": line.id, "function": function, **verdict.as_dict(), "judged": line.digest}
            _write(stream, kept[line.id])
    ordered = [kept[line.id] for line in lines]
    if output is not None and resumable:
        with opened(output) as stream:
            for record in ordered:
                _write(stream, record)
    _sum_up(Console(highlight=False, stderr=output is None), ordered, bad)
    good = (
        record["usable" if line.sample.function is not None else "executes"]
        for line, record in zip(lines, ordered, strict=True)
    )
    return CLEAN if all(good) and not bad else PROBLEMS


def _judged(options: argparse.Namespace, todo: Mapping[str, Line]) -> Iterator[tuple[Line, Verdict]]:
    errors = {function: _unreadable(function) for function in {line.sample.function for line in todo.values()}}
    for line in todo.values():
        if said := errors[line.sample.function]:
            yield line, Verdict(error_class="function", error=said)
    samples = {name: line.sample for name, line in todo.items() if not errors[line.sample.function]}
    for name, verdict in _verdicts(options, samples) if samples else ():
        # Its own name stands in its problems.
        where = str(todo[name].id)
        problems = tuple(replace(each, where=replace(each.where, path=where)) for each in verdict.problems)
        yield todo[name], replace(verdict, problems=problems)


def _unreadable(function: str | None) -> str:
    try:
        readable(function)
    except ValueError as error:
        return str(error)
    return ""


def _lines(path: Path, seconds: float) -> Iterator[tuple[int, Line | str]]:
    """Read the samples; of a line that is none, give what is wrong with it."""
    seen: dict[str | int, int] = {}
    try:
        with path.open("rb") as stream:
            for number in range(1, MOST_SAMPLES + 2):
                data = stream.readline(LONGEST_LINE + 1)
                if not data:
                    return
                if len(data) > LONGEST_LINE:
                    raise Refused(f"line {number} of {path} has more than {LONGEST_LINE} bytes")
                if data.strip():
                    line = _line(data, seconds)
                    if isinstance(line, Line) and seen.setdefault(line.id, number) != number:
                        line = f"the id {line.id!r} is that of line {seen[line.id]}"
                    yield number, line
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}") from None
    raise Refused(f"{path} has more than {MOST_SAMPLES} lines")


def _line(data: bytes, seconds: float) -> Line | str:
    try:
        content = json.loads(data)
    except (ValueError, RecursionError) as error:
        return f"it is no JSON: {error}"
    if not isinstance(content, dict):
        return "it is no JSON object"
    name, code, function = content.get("id"), content.get("code"), content.get("function")
    if not isinstance(name, str | int) or isinstance(name, bool):
        return "it has no `id`, a text or a whole number"
    if not isinstance(code, str):
        return "it has no `code`, the scene as text"
    if function is not None and not isinstance(function, str):
        return "its `function` is no text, as x**2*sin(x)"
    sample = Sample(code, function)
    parts = (tool_digest(), sample.data, repr(function).encode(), f"{seconds:g}".encode())
    return Line(name, sample, hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest())


def _kept(output: Path, wanted: Mapping[str | int, str]) -> dict[str | int, dict[str, Any]]:
    """Read the verdicts that are there, of which the last line may be torn, and keep those on the very same samples.

    Raises:
        Refused: the file holds something else, which would be lost.
    """
    kept: dict[str | int, dict[str, Any]] = {}
    rows = output.read_bytes().split(b"\n") if output.exists() else []
    for number, row in enumerate(rows, 1):
        try:
            record = json.loads(row) if row.strip() else None
            if record is not None and record["id"] not in wanted:
                raise Refused(
                    f"{output} is there and has a verdict on another sample, line {number}: name another file"
                )
            if record is not None and wanted[record["id"]] == record["judged"]:
                kept[record["id"]] = record
        except (KeyError, TypeError, ValueError):
            if number < len(rows):
                raise Refused(f"{output} has a line that is no verdict, line {number}: name another file") from None
    with opened(output) as stream:
        for record in kept.values():
            _write(stream, record)
    return kept


def _write(stream: TextIO, record: Mapping[str, Any]) -> None:
    # In ASCII: what a model wrote may hold half of a surrogate pair, which no UTF-8 file can.
    stream.write(json.dumps(record) + "\n")
    stream.flush()


def _sum_up(screen: Console, records: Sequence[Mapping[str, Any]], bad: int) -> None:
    for row in ROWS:
        screen.print(f"{sum(record[row] for record in records):>7}  {ROW_WORDS[row]}")
    screen.print(f"{len(records):>7}  judged" + (f", {bad} lines left out" if bad else ""))
    classes = Counter(record["error_class"] or "no fault" for record in records)
    screen.print(", ".join(f"{printable(name)}: {count}" for name, count in classes.most_common()), markup=False)
