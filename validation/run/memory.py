"""Telling that a scene ran out of memory, whatever it looks like."""

import re
import resource
from pathlib import Path

SAID = "more memory than it may use"
NEAR = 0.9  # of the limit: what a process asked for in vain is not counted in what it has


def is_near(used: int) -> bool:
    """Say whether so many bytes of address space are nearly all that a process may have."""
    soft, _ = resource.getrlimit(resource.RLIMIT_AS)
    return soft != resource.RLIM_INFINITY and used > NEAR * soft


def peak(process: int | str = "self") -> int:
    """Give the largest address space that a process has had, in bytes; 0 if it is not known."""
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0
    found = re.search(r"^VmPeak:\s+(\d+) kB", status, re.MULTILINE)
    return int(found[1]) * 1024 if found else 0


def is_to_blame(error: BaseException) -> bool:
    """Say whether an exception comes of a lack of memory: C code gives many kinds when it gets none."""
    if isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno == 12):
        return True
    if type(error).__module__.partition(".")[0] == "cairo":
        return "memory" in str(error).lower()
    return isinstance(error, SystemError | ImportError) and is_near(peak())
