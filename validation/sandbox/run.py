"""Running a program in a sandbox."""

import os
import signal
import sys
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from functools import cache

from .limits import Limits, SandboxUnavailable
from .process import Process

_SIGNALLED = 128  # a program that was ended by a signal has this and the signal's number as exit code, as in a shell


@dataclass(frozen=True)
class Outcome:
    """How a program in a sandbox ended. All of it is what an untrusted program did or said: evidence, not a verdict.

    The reason is `finished`: it ended by itself; `timeout`: its processor time or `wall_seconds` were up; `memory`: the
    kernel killed in it at `memory_total` (at `memory_per_process` a program gets an error of its own instead);
    `killed`: it was ended by a signal, or by the caller. A program that exits with 128 and a signal's number looks as
    if the signal had ended it.
    """

    reason: str
    exit_code: int | None  # if it finished
    stdout: bytes
    stderr: bytes
    seconds: float  # by the clock, without the making of the sandbox


def stream(argv: Sequence[str], limits: Limits, *, stdin: bytes = b"") -> Generator[bytes | Outcome, None, None]:
    """Run a program that reports line by line, on file descriptor 3; it waits while nobody takes the lines.

    What it writes to standard output and error beyond `output_bytes` is thrown away. The sandbox is killed with the
    thread that started it (a property of Linux's PR_SET_PDEATHSIG), and when the iterator is closed.

    When it ends, or raises whatever it may, every process of the sandbox is dead and its folders are gone.

    Yields:
        Each line with its line feed (without one: the last, or `report_bytes` of a longer one), then how it ended.

    Raises:
        SandboxUnavailable: the sandbox could not be made; nothing was run.
    """
    with Process(argv, stdin, limits) as process:
        while process.running:
            process.pump()
            while line := process.report.take_line():
                yield line
        outcome = _outcome(process)
    if process.report.data:
        yield bytes(process.report.data)
    yield outcome


def _outcome(process: Process) -> Outcome:
    code = os.waitstatus_to_exitcode(process.status)
    reason = process.reason or ("killed" if code < 0 or _SIGNALLED < code < _SIGNALLED + signal.NSIG else "finished")
    # The kernel's limit of processor time: a signal that can be caught, then one that cannot.
    late = process.seconds >= process.limits.cpu_seconds
    if reason == "killed" and (code == _SIGNALLED + signal.SIGXCPU or (code == _SIGNALLED + signal.SIGKILL and late)):
        reason = "timeout"
    return Outcome(
        reason=reason,
        exit_code=code if reason == "finished" else None,
        stdout=bytes(process.stdout.data),
        stderr=bytes(process.stderr.data),
        seconds=process.seconds,
    )


@cache
def require() -> None:
    """Make sure that programs can be run in a sandbox here, by running one; the error says what to do if not."""
    if sys.platform != "linux":
        raise SandboxUnavailable("the sandbox needs Linux (on other systems, a Linux container or virtual machine)")
    *_, outcome = stream([sys.executable, "-c", "print('it works')"], Limits(wall_seconds=60.0))
    if isinstance(outcome, Outcome) and outcome.stdout != b"it works\n":
        words = outcome.stderr.decode(errors="replace").strip()
        raise SandboxUnavailable(
            f"the sandbox stands, but Python does not start in it ({outcome.reason}: {words or 'it says nothing'})"
        )
