"""`judge`: the verdict on scenes, one file or a file of samples, whose verdicts are kept as they come."""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import msgspec
from rich.console import Console

from .. import executors
from ..cache import key
from ..cli import CLEAN, PROBLEMS
from ..judge import MOST_BYTES, ROWS, Sample, Verdict, judge_many, readable
from ..problem import Refused, printable
from ..reports import ROW_WORDS, as_sarif, console, opened

LONGEST_LINE = 32 * 2**20
SUFFIXES = (".jsonl", ".ndjson")
ASKED = ("right_function", "right_derivative", "usable")  # rows that nothing has if no function was asked for

Id = str | int


class Line(msgspec.Struct, frozen=True):
    """One line of a file of samples."""

    id: Id
    code: str
    function: str | None = None


def judge(options: argparse.Namespace) -> int:
    """Judge scenes; exit status 0 if each is usable (without a function: if it executes)."""
    many = [path for path in options.files if path.suffix in SUFFIXES]
    if not many:
        return _scenes(options)
    if len(options.files) > 1 or options.function is not None:
        raise Refused("give one file of samples, without --function: each line names its function")
    return _samples(options, many[0])


def source(path: Path) -> bytes:
    """Read a scene, and no more of it than is judged; `-` is standard input."""
    if str(path) == "-":
        return sys.stdin.buffer.read(MOST_BYTES + 1)
    with path.open("rb") as stream:
        return stream.read(MOST_BYTES + 1)


def _scenes(options: argparse.Namespace) -> int:
    samples = {str(path): Sample(source(path), options.function) for path in options.files}
    if said := _unreadable(options.function):
        raise Refused(said)
    found = dict(_verdicts(options, samples))
    verdicts = {name: found[name] for name in samples}
    with opened(options.output) as stream:
        if options.format == "text":
            screen = Console(highlight=False, file=stream, width=160 if options.output else None)
            for name, verdict in verdicts.items():
                _show(screen, name, verdict, asked=options.function is not None)
        elif options.format == "json":
            stream.writelines(_row({"file": name, **verdict.as_dict()}) for name, verdict in verdicts.items())
        else:
            stream.write(as_sarif([problem for verdict in verdicts.values() for problem in verdict.problems]))
    good = all(v.usable if options.function is not None else v.executes for v in verdicts.values())
    return CLEAN if good else PROBLEMS


def _show(screen: Console, name: str, verdict: Verdict, *, asked: bool) -> None:
    screen.print(printable(name), style="bold", markup=False, soft_wrap=True)
    for row, holds in verdict.rows().items():
        if asked or row not in ASKED:
            screen.print(f"{'[green]yes[/]' if holds else '[red] no[/]'}  {ROW_WORDS[row]}")
    if verdict.error_class:
        said = f"{verdict.error_class}: {verdict.error}"
        screen.print(printable(said), markup=False, soft_wrap=True)
    if verdict.problems:
        console.table(screen, verdict.problems)


def _samples(options: argparse.Namespace, path: Path) -> int:
    if options.format not in ("text", "json"):
        raise Refused("the verdicts on samples are lines of JSON: leave out --format")
    output: Path | None = options.output
    if output is not None and output.exists() and output.samefile(path):
        raise Refused(f"{output} holds the samples: name another file for the verdicts")
    lines, bad = _lines(path)
    samples = {line.id: Sample(line.code, line.function) for line in lines}
    digests = {name: key(one.data, repr(one.function), f"{options.seconds:g}") for name, one in samples.items()}
    kept = _kept(output, digests) if output is not None and output.is_file() else {}
    if kept:
        sys.stderr.write(f"validation: {len(kept)} of {len(lines)} verdicts are in {output} already\n")
    todo = [name for name in samples if name not in kept]
    with nullcontext(sys.stdout) if output is None else output.open("a", encoding="ascii") as stream:
        for number, verdict in _verdicts(options, {str(at): samples[name] for at, name in enumerate(todo)}):
            name = todo[int(number)]
            function = samples[name].function
            kept[name] = {"id": name, "function": function, **verdict.as_dict(), "judged": digests[name]}
            stream.write(_row(kept[name]))
            stream.flush()
    ordered = [kept[name] for name in samples]
    if output is not None and output.is_file():
        with opened(output) as stream:
            stream.writelines(map(_row, ordered))
    _sum_up(Console(highlight=False, stderr=output is None), ordered, bad)
    good = all(record["executes" if record["function"] is None else "usable"] for record in ordered)
    return CLEAN if good and not bad else PROBLEMS


