"""The release as it lies on the disk: records, scenes and other files, read leniently; what is unreadable is a problem.

Everything is read once, when a `Release` is made. Nothing outside its root is ever opened: links are not followed, and
a path that a record names is looked up among the files found, never joined to the root.
"""

import json
import math
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from stat import S_ISREG
from typing import Any

from .problem import Problem, Severity, Where
from .scene_file import SceneFile

EXAMPLES = "metadata/examples.jsonl"
MANIFEST = "metadata/manifest.json"
LEVELS = ("foundation", "conceptual", "application", "advanced")
SPLITS = ("train", "validation", "test")

MAX_BYTES = 64 * 2**20
"""A larger file is not read: the whole dataset is 4 MB."""

MAX_SCENE_BYTES = 2**20
"""The same for a file under code/: a scene has 4 KB, and to parse 50 MB of source takes gigabytes."""

RULES = {
    "schema.json": "every file of records and of metadata is UTF-8 JSON without duplicate keys, NaN or infinity",
    "dataset.readable": "everything under code/ and metadata/ is an ordinary file of moderate size that can be read",
}


@dataclass(frozen=True)
class Record:
    """One line of metadata/examples.jsonl, of whatever it holds.

    Attributes:
        line: its number in the file, from 1.
        values: the JSON object, unchecked: fields can be missing or of any type.
    """

    line: int
    values: dict[str, Any]

    @property
    def where(self) -> Where:
        """The line, for a problem of the record."""
        return Where(EXAMPLES, self.line)

    @property
    def name(self) -> str:
        """The id, or the line's number for a record that has none."""
        found = self.text("id")
        return found[:40] if found else f"line {self.line}"

    @property
    def path(self) -> str:
        """The scene's path, empty if there is none."""
        return self.text("path")

    def text(self, field: str) -> str:
        """Return a field that is text; empty if it is missing or something else."""
        value = self.values.get(field)
        return value if isinstance(value, str) else ""

    def number(self, field: str) -> int | None:
        """Return a field that is a whole number; None if it is missing or something else."""
        value = self.values.get(field)
        return value if isinstance(value, int) and not isinstance(value, bool) else None


