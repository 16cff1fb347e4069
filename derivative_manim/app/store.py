"""Finished lessons, kept for a while under names that nobody can guess."""

from __future__ import annotations

import secrets
import shutil
import time
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from derivative_manim.app.limits import Limits

ARCHIVE = "lesson.zip"


@dataclass(frozen=True)
class Kept:
    """A finished lesson.

    Attributes:
        token: by which it is asked for.
        name: for its files on the visitor's machine, as `x2_sin_x`.
        files: what may be asked for, by name: no other path is ever looked at.
        size: bytes of all.
        since: when it was put here, seconds of the monotonic clock.
    """

    token: str
    name: str
    files: Mapping[str, Path]
    size: int
    since: float = field(default_factory=time.monotonic)


class Store:
    """The finished lessons of a server, in a folder of its own."""

    def __init__(self, folder: Path, limits: Limits) -> None:
        self._folder = folder
        self._limits = limits
        self._kept: dict[str, Kept] = {}

    def put(self, made: Path, name: str) -> Kept:
        """Take over the folder of a lesson, and add an archive of all of it."""
        token = secrets.token_urlsafe(24)
        place = self._folder / token
        made.rename(place)
        with zipfile.ZipFile(place / ARCHIVE, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(place.rglob("*")):
                if path.is_file() and path.name != ARCHIVE:
                    archive.write(path, f"{name}/{path.relative_to(place)}")
        files = {path.name: path for path in place.iterdir() if path.is_file() and not path.is_symlink()}
        kept = Kept(token, name, files, sum(path.stat().st_size for path in files.values()))
        self._kept[token] = kept
        self._make_room()
        return kept

    def get(self, token: str, file: str) -> tuple[Path, str] | None:
        """A file of a lesson and its name for the visitor; None if there is none, or no longer."""
        self._make_room()
        kept = self._kept.get(token)
        if kept is None or file not in kept.files:
            return None
        return kept.files[file], f"{kept.name}{kept.files[file].suffix}"

    def _make_room(self) -> None:
        """Let go of what is too old, and of the oldest where there is too much; the newest always stays."""
        now = time.monotonic()
        while self._kept:
            oldest = next(iter(self._kept.values()))
            size = sum(kept.size for kept in self._kept.values())
            full = len(self._kept) > self._limits.kept or size > self._limits.kept_bytes
            if now - oldest.since < self._limits.kept_seconds and not (full and len(self._kept) > 1):
                return
            del self._kept[oldest.token]
            shutil.rmtree(self._folder / oldest.token, ignore_errors=True)
