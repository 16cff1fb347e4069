"""Writes a folder of an export, whole or not at all, where none may be lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from derivative_manim.errors import ExportError
from derivative_manim.folders import whole


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
    with whole(target) as folder:
        write(folder)
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
