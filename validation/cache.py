"""Results kept by the content of all that they depend on, so that an unchanged file is not checked twice.

A key is a digest of the content, of this package's own files and of the versions of what it stands on: nothing is
ever out of date, and what nobody asks for any more may be deleted at any time.
"""

import hashlib
import importlib.metadata
import os
import pickle
import platform
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

from .problem import Refused

PACKAGE = Path(__file__).resolve().parent
_DEPENDENCIES = ("jsonschema", "manim", "mpmath", "numpy", "svgelements", "sympy")


@cache
def tool_digest(part: str = "") -> bytes:
    """Digest what a result depends on beside the file: this package, or a folder of it, and what it stands on."""
    # By its name too: what is kept are objects of its classes.
    digest = hashlib.sha256(f"{__package__} {platform.python_version()}".encode())
    for name in _DEPENDENCIES:
        digest.update(f"\0{name} {importlib.metadata.version(name)}".encode())
    for file in sorted((PACKAGE / part).rglob("*")):
        if file.is_file() and file.suffix in {".py", ".toml", ".json", ".txt"}:
            digest.update(f"\0{file.relative_to(PACKAGE)}\0".encode() + file.read_bytes())
    return digest.digest()


def key(*parts: bytes | str, made_by: str = "") -> str:
    """Make the key of a result that depends on the parts, in their order, and on a folder of this package, or all."""
    digest = hashlib.sha256(tool_digest(made_by))
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give the file to write in place of another, which is there whole or not at all."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


class Cache:
    """A folder of results, which is refused if it cannot be made or written; None keeps nothing."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        try:
            if folder is not None:
                folder.mkdir(parents=True, exist_ok=True)
                tempfile.TemporaryFile(dir=folder).close()
        except OSError as error:
            why = f"results cannot be kept in {folder} ({error.strerror})"
            raise Refused(f"{why}: name a folder with --cache-dir, or --no-cache") from None

    def get(self, name: str) -> Any | None:
        """Return what was kept under a key; None if there is nothing that can be read."""
        with suppress(Exception):
            if self.folder is not None:
                return pickle.loads((self.folder / f"{name}.pickle").read_bytes())  # noqa: S301
        return None

    def put(self, name: str, result: Any) -> None:
        """Keep a result; where the disk is full by now it is not kept, nor any after it, and that is said once."""
        if self.folder is None:
            return
        try:
            with replacing(self.folder / f"{name}.pickle") as part:
                part.write_bytes(pickle.dumps(result))
        except OSError as error:
            sys.stderr.write(f"validation: results are no longer kept in {self.folder} ({error.strerror})\n")
            self.folder = None
