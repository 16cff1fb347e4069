"""How much a sandboxed program may use, and the error that says that there is no sandbox."""

from dataclasses import dataclass

from ..problem import Refused

MIB = 1 << 20
GIB = 1 << 30


class SandboxUnavailable(Refused):
    """No sandbox on this machine, and what to install or switch on; nothing is ever run without one instead."""


@dataclass(frozen=True)
class Limits:
    """The limits of one sandbox. The defaults are for one Manim scene that is run without writing a video.

    A scene of the release takes about 170 MB of memory, but an address space of at least 600 MB; with a cold TeX cache
    up to half a minute.
    """

    cpu_seconds: float = 90.0  # of each process: what a slow program meets, however loaded the machine is
    wall_seconds: float = 400.0  # then all of it is killed: generous, so that a loaded machine changes no verdict
    memory_per_process: int = 2 * GIB  # address space
    memory_total: int = 3 * GIB  # of all processes and the writable folders together; needs a control group
    processes: int = 64  # and threads, at a time
    processes_without_cgroup: int = 12  # small: it times `memory_per_process` is then all that bounds the memory
    file_bytes: int = 64 * MIB
    folder_bytes: int = 256 * MIB  # of each of the three writable folders
    files: int = 4000  # in each of them
    open_files: int = 256
    output_bytes: int = 1 * MIB  # kept of standard output, and of standard error
    report_bytes: int = 8 * MIB  # kept of the report, file descriptor 3

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
