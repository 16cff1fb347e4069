"""Files brought back out of a sandbox's work folder: whatever a hostile program has left there instead."""

import os
import stat
from collections.abc import Sequence
from pathlib import PurePosixPath

_CHUNK = 1 << 20


def checked(name: str) -> str:
    """The name of a file in the work folder, or ValueError if it would lead out of it."""
    path = PurePosixPath(name)
    if not path.parts or path.is_absolute() or ".." in path.parts or "\0" in name:
        raise ValueError(f"not the name of a file in the work folder: {name!r}")
    return str(path)


def collect(folder: int, names: Sequence[str], limit: int) -> dict[str, bytes]:
    """Read files of a folder that may hold anything, by name.

    Args:
        folder: a descriptor of it.
        names: the files that are wanted; one that is not there, is no plain file or cannot be read is left out.
        limit: the number of bytes to read in all; a file that goes beyond it is left out.
    """
    found: dict[str, bytes] = {}
    for name in names:
        content = _read(folder, PurePosixPath(checked(name)).parts, limit)
        if content is not None:
            found[name] = content
            limit -= len(content)
    return found


def _read(folder: int, parts: Sequence[str], limit: int) -> bytes | None:
    """A plain file reached through plain folders: no symbolic link is followed, no pipe or device is waited for."""
    here = os.dup(folder)
    try:
        for part in parts[:-1]:
            below = os.open(part, os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=here)
            os.close(here)
            here = below
        file = os.open(parts[-1], os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC, dir_fd=here)
    except OSError:
        return None
    finally:
        os.close(here)
    try:
        size = os.fstat(file)
        if not stat.S_ISREG(size.st_mode) or size.st_size > limit:
            return None
        return b"".join(iter(lambda: os.read(file, _CHUNK), b""))
    except OSError:
        return None
    finally:
        os.close(file)
