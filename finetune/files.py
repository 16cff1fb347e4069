"""Files that an interruption, a full disk or an editor may have left damaged: written whole, read with care."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from .errors import BusyError, FinetuneError


def write_json(file: str | Path, content: Any) -> None:
    """Write a JSON file whole or not at all; what was there stays until then."""
    write_text(Path(file), json.dumps(content, indent=1, allow_nan=False) + "\n")


def write_text(target: Path, text: str) -> None:
    """Write a text file whole or not at all."""
    part = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(text, encoding="utf-8", newline="\n")
        part.replace(target)
    except OSError as error:
        raise FinetuneError(f"{target} cannot be written: {error.strerror or error}") from None
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def read_json(file: str | Path, kinds: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Read a JSON object."""
    try:
        content = json.loads(Path(file).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        raise FinetuneError(f"there is no {file}") from None
    except OSError as error:
        raise FinetuneError(f"{file} cannot be read: {error.strerror or error}") from None
    except (ValueError, RecursionError) as error:
        raise FinetuneError(f"{file} is not JSON: {error}") from None
    return checked(content, kinds or {}, str(file))


def checked(content: Any, kinds: Mapping[str, Any], where: str) -> dict[str, Any]:
    """Give a JSON object back if it has what it has to have."""
    if not isinstance(content, dict):
        raise FinetuneError(f"{where}: a JSON object is needed, not {type(content).__name__}")
    lacking = [name for name in kinds if name not in content]
    if lacking:
        raise FinetuneError(f"{where} does not say {', '.join(lacking)}")
    for name, kind in kinds.items():
        value = content[name]
        # True is an int to Python, and 3.0 is no count.
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise FinetuneError(f"{where}: {name} is {str(value)[:60]!r}, of type {type(value).__name__}")
    return content


def named(name: str, folder: Path) -> Path:
    """Find a YAML file by its path, or by its name in a folder of this package."""
    file = Path(name) if Path(name).suffix else folder / f"{name}.yaml"
    if not file.is_file():
        there = ", ".join(sorted(one.stem for one in folder.glob("*.yaml")))
        raise FinetuneError(f"there is no {name}: give a YAML file, or one of {there}")
    return file


def read_lines(file: Path) -> Iterator[tuple[str, str]]:
    """Give the whole lines of a file, each after where it stands; a last one that an interruption cut is left out."""
    try:
        text = file.read_bytes().decode("utf-8")
    except OSError as error:
        raise FinetuneError(f"{file} cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError as error:
        raise FinetuneError(f"{file} is not UTF-8 (byte {error.start})") from None
    # Not `splitlines`: what a model wrote may hold other line ends, U+2028 for one. What follows the last "\n" was cut.
    for number, line in enumerate(text.split("\n")[:-1], 1):
        yield f"{file}, line {number}", line


def json_lines(records: Iterable[Mapping[str, Any]]) -> str:
    """Write records, one a line, in ASCII: a model may write half of a surrogate pair, which UTF-8 does not have."""
    return "".join(json.dumps(record) + "\n" for record in records)


def append_lines(target: Path, records: Iterable[Mapping[str, Any]]) -> None:
    """Add lines so that an interruption loses none of them; one that an earlier one cut is taken away first."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.is_file():
            os.truncate(target, target.read_bytes().rfind(b"\n") + 1)
        with target.open("a", encoding="utf-8", newline="\n") as file:
            file.write(json_lines(records))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise FinetuneError(f"{target} cannot be written: {error.strerror or error}") from None


@contextlib.contextmanager
def locked(folder: str | Path) -> Iterator[None]:
    """Keep a folder for this process; another one that wants to write there is told."""
    lock = Path(folder) / ".lock"
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        file = lock.open("w")
    except OSError as error:
        raise FinetuneError(f"{folder} cannot be written: {error.strerror or error}") from None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise BusyError(f"another process is writing to {folder}: wait, or choose another --output") from None
        try:
            yield
        finally:
            lock.unlink(missing_ok=True)
