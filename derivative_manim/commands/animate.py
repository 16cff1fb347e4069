"""`derivative-manim animate TEXT`, and `animate --file FUNCTIONS.txt -j 2`."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from derivative_manim.animating.types import Animation, Failure, Progress, Tell
from derivative_manim.commands.read import pointed
from derivative_manim.errors import DerivativeManimError
from derivative_manim.reading import ReadingError, read

_EXTRA = ("jinja2", "manim", "mpmath", "msgspec", "numpy", "sympy")
_OPTIONS = (
    *("render", "check", "quality", "window", "at", "theme", "speed", "language", "sections", "gif"),
    *("seconds", "voice", "model", "tries"),
)
DONE, FAULT, REFUSED = 0, 1, 2


def run(arguments: argparse.Namespace) -> int:
    """Make lessons. Returns 0; 1 where a check failed or one of many was not made; 2 where the one was refused."""
    try:
        return _many(arguments) if arguments.file else _one(arguments)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _EXTRA:
            raise
        _say(f"making a lesson needs {error.name}: pip install 'derivative-manim[animate]'")
        return REFUSED


def _one(arguments: argparse.Namespace) -> int:
    from derivative_manim.animating.animate import animate

    try:
        arguments.text = arguments.text.removeprefix(" ")  # see `derivative_manim.cli`
        reading = read(arguments.text)
        if not arguments.json:
            _write(f"f({reading.variable}) = {reading.plain}\n{reading.latex}\n")
            for doubt in reading.shown:
                _write(f"note: {doubt}\n")
        with _progress() as tell:
            made = animate(
                arguments.text, output=arguments.output, force=arguments.force, progress=tell, **_options(arguments)
            )
    except ReadingError as error:
        sys.stderr.write(pointed(arguments.text, error))
        return REFUSED
    except DerivativeManimError as error:
        _say(str(error))
        return REFUSED
    if arguments.json:
        _write(json.dumps(made.as_dict(), ensure_ascii=sys.stdout.encoding.lower() != "utf-8") + "\n")
    else:
        _show(made)
    return FAULT if made.verdict is not None and not made.verdict.ok else DONE


def _show(made: Animation) -> None:
    for note in made.notes[len(made.reading.shown) :]:
        _write(f"note: {note}\n")
    name = made.reading.variable  # as f was written above
    derivative = re.sub(r"\bx\b", name, made.derivative.replace("**", "^").replace("log(", "ln("))
    _write(f"f'({name}) = {derivative}\n")
    if made.verdict is not None:
        _write("check: nothing is wrong\n" if made.verdict.ok else "check: FAILED\n")
        for problem in made.verdict.problems:
            _write(f"  {problem}\n")
    for name in ("video", "poster", "gif", "srt", "vtt"):
        path = getattr(made, name)
        if path is not None:
            _write(f"{name}: {path}\n")
    _write(f"scene: {made.code}\n")
    for path in made.handout.values():
        _write(f"handout: {path}\n")
    if made.clips:
        _write(f"sections: {made.folder / 'sections'}\n")


def _many(arguments: argparse.Namespace) -> int:
    from derivative_manim.animating.many import Kept, animate_many

    texts = _lines(arguments.file)
    counts = {"made": 0, "kept": 0, "wrong": 0, "refused": 0}
    try:
        with _progress(many=True) as tell:
            for found in animate_many(
                texts, output=arguments.output or "lessons", jobs=arguments.jobs, progress=tell, **_options(arguments)
            ):
                row: dict[str, Any]
                if isinstance(found, Failure):
                    counts["refused"] += 1
                    row = {"input": found.input, "error": str(found.error)}
                elif isinstance(found, Kept):
                    counts["wrong" if found.ok is False else "kept"] += 1
                    row = {"input": found.input, "folder": str(found.folder), "ok": found.ok, "kept": True}
                else:
                    ok = None if found.verdict is None else found.verdict.ok
                    counts["wrong" if ok is False else "made"] += 1
                    problems = [] if found.verdict is None else list(found.verdict.problems)
                    row = {"input": found.reading.input, "folder": str(found.folder), "ok": ok, "problems": problems}
                _write(_line(row, as_json=arguments.json))
    except DerivativeManimError as error:
        _say(str(error))
        return REFUSED
    said = [f"{counts['made']} made", f"{counts['kept']} there already", f"{counts['refused']} refused"]
    _say(", ".join([*said, f"{counts['wrong']} with a failed check"]))
    return FAULT if counts["refused"] or counts["wrong"] else DONE


def _line(row: dict[str, Any], *, as_json: bool) -> str:
    if as_json:
        return json.dumps(row, ensure_ascii=sys.stdout.encoding.lower() != "utf-8") + "\n"
    given = "".join(c if c.isprintable() else " " for c in row["input"][:80])
    if "error" in row:
        return f"refused  {given}: {row['error']}\n"
    word = "wrong  " if row["ok"] is False else "kept   " if row.get("kept") else "made   "
    return f"{word}  {given}: {row['folder']}\n" + "".join(f"         {p}\n" for p in row.get("problems", ()))


def _lines(file: str) -> list[str]:
    try:
        text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        raise DerivativeManimError(f"{file} cannot be read: {error.strerror}") from None
    return [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def _options(arguments: argparse.Namespace) -> dict[str, Any]:
    return {name: getattr(arguments, name) for name in _OPTIONS}


def _write(text: str) -> None:
    encoding = sys.stdout.encoding
    sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))
    sys.stdout.flush()


def _say(text: str) -> None:
    encoding = sys.stderr.encoding
    sys.stderr.write(f"derivative-manim: {text}\n".encode(encoding, "backslashreplace").decode(encoding))


@contextmanager
def _progress(*, many: bool = False) -> Iterator[Tell]:
    """A bar on a terminal; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (BarColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None if many else 1.0)

        def tell(step: Progress) -> None:
            bar.update(task, description=step.text, completed=None if many else step.done)

        yield tell
