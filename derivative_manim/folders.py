"""Folders that are written whole or not at all: made beside their place, and then renamed."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from derivative_manim.errors import ExportError


@contextmanager
def whole(target: Path) -> Iterator[Path]:
    """Give an empty folder to write in, which takes the place of the target at the end.

    Args:
        target: the folder to be; its parents are made too. Whether it may be replaced is for the caller to see.

    Raises:
        ExportError: what was there could not be put back; the message says where it is.
        OSError: the folder cannot be made there.
    """
    target = target.absolute()
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        work = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    except OSError as error:  # it names a folder that nobody asked for
        raise OSError(error.errno, error.strerror, str(target)) from None
    try:
        (work / "new").mkdir()
        yield work / "new"
        _replace(target, work / "new", work / "old")
    finally:
        if not (work / "old").exists() or target.exists():  # else it is the only one that there is
            shutil.rmtree(work, ignore_errors=True)


def _replace(target: Path, new: Path, old: Path) -> None:
    """Put the new folder in the target's place; where that fails, the target is what it was."""
    if not target.exists():
        new.rename(target)
        return
    target.rename(old)
    try:
        new.rename(target)
    except BaseException:
        try:
            old.rename(target)
        except OSError as error:
            raise ExportError(
                f"{target} could not be replaced; what was there is now {old} ({error.strerror})"
            ) from None
        raise
