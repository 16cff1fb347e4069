"""Writes a folder whole or not at all: it is made beside the target and then renamed."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from derivative_manim.errors import ExportError


def write_folder(target: str | Path, write: Callable[[Path], None], *, keep: Path, force: bool = False) -> Path:
    """Make a folder.

    Args:
        target: the folder; its parents are made too.
        write: is given an empty folder to write into.
        keep: a folder that is never replaced, nor one that holds it: where the data are.
        force: replace the target if it holds something.

    Returns:
        The folder, as an absolute path.

    Raises:
        ExportError: the target is in use; nothing has been written.
    """
    target = Path(target).resolve()
    check_target(target, keep, force=force)
    target.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        (work / "new").mkdir()
        write(work / "new")
        _replace(target, work / "new", work / "old")
    finally:
        if not (work / "old").exists() or target.exists():  # else it is the only one that there is
            shutil.rmtree(work, ignore_errors=True)
    return target


def check_target(target: Path, keep: Path, *, force: bool) -> None:
    """Refuse a target that cannot or must not be replaced.

    Raises:
        ExportError: it is a file, or holds something that is not to be lost.
    """
    if target.exists() and not target.is_dir():
        raise ExportError(f"{target} is a file")
    if not target.is_dir() or not any(target.iterdir()):
        return
    if not force:
        raise ExportError(f"{target} is not empty; name another folder, or replace it with --force")
    # --force is to replace an old export: never a folder that the data, or the user, are in.
    for inside in (keep, Path.cwd(), Path.home()):
        if inside.resolve().is_relative_to(target):
            raise ExportError(f"{target} holds {inside}: it is not replaced, even with --force")


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
