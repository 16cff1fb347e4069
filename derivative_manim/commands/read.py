"""`derivative-manim read TEXT`, and `read --file INPUTS.txt`."""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from derivative_manim.errors import DerivativeManimError
from derivative_manim.reading import Reading, ReadingError, read

REFUSED = 2


def run(arguments: argparse.Namespace) -> int:
    """Say how each input is read. Returns 0, or 2 if one is not read."""
    status = 0
    for text in _inputs(arguments):
        try:
            found: Reading | ReadingError = read(text)
        except ReadingError as error:
            found, status = error, REFUSED
        if arguments.json:
            sys.stdout.write(json.dumps(_row(text, found), ensure_ascii=sys.stdout.encoding.lower() != "utf-8") + "\n")
        else:
            _say(text, found)
    return status


def _inputs(arguments: argparse.Namespace) -> Iterator[str]:
    if arguments.file is None:
        yield arguments.text.removeprefix(" ")  # see `derivative_manim.cli`
        return
    try:
        with Path(arguments.file).open(encoding="utf-8", errors="replace") as lines:
            for line in lines:
                if line.strip():
                    yield line.rstrip("\r\n")
    except OSError as error:
        raise DerivativeManimError(f"{arguments.file} cannot be read: {error.strerror}") from None


def _row(text: str, found: Reading | ReadingError) -> dict[str, Any]:
    if isinstance(found, ReadingError):
        return {"input": text, "error": found.message, "place": found.place}
    row = {"input": text, "function": found.function, "latex": found.latex, "variable": found.variable}
    return row | ({"shown": list(found.shown)} if found.shown else {})


def _say(text: str, found: Reading | ReadingError) -> None:
    if isinstance(found, ReadingError):
        sys.stderr.write(pointed(text, found))
        return
    encoding = sys.stdout.encoding
    lines = [f"f({found.variable}) = {found.plain}", found.latex, *(f"note: {doubt}" for doubt in found.shown)]
    sys.stdout.write("".join(f"{line}\n" for line in lines).encode(encoding, "backslashreplace").decode(encoding))


def pointed(text: str, error: ReadingError) -> str:
    """The message under the input, with a mark below the place where there is one; safe to print on any terminal."""
    clean = "".join(letter if letter.isprintable() else " " for letter in text[:200])
    lines = [clean] if error.place is None or error.place >= len(clean) else [clean, " " * error.place + "^"]
    encoding = sys.stderr.encoding
    shown = "\n".join([*lines, f"derivative-manim: {error.message}", ""])
    return shown.encode(encoding, "backslashreplace").decode(encoding)
