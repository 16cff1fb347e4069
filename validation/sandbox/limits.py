"""How much a sandboxed program may use, and the error that says that there is no sandbox."""

from dataclasses import dataclass

from ..problem import Refused

KIB = 1024
MIB = 1024 * KIB
GIB = 1024 * MIB


class SandboxUnavailable(Refused):
    """No sandbox on this machine, and what to install or switch on; nothing is ever run without one instead."""


@dataclass(frozen=True)
class Limits:
    """The limits of one sandbox. The defaults are for one Manim scene that is run without writing a video.

    Measured with scenes of the release on one machine: about 170 MB of memory, and, because a process maps more than it
    uses, an address space of at least 600 MB (with 400 MB Manim does not start); with a cold TeX cache up to half a
    minute.

    Attributes:
        cpu_seconds: processor time of each process (RLIMIT_CPU). This is what a slow program meets: how loaded the
            machine is makes no difference to it.
        wall_seconds: time by the clock, from the start of the program; then everything in the sandbox is killed. For
            programs that wait for something: generous, so that a loaded machine changes no verdict.
        memory_per_process: address space of each process (RLIMIT_AS), in bytes.
        memory_total: memory of all processes and of the writable folders together, in bytes; needs a cgroup.
        processes: processes and threads at a time (RLIMIT_NPROC, and pids.max where there is a cgroup).
        processes_without_cgroup: the same where no memory cgroup can be had; then the sum of memory is bounded only
            by this number times `memory_per_process` (and three times `folder_bytes`), so it is small.
        file_bytes: size of one file (RLIMIT_FSIZE).
        folder_bytes: size of each of the three writable folders: the work folder, /tmp and /dev/shm.
        files: number of files and folders in each of the three (tmpfs's `nr_inodes`). Where the sandbox has one step
            only (see `bubblewrap.py`), the memory of the cgroup, which files count in, and the time are what bounds
            it.
        open_files: open files of each process (RLIMIT_NOFILE).
        output_bytes: what is kept of standard output, and of standard error.
        report_bytes: what is kept of the report (file descriptor 3).
    """

    cpu_seconds: float = 90.0
    wall_seconds: float = 400.0
    memory_per_process: int = 2 * GIB
    memory_total: int = 3 * GIB
    processes: int = 64
    processes_without_cgroup: int = 12
    file_bytes: int = 64 * MIB
    folder_bytes: int = 256 * MIB
    files: int = 4000
    open_files: int = 256
    output_bytes: int = 1 * MIB
    report_bytes: int = 8 * MIB

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if not 0 < value < float("inf"):
                raise ValueError(f"the limit {name} must be a finite number above 0, not {value}")

    @classmethod
    def scene(cls, seconds: float) -> "Limits":
        """The limits for one scene that may use so many seconds of processor time, Manim's start not counted."""
        return cls(cpu_seconds=seconds + 30.0, wall_seconds=4 * seconds + 120.0)

    @classmethod
    def release(cls) -> "Limits":
        """The limits of a worker that checks many scenes of one's own, one after the other or a few at a time."""
        return cls(
            cpu_seconds=1800.0,
            wall_seconds=3600.0,
            memory_total=4 * GIB,
            folder_bytes=1 * GIB,
            files=50_000,
            open_files=1024,
            output_bytes=8 * MIB,
            report_bytes=64 * MIB,
        )
