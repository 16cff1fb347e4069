"""A control group for one sandbox: the sum of memory and the number of processes, which no rlimit bounds together.

Three ways, tried in this order, and none is needed: the kernel's memory and pids controllers of version 1, or version
2, where this process may make a group below its own (so that the limits that it is itself under still hold); and
`systemd-run --scope`.
"""

import contextlib
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .bubblewrap import runs
from .limits import MIB, Limits

OVERHEAD = 8  # processes of the sandbox itself (bubblewrap and shells) that count beside those of the program

_PREFIX = "derivative-manim-"
_JOIN = (
    'for group do shift; case $group in --) break;; esac; echo 0 > "$group/cgroup.procs" || exit 125; done; exec "$@"'
)

# What to write into the files of a group, by the folder of its parent; a file with a `?` need not be there.
Settings = dict[Path, dict[str, str]]


@dataclass
class Group:
    """One control group, or none."""

    prefix: Sequence[str] = ()  # the command that starts another one in the group; empty if there is none
    folders: Sequence[Path] = ()  # to remove in the end, the memory controller's first; none where systemd has made it

    def out_of_memory(self) -> bool:
        """Whether the kernel has killed a process of the group for its memory."""
        for folder in self.folders[:1]:
            for name in ("memory.events", "memory.oom_control"):  # version 2, version 1
                with contextlib.suppress(OSError):
                    if re.search(r"^oom_kill [1-9]", (folder / name).read_text(), re.MULTILINE):
                        return True
        return False

    def remove(self) -> None:
        """Remove the group; its processes must be dead."""
        for folder in self.folders:
            for _ in range(100):  # the kernel lets go of a group a moment after its last process
                with contextlib.suppress(OSError):
                    folder.rmdir()
                if not folder.exists():
                    break
                time.sleep(0.01)


def make(limits: Limits) -> Group:
    """A new group that holds to the limits, if one can be had."""
    for settings in _places(limits):
        if group := _make(settings):
            return group
    return Group(_systemd(limits)) if _systemd_works() else Group()


def _places(limits: Limits) -> Iterator[Settings]:
    tasks, memory = str(limits.processes + OVERHEAD), str(limits.memory_total)
    mounts = dict(_mounts(Path("/proc/self/mountinfo").read_text(), Path("/proc/self/cgroup").read_text()))
    if {"memory", "pids"} <= mounts.keys():
        yield {
            # The second is refused where the kernel does not count swap.
            mounts["memory"]: {"memory.limit_in_bytes": memory, "?memory.memsw.limit_in_bytes": memory},
            mounts["pids"]: {"pids.max": tasks},
        }
    if "" in mounts:
        yield {mounts[""]: {"memory.max": memory, "?memory.swap.max": "0", "?memory.oom.group": "1", "pids.max": tasks}}


def _mounts(mountinfo: str, own: str) -> Iterator[tuple[str, Path]]:
    """This process's own groups as (controller, or "" for version 2; folder), from two files of /proc/self."""
    groups: dict[str, str] = {}
    for line in own.splitlines():
        _, controllers, path = line.split(":", 2)
        groups |= dict.fromkeys(controllers.split(","), path)
    for line in mountinfo.splitlines():
        left, _, right = line.partition(" - ")
        root, point = left.split()[3:5]
        kind, _, options = right.split(" ", 2)
        names = [""] if kind == "cgroup2" else options.split(",") if kind == "cgroup" else []
        for name in names:
            if name in groups:
                # In a container the mount shows only the part of the tree below `root`.
                inside = os.path.relpath(groups[name], root)
                yield name, Path(point) if inside.startswith("..") else Path(point, inside)


def _make(settings: Mapping[Path, Mapping[str, str]]) -> Group | None:
    name = f"{_PREFIX}{os.getpid()}-{secrets.token_hex(4)}"
    folders: list[Path] = []
    try:
        for parent, values in settings.items():
            folders.append(parent / name)
            folders[-1].mkdir()
            for file, value in values.items():
                with contextlib.suppress(OSError) if file.startswith("?") else contextlib.nullcontext():
                    # Never created: in a folder that is no control group, or has not the controller, this fails as it
                    # should.
                    descriptor = os.open(folders[-1] / file.lstrip("?"), os.O_WRONLY)
                    with os.fdopen(descriptor, "wb", buffering=0) as setting:
                        setting.write(value.encode())
    except OSError:
        Group((), folders).remove()
        return None
    return Group(("/bin/sh", "-c", _JOIN, "sh", *map(str, folders), "--"), folders)


def _systemd(limits: Limits) -> tuple[str, ...]:
    """The command that starts another one in a scope of systemd, with an empty environment."""
    manager = () if os.geteuid() == 0 else ("--user",)
    address = [
        f"{name}={os.environ[name]}" for name in ("XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS") if name in os.environ
    ]
    settings = (f"MemoryMax={limits.memory_total}", "MemorySwapMax=0", f"TasksMax={limits.processes + OVERHEAD}")
    return (
        *("/usr/bin/env", "-i", "PATH=/usr/bin:/bin", *address),
        *("systemd-run", *manager, "--scope", "--quiet", "--collect"),
        *(part for setting in settings for part in ("-p", setting)),
        *("--", "/usr/bin/env", "-i", "PATH=/usr/bin:/bin:/usr/sbin:/sbin"),
    )


@cache
def _systemd_works() -> bool:
    if not shutil.which("systemd-run") or not Path("/run/systemd/system").is_dir():
        return False
    return runs([*_systemd(Limits(memory_total=64 * MIB)), "/bin/true"])
