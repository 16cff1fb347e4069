"""Running a program in a sandbox."""

import math
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Literal, Self, cast

from . import layout
from .collect import checked, collect
from .errors import SandboxUnavailable
from .limits import Limits
from .process import Process

Reason = Literal["finished", "timeout", "memory", "output", "killed"]

_FOREVER = math.inf
_SIGNALLED = 128  # a program that was ended by a signal has this and the signal's number as exit code, as in a shell
_SIGNALS = 64


@dataclass(frozen=True)
class Outcome:
    """How a program in a sandbox ended. All of it is what an untrusted program did or said: evidence, not a verdict.

    Attributes:
        reason: `finished`: it ended by itself, with `exit_code`; `timeout`, `output`: ended by us at `wall_seconds`,
            at `output_bytes` or `report_bytes`; `memory`: the kernel killed in it at `memory_total` (a program that
            meets `memory_per_process` gets an error of its own instead, and finishes as it likes); `killed`: it was
            ended by a signal, `signal`, or by the caller.
        exit_code: its exit code, if it finished.
        signal: the signal that ended it, if one did. A program can also exit with 128 and a signal's number: that
            looks the same.
        stdout: its standard output, as much as was kept.
        stderr: its standard error, as much as was kept.
        report: what it wrote to file descriptor 3, as much as was kept.
        seconds: how long it ran, without the making of the sandbox.
        peak_memory: the most memory of all together, in bytes; None where there is no cgroup that tells.
        files: the files that were asked for with `collect` and were there.
    """

    reason: Reason
    exit_code: int | None
    signal: int | None
    stdout: bytes
    stderr: bytes
    report: bytes
    seconds: float
    peak_memory: int | None = None
    files: Mapping[str, bytes] = field(default_factory=dict)


class Worker:
    """A long-lived program in a sandbox: bytes in by its standard input, bytes out by its report (file descriptor 3).

    It is killed with the thread that started it (a property of Linux's PR_SET_PDEATHSIG): start it, use it and leave
    it in one thread. `wall_seconds` is enforced whenever one of the methods runs, and on leaving the `with` block
    everything is killed.
    """

    def __init__(self, process: Process) -> None:
        self._process = process
        self._outcome: Outcome | None = None

    @property
    def running(self) -> bool:
        """Whether the program was running when last looked at."""
        return self._process.running

    @property
    def stdout(self) -> bytes:
        """Its standard output until now, as much as is kept; what is beyond `output_bytes` is thrown away."""
        return bytes(self._process.stdout.data)

    @property
    def stderr(self) -> bytes:
        """Its standard error until now, as much as is kept; what is beyond `output_bytes` is thrown away."""
        return bytes(self._process.stderr.data)

    def fileno(self) -> int:
        """The report's file descriptor, for `select` over several workers; read it with `receive` only."""
        return self._process.report.descriptor

    def send(self, data: bytes) -> None:
        """Give it input; what does not fit into the pipe now is sent during later calls."""
        self._process.write(data)
        self._process.pump(0.0)

    def close_input(self) -> None:
        """End its standard input."""
        self._process.close_input()
        self._process.pump(0.0)

    def receive(self, timeout: float = _FOREVER) -> bytes:
        """What it has reported since the last call, waiting for at least one byte.

        Args:
            timeout: seconds to wait at most.

        Returns:
            The bytes; empty if the time was up, or if it ended (`running` tells which).
        """
        self._wait(lambda: bool(self._process.report.data), timeout)
        return self._take(len(self._process.report.data))

    def receive_line(self, timeout: float = _FOREVER) -> bytes | None:
        """The next line of the report.

        Args:
            timeout: seconds to wait at most.

        Returns:
            The line with its line feed; without one, if it ended in the middle of it or the line is longer than
            `report_bytes`; empty if it ended; None if the time was up.
        """
        data = self._process.report.data
        limit = self._process.limits.report_bytes
        self._wait(lambda: b"\n" in data or len(data) >= limit, timeout)
        end = data.find(b"\n") + 1
        if end == 0 and self.running and len(data) < limit:
            return None
        return self._take(end or len(data))

    def _take(self, count: int) -> bytes:
        data = self._process.report.data
        taken = bytes(data[:count])
        del data[:count]
        return taken

    def _wait(self, done: Callable[[], bool], timeout: float) -> None:
        deadline = time.monotonic() + timeout
        self._process.pump(0.0)
        while not done() and self.running and time.monotonic() < deadline:
            self._process.pump(deadline)

    def kill(self) -> Outcome:
        """End everything in the sandbox now, if it has not ended by itself."""
        self._process.end("killed")
        return self.outcome

    def finish(self, timeout: float = _FOREVER) -> Outcome:
        """End its input, and wait for its end; kill it if the time is up."""
        self._process.close_input()
        self._wait(lambda: False, timeout)
        self._process.end("timeout")
        return self.outcome

    @property
    def outcome(self) -> Outcome:
        """How it ended; `report` is what was not received before.

        Raises:
            RuntimeError: it is running.
        """
        if self.running:
            raise RuntimeError("the program is running")
        if self._outcome is None:
            self._outcome = _outcome(self._process, {})
        return self._outcome

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.__exit__(kind, error, trace)


