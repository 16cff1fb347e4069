"""The SHA-256 sums of every file of the dataset: made, written, and checked."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from derivative_manim._version import __version__
from derivative_manim.paths import data_root

MANIFEST = "metadata/manifest.json"


@dataclass(frozen=True)
class FileProblem:
    """A file that is not as the manifest has it.

    Attributes:
        kind: what is wrong.
        path: the file, relative to the root, with forward slashes.
        message: the same as a sentence that names the file.
    """

    kind: Literal["changed", "missing", "extra", "manifest"]
    path: str
    message: str


def compute_manifest(root: str | Path | None = None) -> dict[str, Any]:
    """Compute the manifest of the files as they are now.

    Args:
        root: the folder that holds `code/` and `metadata/`; the package's own if None.

    Returns:
        `{"version": ..., "files": {path: sha256}}` over every `code/**/*.py` and every file of `metadata/`,
        the manifest itself and `__pycache__` left out; paths are relative, sorted, with forward slashes.

    Raises:
        DataNotFoundError: there are no records.
    """
    root = data_root(root)
    files = [*(root / "code").rglob("*.py"), *(root / "metadata").rglob("*")]
    sums = {
        name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in files
        if "__pycache__" not in file.parts[len(root.parts) :]
        and (name := file.relative_to(root).as_posix()) != MANIFEST
        and file.is_file()
    }
    return {"version": __version__, "files": dict(sorted(sums.items()))}


def manifest_text(manifest: dict[str, Any]) -> str:
    """Return a manifest as the file has it: the same bytes on every machine."""
    return json.dumps(manifest, indent=2, sort_keys=True) + "\n"


def write_manifest(root: str | Path | None = None) -> Path:
    """Write `metadata/manifest.json` for the files as they are now.

    Args:
        root: as for `compute_manifest`.

    Returns:
        The file that was written.

    Raises:
        DataNotFoundError: there are no records.
    """
    root = data_root(root)
    file = root / MANIFEST
    # newline: Windows would otherwise write other bytes.
    file.write_text(manifest_text(compute_manifest(root)), encoding="utf-8", newline="\n")
    return file


def verify_manifest(root: str | Path | None = None) -> list[FileProblem]:
    """Compare the files with the manifest.

    Args:
        root: as for `compute_manifest`.

    Returns:
        The problems, sorted by path; none if every file is right.

    Raises:
        DataNotFoundError: there are no records.
    """
    root = data_root(root)
    try:
        manifest = json.loads((root / MANIFEST).read_text(encoding="utf-8"))
        version, expected = manifest["version"], dict(manifest["files"])
    except FileNotFoundError:
        return [FileProblem("manifest", MANIFEST, f"{MANIFEST} is missing")]
    except (ValueError, TypeError, KeyError, OSError) as error:
        return [FileProblem("manifest", MANIFEST, f"{MANIFEST} cannot be read: {error!r}")]
    problems = []
    if version != __version__:
        message = f"{MANIFEST} is of version {version}, the package of {__version__}"
        problems.append(FileProblem("manifest", MANIFEST, message))
    actual = compute_manifest(root)["files"]
    for path in sorted(expected.keys() | actual.keys()):
        if path not in actual:
            problems.append(FileProblem("missing", path, f"{path} is missing"))
        elif path not in expected:
            problems.append(FileProblem("extra", path, f"{path} is not in the manifest"))
        elif actual[path] != expected[path]:
            problems.append(FileProblem("changed", path, f"{path} was changed: its SHA-256 sum differs"))
    return problems


def tree_digest(root: str | Path | None = None) -> str:
    """Return one sum over version and content of all files, which differs as soon as any of them does.

    Args:
        root: as for `compute_manifest`.

    Returns:
        64 hexadecimal digits.

    Raises:
        DataNotFoundError: there are no records.
    """
    return hashlib.sha256(manifest_text(compute_manifest(root)).encode()).hexdigest()
