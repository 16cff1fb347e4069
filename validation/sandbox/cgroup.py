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
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from .limits import MIB, Limits

OVERHEAD = 8
"""Processes of the sandbox itself (bubblewrap and shells) that count in the group beside those of the program."""

_PREFIX = "derivative-manim-"
_JOIN = (
    'for group do shift; case $group in --) break;; esac; echo 0 > "$group/cgroup.procs" || exit 125; done; exec "$@"'
)


@dataclass
class Group:
    """One control group.

    Attributes:
        prefix: the command that starts another one in the group.
        memory: the folder of the memory controller, if it is known (systemd does not tell).
        folders: what to remove in the end.
    """

    prefix: Sequence[str]
    memory: Path | None = None
    folders: Sequence[Path] = field(default=())

    def out_of_memory(self) -> bool:
        """Whether the kernel has killed a process of the group for its memory."""
        for name in ("memory.events", "memory.oom_control"):
            match = re.search(r"^oom_kill (\d+)$", _read(self.memory, name), re.MULTILINE)
            if match:
                return match[1] != "0"
        return False

    def peak(self) -> int | None:
        """The most memory that the group has had, in bytes, if the kernel tells."""
        for name in ("memory.peak", "memory.max_usage_in_bytes"):
            text = _read(self.memory, name).strip()
            if text.isdigit():
                return int(text)
        return None

    def remove(self) -> None:
        """Remove the group; its processes must be dead. What cannot be removed now is removed by a later `make`."""
        for folder in self.folders:
            for _ in range(100):  # the kernel lets go of a group a moment after its last process
                try:
                    folder.rmdir()
                except FileNotFoundError:
                    break
                except OSError:
                    time.sleep(0.01)
                else:
                    break


def make(limits: Limits) -> Group | None:
    """A new group that holds to the limits, or None where none can be had."""
    for parents, settings in _places(limits):
        group = _make(parents, settings)
        if group is not None:
            return group
    if _systemd_works():
        return Group(prefix=_systemd(limits))
    return None


def _places(limits: Limits) -> Iterator[tuple[dict[str, Path], dict[str, dict[str, str]]]]:
    tasks = str(limits.processes + OVERHEAD)
    memory = str(limits.memory_total)
    mounts = list(_mounts(Path("/proc/self/mountinfo").read_text(), Path("/proc/self/cgroup").read_text()))
    version1 = {name: folder for name, folder in mounts if name}
    if {"memory", "pids"} <= version1.keys():
        yield (
            {name: version1[name] for name in ("memory", "pids")},
            {
                # The second is refused where the kernel does not count swap.
                "memory": {"memory.limit_in_bytes": memory, "?memory.memsw.limit_in_bytes": memory},
                "pids": {"pids.max": tasks},
            },
        )
    for name, folder in mounts:
        if not name:
            both = {"memory.max": memory, "?memory.swap.max": "0", "?memory.oom.group": "1", "pids.max": tasks}
            yield {"": folder}, {"": both}


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


def _make(parents: Mapping[str, Path], settings: Mapping[str, Mapping[str, str]]) -> Group | None:
    name = f"{_PREFIX}{os.getpid()}-{secrets.token_hex(4)}"
    folders: list[Path] = []
    try:
        for controller, parent in parents.items():
            _sweep(parent)
            folder = parent / name
            folder.mkdir()
            folders.append(folder)
            for file, value in settings[controller].items():
                _write(folder, file, value)
    except OSError:
        Group((), folders=folders).remove()
        return None
    prefix = ("/bin/sh", "-c", _JOIN, "sh", *map(str, folders), "--")
    return Group(prefix, memory=folders[0], folders=folders)


def _write(folder: Path, file: str, value: str) -> None:
    try:
        # Never created: in a folder that is no control group, or has not the controller, this fails as it should.
        descriptor = os.open(folder / file.lstrip("?"), os.O_WRONLY)
        try:
            os.write(descriptor, value.encode())
        finally:
            os.close(descriptor)
    except OSError:
        if not file.startswith("?"):
            raise


def _sweep(parent: Path) -> None:
    """Remove what a run that was killed has left."""
    for folder in parent.glob(f"{_PREFIX}*"):
        owner = folder.name.removeprefix(_PREFIX).partition("-")[0]
        if not Path("/proc", owner).exists():
            with contextlib.suppress(OSError):
                folder.rmdir()


def _read(folder: Path | None, name: str) -> str:
    try:
        return (folder / name).read_text() if folder else ""
    except OSError:
        return ""


def _systemd(limits: Limits) -> tuple[str, ...]:
    """The command that starts another one in a scope of systemd, with an empty environment."""
    manager = () if os.geteuid() == 0 else ("--user",)
    address = [
        f"{name}={os.environ[name]}" for name in ("XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS") if name in os.environ
    ]
    return (
        *(
            "/usr/bin/env",
            "-i",
            "PATH=/usr/bin:/bin",
            *address,
            "systemd-run",
            *manager,
            "--scope",
            "--quiet",
            "--collect",
        ),
        *(
            "-p",
            f"MemoryMax={limits.memory_total}",
            "-p",
            "MemorySwapMax=0",
            "-p",
            f"TasksMax={limits.processes + OVERHEAD}",
        ),
        *("--", "/usr/bin/env", "-i", "PATH=/usr/bin:/bin:/usr/sbin:/sbin"),
    )


@cache
def _systemd_works() -> bool:
    if not shutil.which("systemd-run") or not Path("/run/systemd/system").is_dir():
        return False
    command = [*_systemd(Limits(memory_total=64 * MIB)), "/bin/true"]
    try:
        return subprocess.run(command, capture_output=True, timeout=10, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