class Sandbox:
    """Where untrusted programs run: any number, one after the other or in several threads, each in a new sandbox."""

    def __init__(
        self,
        limits: Limits | None = None,
        read_only: Sequence[Path] = (),
        *,
        environment: Mapping[str, str] | None = None,
        cgroups: bool | None = None,
    ) -> None:
        """Prepare it.

        Args:
            limits: what a program may use; the defaults of `Limits` if not given.
            read_only: files and folders to show at their own paths beside the system, the interpreter and this
                package. Started
                by root, the sandbox reads with the rights of others: they must be readable for all.
            environment: variables to add to the environment inside.
            cgroups: None to use a control group where one can be had, True to refuse to run without, False to use none.

        Raises:
            SandboxUnavailable: a folder cannot be shown.
        """
        self.limits = limits or Limits()
        self._view = layout.layout(read_only)
        self._environment = layout.environment() | dict(environment or {})
        self._cgroups = cgroups

    def run(
        self,
        argv: Sequence[str],
        *,
        files: Mapping[str, bytes] | None = None,
        stdin: bytes = b"",
        collect: Sequence[str] = (),
    ) -> Outcome:
        """Run a program to its end, or to a limit.

        When this returns, or raises whatever it may, every process of the sandbox is dead and its folders are gone.

        Args:
            argv: the program and its arguments; `sys.executable` is there under its own path.
            files: files to put in the work folder, where the program starts, by their names in it.
            stdin: its standard input.
            collect: names of files of the work folder to bring back; see `collect.collect`. Together they may have
                `folder_bytes`.

        Raises:
            SandboxUnavailable: the sandbox could not be made; nothing was run.
            ValueError: a name leads out of the work folder, or the files do not fit into it.
        """
        wanted = [checked(name) for name in collect]
        with self._process(argv, files, stdin) as process:
            while process.running:
                process.pump(_FOREVER)
                if process.overflowed:
                    process.end("output")
            if process.reason is None and process.overflowed:  # it ended before we had read so far
                process.reason = "output"
            return _outcome(process, _collected(process, wanted))

    def open(self, argv: Sequence[str], *, files: Mapping[str, bytes] | None = None) -> Worker:
        """Start a long-lived program, as a context manager: `with sandbox.open(argv) as worker`.

        Args:
            argv: the program and its arguments.
            files: files to put in the work folder.

        Raises:
            SandboxUnavailable: the sandbox could not be made; nothing was run.
        """
        return Worker(self._process(argv, files, None, hold_report=True))

    def _process(
        self, argv: Sequence[str], files: Mapping[str, bytes] | None, stdin: bytes | None, hold_report: bool = False
    ) -> Process:
        size = sum(map(len, (files or {}).values()))
        if size > self.limits.folder_bytes or len(files or {}) > self.limits.files:
            raise ValueError(
                f"{len(files or {})} files of {size} bytes in all do not fit into the work folder "
                f"(limits: {self.limits.files} files, {self.limits.folder_bytes} bytes)"
            )
        return Process(
            argv,
            view=self._view,
            limits=self.limits,
            environment=self._environment,
            files={checked(name): content for name, content in (files or {}).items()},
            stdin=stdin,
            cgroups=self._cgroups,
            hold_report=hold_report,
        )


def _collected(process: Process, names: Sequence[str]) -> dict[str, bytes]:
    if not names or process.work is None:
        return {}
    return collect(process.work, names, process.limits.folder_bytes)


def _outcome(process: Process, files: Mapping[str, bytes]) -> Outcome:
    code = None if process.status is None or process.reason is not None else _exit_code(process.status)
    signal = code - _SIGNALLED if code is not None and _SIGNALLED < code <= _SIGNALLED + _SIGNALS else None
    return Outcome(
        reason=cast(Reason, process.reason or ("finished" if signal is None else "killed")),
        exit_code=code if signal is None else None,
        signal=signal,
        stdout=bytes(process.stdout.data),
        stderr=bytes(process.stderr.data),
        report=bytes(process.report.data),
        seconds=process.seconds,
        peak_memory=process.peak_memory,
        files=files,
    )


def _exit_code(status: int) -> int:
    code = os.waitstatus_to_exitcode(status)
    return _SIGNALLED - code if code < 0 else code


@cache
def require() -> None:
    """Make sure that programs can be run in a sandbox here, by running one.

    Raises:
        SandboxUnavailable: they cannot; the message says what to install or to switch on.
    """
    if sys.platform != "linux":
        raise SandboxUnavailable("the sandbox needs Linux (on other systems, a Linux container or virtual machine)")
    outcome = Sandbox(Limits(wall_seconds=30.0)).run([sys.executable, "-c", "print('it works')"])
    if outcome.stdout != b"it works\n":
        words = outcome.stderr.decode(errors="replace").strip()
        raise SandboxUnavailable(
            f"the sandbox stands, but Python does not start in it ({outcome.reason}: {words or 'it says nothing'})"
        )
