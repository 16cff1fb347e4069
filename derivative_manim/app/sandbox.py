"""What a lesson is made in: a process with a private folder, its own environment and limits, in bubblewrap if it works.

What runs is our own scene: of what a visitor typed nothing is in it but what our reader made of it. So bubblewrap is a
second wall here, not the first, and a machine that does not allow it can run the app all the same; the server says at
its start which of the two it has. (What a model wrote never runs here: that is `validation.sandbox`, which refuses.)

In bubblewrap: the machine's files are read-only but for the private folder, there is no network, no other process is
seen, and all that was started ends with the first process.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

from derivative_manim.app.limits import Limits

_PACKAGE = Path(__file__).resolve().parents[2]
# From the server's environment nothing else is passed on: no token, no key.
_PASSED = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "PYTHONPATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


def command(folder: Path) -> list[str]:
    """The command that makes one lesson in a private folder."""
    program = [sys.executable, "-m", "derivative_manim.app.child"]
    return [*_bubblewrap(folder), "--", *program] if works() else program


@cache
def works() -> bool:
    """Whether bubblewrap can be used here."""
    if shutil.which("bwrap") is None:
        return False
    try:
        tried = subprocess.run([*_bubblewrap(None), "--", "/bin/true"], capture_output=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return tried.returncode == 0


def _bubblewrap(folder: Path | None) -> list[str]:
    writable = [] if folder is None else ["--bind", str(folder), str(folder)]
    return [
        *("bwrap", "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", *writable),
        *("--unshare-user", "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try"),
        *("--die-with-parent", "--new-session", "--cap-drop", "ALL"),
    ]


def environment(folder: Path) -> dict[str, str]:
    """The environment of a lesson: home and temporary files are in its folder."""
    passed = {name: os.environ[name] for name in _PASSED if name in os.environ}
    path = os.pathsep.join([str(_PACKAGE), *filter(None, [passed.get("PYTHONPATH")])])
    here = str(folder)
    return passed | {"PYTHONPATH": path, "HOME": here, "TMPDIR": here, "XDG_CACHE_HOME": here, "MPLBACKEND": "agg"}


def rlimits(limits: Limits) -> dict[str, int]:
    """Limits of each process, by their names in the module `resource`."""
    found = {"RLIMIT_CPU": limits.cpu_seconds + 60, "RLIMIT_FSIZE": limits.file_bytes, "RLIMIT_CORE": 0}
    return found | ({"RLIMIT_AS": limits.memory_bytes} if sys.platform == "linux" else {})