class Release:
    """A tree of the dataset.

    Attributes:
        root: the folder that holds code/ and metadata/.
        files: the content of every ordinary file under code/ and metadata/, by path from the root with forward slashes
            (`__pycache__` is left out: Python makes it when a scene is run).
        records: the lines of metadata/examples.jsonl that are JSON objects, in their order.
        documents: what the *.json files of metadata/ hold, by path.
        problems: what could not be read, and why.
    """

    def __init__(self, root: Path) -> None:
        """Read the tree.

        Args:
            root: the folder that holds code/ and metadata/; it need not hold anything.
        """
        self.root = root
        self.problems: list[Problem] = []
        self.files: dict[str, bytes] = {}
        for folder in ("code", "metadata"):
            self._read_folder(folder)
        self.records = self._read_records()
        self.documents = self._read_documents()

    @cached_property
    def by_path(self) -> dict[str, Record]:
        """The records by the path of their scene; of two with one path, the first."""
        return {record.path: record for record in reversed(self.records) if record.path}

    @cached_property
    def scenes(self) -> dict[str, SceneFile]:
        """Every *.py file under code/, by path; bytes that are not UTF-8 are replaced by U+FFFD."""
        return {
            path: SceneFile(path, content.decode("utf-8", errors="replace"))
            for path, content in self.files.items()
            if path.startswith("code/") and path.endswith(".py")
        }

    @cached_property
    def is_checkout(self) -> bool:
        """Whether the root is a checkout of the project (it has a pyproject.toml), not the data alone."""
        return (self.root / "pyproject.toml").is_file()

    def page(self, path: str) -> str | None:
        """Return the text of a file beside code/ and metadata/, such as README.md.

        Args:
            path: a fixed name, never one that was read from the data.

        Returns:
            The text; None if it is missing or cannot be read.
        """
        try:
            return _read(self.root / path, MAX_BYTES).decode("utf-8")
        except (OSError, ValueError):
            return None

    def _read_folder(self, folder: str) -> None:
        start = self.root / folder
        if start.is_symlink() or not start.is_dir():
            hint = "give the folder that holds code/ and metadata/"
            self._report("dataset.readable", folder, "there is no such folder", hint)
            return
        for parent, folders, names in os.walk(start, onerror=self._cannot_list):
            # Sorted in place: os.walk goes on with what is left here.
            folders[:] = sorted(name for name in folders if name != "__pycache__")
            links = [name for name in folders if (Path(parent) / name).is_symlink()]
            for name in sorted([*names, *links]):
                file = Path(parent) / name
                path = _printable(file.relative_to(self.root).as_posix())
                try:
                    self.files[path] = _read(file, MAX_SCENE_BYTES if folder == "code" else MAX_BYTES)
                except (OSError, ValueError) as error:
                    reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
                    hint = "put an ordinary file in its place"
                    self._report("dataset.readable", path, f"cannot be read: {reason}", hint)

    def _cannot_list(self, error: OSError) -> None:
        path = _printable(os.path.relpath(error.filename, self.root))
        self._report("dataset.readable", path, f"cannot be listed: {error.strerror}", "mend the folder's permissions")

    def _read_records(self) -> list[Record]:
        content = self.files.get(EXAMPLES)
        if content is None:
            self._report("schema.json", EXAMPLES, "there are no records", "build the dataset")
            return []
        lines = content.removesuffix(b"\n").split(b"\n")
        if not content.endswith(b"\n"):
            message = "the last line does not end with a newline"
            self._report("schema.json", EXAMPLES, message, "build the dataset again", len(lines))
        records = []
        for number, line in enumerate(lines, start=1):
            value = self._parse(EXAMPLES, line, number)
            if isinstance(value, dict):
                records.append(Record(number, value))
            elif value is not _UNREADABLE:
                message = f"the line is a JSON {_kind(value)}, not an object"
                self._report("schema.json", EXAMPLES, message, "build the dataset again", number)
        return records

    def _read_documents(self) -> dict[str, Any]:
        documents = {}
        for path, content in self.files.items():
            if path.startswith("metadata/") and path.endswith(".json"):
                value = self._parse(path, content, None)
                if value is not _UNREADABLE:
                    documents[path] = value
        return documents

    def _parse(self, path: str, content: bytes, line: int | None) -> object:
        repeated: list[str] = []
        try:
            value = parse_json(content, repeated.append)
        except ValueError as error:
            self._report("schema.json", path, f"not JSON: {error}", "build the dataset again", line)
            return _UNREADABLE
        for key in dict.fromkeys(repeated):
            message = f"the key {key[:80]!r} is given twice in one object"
            self._report("schema.json", path, message, "keep one of the two", line)
        return value

    def _report(self, check: str, path: str, message: str, hint: str, line: int | None = None) -> None:
        self.problems.append(Problem(check, Severity.ERROR, Where(path, line), message, hint))


def parse_json(content: bytes, on_repeated: Callable[[str], None]) -> Any:
    """Parse JSON strictly.

    Args:
        content: UTF-8 text.
        on_repeated: called with each key that an object gives a second time.

    Returns:
        The value; of a repeated key the last.

    Raises:
        ValueError: it is not JSON (RFC 8259), not UTF-8, nested too deep, or has a number that is no finite float.
    """

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key, value in found:
            if key in result:
                on_repeated(key)
            result[key] = value
        return result

    try:
        text = content.decode("utf-8")
        value = json.loads(text, object_pairs_hook=pairs, parse_constant=_no_constant, parse_float=_float)
        if b"\\ud" in content.lower():
            # "\\ud800" alone is no character: such text could be neither printed nor written.
            json.dumps(value, ensure_ascii=False).encode("utf-8")
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    except UnicodeDecodeError as error:
        raise ValueError(f"byte {error.start + 1} is not UTF-8") from None
    except UnicodeEncodeError:
        raise ValueError("it has half of a surrogate pair") from None
    return value


_UNREADABLE = object()


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON number")


def _float(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"the number {text[:40]} is too large")
    return value


def _kind(value: object) -> str:
    kinds = {str: "string", list: "array", bool: "boolean", int: "number", float: "number", type(None): "null"}
    return kinds[type(value)]


def _printable(path: str) -> str:
    # A file name can be any bytes; a problem must be text that can be printed and written to JSON.
    return path.encode("utf-8", errors="backslashreplace").decode("utf-8")


def _read(file: Path, limit: int) -> bytes:
    # O_NOFOLLOW and O_NONBLOCK: neither a link out of the tree nor a pipe that nobody writes to.
    descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as stream:
        status = os.fstat(descriptor)
        if not S_ISREG(status.st_mode):
            raise ValueError("it is not an ordinary file")
        if status.st_size > limit:
            raise ValueError(f"it has {status.st_size} bytes, more than {limit}")
        return stream.read()