def _verdicts(options: argparse.Namespace, samples: Mapping[str, Sample]) -> Iterator[tuple[str, Verdict]]:
    """Judge samples with the processes that the options name, and show how far it has come."""
    errors = {function: _unreadable(function) for function in {sample.function for sample in samples.values()}}
    for name, sample in samples.items():
        if said := errors[sample.function]:
            yield name, Verdict(error_class="function", error=said)
    good = {name: sample for name, sample in samples.items() if not errors[sample.function]}
    if not good:
        return
    place = executors.dask(options.dask) if options.dask else executors.local(options.jobs, ".screen")
    with console.progress() as tick, place as executor:
        for done, found in enumerate(judge_many(good, seconds=options.seconds, executor=executor), 1):
            tick("judging", done, len(good))
            yield found


def _unreadable(function: str | None) -> str:
    try:
        readable(function)
    except ValueError as error:
        return str(error)
    return ""


def _lines(path: Path) -> tuple[list[Line], int]:
    """Read the samples, and count the lines that are none, of which is said what is wrong."""
    lines: dict[Id, Line] = {}
    bad = 0
    with path.open("rb") as stream:
        for number, data in enumerate(iter(lambda: stream.readline(LONGEST_LINE + 1), b""), 1):
            if len(data) > LONGEST_LINE:
                raise Refused(f"line {number} of {path} has more than {LONGEST_LINE} bytes")
            try:
                line = msgspec.convert(json.loads(data), Line) if data.strip() else None
                if line and lines.setdefault(line.id, line) is not line:
                    raise ValueError(f"the id {line.id!r} is that of an earlier line")
            except (ValueError, RecursionError) as error:
                bad += 1
                error = ValueError(f"it is not JSON: {error.msg}") if isinstance(error, json.JSONDecodeError) else error
                sys.stderr.write(f"validation: line {number} of {path} is left out: {printable(str(error))}\n")
    return list(lines.values()), bad


def _kept(output: Path, digests: Mapping[Id, str]) -> dict[Id, dict[str, Any]]:
    """Read the verdicts that are there, keep those on the very same samples, and drop a last line that was cut off.

    Raises:
        Refused: the file holds something else, which would be lost.
    """
    kept: dict[Id, dict[str, Any]] = {}
    for number, row in enumerate(output.read_bytes().split(b"\n")[:-1], 1):
        try:
            record = json.loads(row)
            if digests[record["id"]] == record["judged"]:
                kept[record["id"]] = record
        except (LookupError, TypeError, ValueError, RecursionError):
            said = f"{output} is there, and its line {number} is no verdict on one of these samples"
            raise Refused(f"{said}: name another file") from None
    with opened(output) as stream:
        stream.writelines(map(_row, kept.values()))
    return kept


def _row(record: Mapping[str, Any]) -> str:
    # In ASCII: what a model wrote may hold half of a surrogate pair, which no UTF-8 file can.
    return json.dumps(record) + "\n"


def _sum_up(screen: Console, records: Sequence[Mapping[str, Any]], bad: int) -> None:
    for row in ROWS:
        screen.print(f"{sum(record[row] for record in records):>7}  {ROW_WORDS[row]}")
    screen.print(f"{len(records):>7}  judged" + (f", {bad} lines left out" if bad else ""))
    classes = Counter(record["error_class"] or "no fault" for record in records)
    screen.print(", ".join(f"{printable(name)}: {count}" for name, count in classes.most_common()), markup=False)
