"""Telling that a scene ran out of memory, whatever it looks like."""

import re
import resource
from pathlib import Path

NEAR = 0.9  # of the limit: what a process asked for in vain is not counted in what it has
ASKED_FOR = 256 * 2**20  # more than this at once may be refused long before the limit


def limit() -> int:
    """Give the address space that this process may use, in bytes; 0 for no limit."""
    soft, _ = resource.getrlimit(resource.RLIMIT_AS)
    return 0 if soft == resource.RLIM_INFINITY else soft


def limit_in_words() -> str:
    """Say the limit."""
    return f"{limit() // 2**20} MiB" if limit() else "machine's"


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
    if isinstance(error, MemoryError):
        return True
    if type(error).__module__.partition(".")[0] == "cairo":
        return "memory" in str(error).lower() or "NO_MEMORY" in str(error)
    if isinstance(error, OSError) and error.errno == 12:
        return True
    return isinstance(error, SystemError | ImportError) and limit() > 0 and peak() > NEAR * limit()
