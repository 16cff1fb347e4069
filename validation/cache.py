"""Results kept by the content of all that they depend on, so that an unchanged file is not checked twice.

A key is a digest of the content, of this package's own files and of the versions of what it stands on: nothing is
ever out of date, and what nobody asks for any more may be deleted at any time.
"""

import hashlib
import importlib.metadata
import os
import pickle
import platform
from functools import cache
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).resolve().parent
_DEPENDENCIES = ("jsonschema", "lark", "manim", "mpmath", "numpy", "svgelements", "sympy")


@cache
def tool_digest(part: str = "") -> bytes:
    """Digest what a result depends on beside the file: this package, or a folder of it, and what it stands on."""
    digest = hashlib.sha256(platform.python_version().encode())
    for name in _DEPENDENCIES:
        digest.update(f"\0{name} {importlib.metadata.version(name)}".encode())
    for file in sorted((PACKAGE / part).rglob("*")):
        if file.is_file() and file.suffix in {".py", ".lark", ".toml", ".json"}:
            digest.update(f"\0{file.relative_to(PACKAGE)}\0".encode() + file.read_bytes())
    return digest.digest()


def key(*parts: bytes | str, made_by: str = "") -> str:
    """Make the key of a result that depends on the parts, in their order, and on a folder of this package, or all."""
    digest = hashlib.sha256(tool_digest(made_by))
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()


class Cache:
    """A folder of results.

    Args:
        folder: where they are; made when the first is kept. None keeps nothing.
    """

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder

    def get(self, name: str) -> Any | None:
        """Return what was kept under a key; None if there is nothing that can be read."""
        if self.folder is None:
            return None
        try:
            return pickle.loads((self.folder / f"{name}.pickle").read_bytes())  # noqa: S301
        except Exception:
            return None

    def put(self, name: str, result: Any) -> None:
        """Keep a result."""
        if self.folder is None:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        part = self.folder / f"{name}.{os.getpid()}"
        part.write_bytes(pickle.dumps(result, protocol=pickle.HIGHEST_PROTOCOL))
        part.replace(self.folder / f"{name}.pickle")
