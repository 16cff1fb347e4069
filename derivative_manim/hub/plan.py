"""What an upload would change on the Hub: the folder's files beside those of the repository."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

#: The Hub's own, in every repository.
_KEPT = (".gitattributes",)


@dataclass(frozen=True)
class Plan:
    """What an upload would change.

    Attributes:
        repo: `owner/name`.
        head: the commit that the repository is at; None if there is no repository yet.
        tag: the tag of the version.
        added: paths that are new.
        changed: paths with another content.
        deleted: paths that the folder does not have.
        unchanged: how many files are there already.
        size: bytes of what is new or changed.
        tagged: whether the tag is there, on just these files.
    """

    repo: str
    head: str | None
    tag: str
    added: tuple[str, ...]
    changed: tuple[str, ...]
    deleted: tuple[str, ...]
    unchanged: int
    size: int
    tagged: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether the repository has just these files."""
        return not (self.added or self.changed or self.deleted)


def local_files(folder: Path) -> dict[str, Path]:
    """Give the files of a folder by their path in the repository."""
    return {file.relative_to(folder).as_posix(): file for file in sorted(folder.rglob("*")) if file.is_file()}


def remote_files(api: Any, repo: str, revision: str | None = None) -> dict[str, str]:
    """Give the files of a repository: the SHA-256 sum of large ones, git's sum of the others, by path."""
    from huggingface_hub.hf_api import RepoFile

    entries = api.list_repo_tree(repo, repo_type="dataset", revision=revision, recursive=True)
    return {
        entry.path: entry.lfs.sha256 if entry.lfs else entry.blob_id
        for entry in entries
        if isinstance(entry, RepoFile) and entry.path not in _KEPT
    }


def differences(files: dict[str, Path], there: dict[str, str]) -> tuple[list[str], list[str], list[str]]:
    """Give the paths that are new, changed, and gone."""
    added = [path for path in files if path not in there]
    changed = [path for path, file in files.items() if path in there and there[path] not in _sums(file)]
    return added, changed, [path for path in there if path not in files]


def _sums(file: Path) -> tuple[str, str]:
    content = file.read_bytes()
    blob = hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False)
    return hashlib.sha256(content).hexdigest(), blob.hexdigest()
