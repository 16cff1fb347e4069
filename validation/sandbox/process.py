"""One started sandbox: its processes, its pipes, its end.

There are no threads: whoever waits for the sandbox (`pump`) moves its bytes meanwhile. Every pipe is read by a capped
reader, so a flood neither fills the memory nor blocks anything.
"""

import contextlib
import fcntl
import json
import os
import select
import signal
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from . import bubblewrap, cgroup, seccomp
from .errors import SandboxUnavailable
from .layout import GROUP, PASSWD, Layout
from .limits import Limits

_CHUNK = 1 << 16
_PIPE_BYTES = 1 << 20  # the most that an ordinary user may make a pipe hold
_START_SECONDS = 30.0
_DEATH_SECONDS = 30.0
_MEMORY_CHECK_SECONDS = 0.05
_FREE_DESCRIPTOR = 64  # sources are moved from here on, out of the way of the numbers that the sandbox is to have


@dataclass
class Reader:
    """Reads a pipe, and keeps no more than `limit` bytes.

    What is beyond is thrown away; or, if `holds`, left in the pipe until there is room.
    """

    descriptor: int
    limit: int
    holds: bool = False
    data: bytearray = field(default_factory=bytearray)
    overflowed: bool = False
    open: bool = True

    def read(self) -> None:
        """Take what is there."""
        try:
            chunk = os.read(self.descriptor, min(_CHUNK, self.limit - len(self.data)) if self.holds else _CHUNK)
        except BlockingIOError:
            return
        if not chunk:
            self.close()
        room = self.limit - len(self.data)
        self.data += chunk[:room]
        self.overflowed |= len(chunk) > room

    @property
    def wants(self) -> bool:
        """Whether to read on."""
        return self.open and not (self.holds and len(self.data) >= self.limit)

    def close(self) -> None:
        """Close the pipe; what was read is kept."""
        if self.open:
            self.open = False
            os.close(self.descriptor)


class Process:
    """A program in a sandbox, from its start to the death of everything in it."""

    def __init__(
        self,
        argv: Sequence[str],
        *,
        view: Layout,
        limits: Limits,
        environment: Mapping[str, str],
        files: Mapping[str, bytes],
        stdin: bytes | None,
        cgroups: bool | None,
        hold_report: bool = False,
    ) -> None:
        """Start it.

        Args:
            argv: the program.
            view: what it sees.
            limits: what it may use.
            environment: its environment.
            files: what to put in its work folder.
            stdin: its standard input; None if it is to be written later, with `write`.
            cgroups: whether to use a control group: None where one can be had, True must, False not.
            hold_report: whether a full report waits to be taken, rather than being cut.

        Raises:
            SandboxUnavailable: the sandbox could not be made.
        """
        self.limits = limits
        self.reason: str | None = None
        self.status: int | None = None
        self.seconds = 0.0
        self.work: int | None = None
        self._hold_report = hold_report
        self._init: int | None = None
        self._outer: int | None = None
        self._open: list[int] = []
        self._readers: list[Reader] = []
        self._input = bytearray(stdin or b"")
        self._input_ends = stdin is not None
        self._memory_checked = 0.0
        self._group = cgroup.make(limits) if cgroups is not False else None
        self.peak_memory: int | None = None
        self.started = time.monotonic()
        try:
            if cgroups is True and self._group is None:
                raise SandboxUnavailable("no control group (cgroup) with memory and pids can be had here")
            self._start(argv, view, environment, files)
        except BaseException:
            self.end("killed")
            raise

    # Starting.

    def _start(
        self, argv: Sequence[str], view: Layout, environment: Mapping[str, str], files: Mapping[str, bytes]
    ) -> None:
        limits = self.limits
        processes = limits.processes if self._group else min(limits.processes, limits.processes_without_cgroup)
        command = bubblewrap.arguments(
            argv,
            view=view,
            limits=limits,
            processes=processes + 2,  # bubblewrap's own first process in the sandbox, and one to spare for it
            environment=environment,
            names=list(files),
        )
        if self._group:
            command = [*self._group.prefix, *command]
        child: dict[int, int] = {}
        child[0], self._stdin = self._pipe(read_end_inside=True)
        child[1], stdout = self._pipe()
        child[2], stderr = self._pipe()
        child[bubblewrap.REPORT], report = self._pipe()
        child[bubblewrap.GO], self._go = self._pipe(read_end_inside=True)
        child[bubblewrap.READY], ready = self._pipe()
        child[bubblewrap.STATUS], status = self._pipe()
        contents = [seccomp.program(), PASSWD, GROUP, *files.values()]
        for number, content in enumerate(contents, bubblewrap.SECCOMP):
            child[number] = self._memory_file(content)
        self.stdout = Reader(stdout, limits.output_bytes)
        self.stderr = Reader(stderr, limits.output_bytes)
        self.report = Reader(report, limits.report_bytes, holds=self._hold_report)
        self._readers = [self.stdout, self.stderr, self.report]
        self._spawn(command, child)
        self._wait_until_ready(ready, status)

    def _pipe(self, *, read_end_inside: bool = False) -> tuple[int, int]:
        """A pipe as (the end for the sandbox, our end), ours never blocking."""
        ends = os.pipe2(os.O_CLOEXEC)
        self._open += ends
        inside, outside = ends if read_end_inside else reversed(ends)
        os.set_blocking(outside, False)
        return inside, outside

    def _memory_file(self, content: bytes) -> int:
        descriptor = os.memfd_create("sandbox")
        self._open.append(descriptor)
        with open(descriptor, "wb", closefd=False) as file:
            file.write(content)
        os.lseek(descriptor, 0, os.SEEK_SET)
        return descriptor

    def _spawn(self, command: Sequence[str], child: Mapping[int, int]) -> None:
        actions: list[tuple[int, int, int] | tuple[int, int]] = []
        moved: list[int] = []
        try:
            for number, descriptor in child.items():
                moved.append(fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, max(_FREE_DESCRIPTOR, len(child))))
                actions.append((os.POSIX_SPAWN_DUP2, moved[-1], number))
            # What we were ourselves started with, if it is not closed on exec, would be open in the sandbox: a file
            # outside, a socket.
            inherited = {int(name) for name in os.listdir("/proc/self/fd")}  # noqa: PTH208 - names, not paths
            actions += [(os.POSIX_SPAWN_CLOSE, number) for number in inherited - child.keys() - set(moved)]
            # An environment of its own from the start: `/proc/1/environ` inside is what bubblewrap was started with.
            self._pid = os.posix_spawn(
                command[0],
                list(command),
                {"PATH": "/usr/bin:/bin:/usr/sbin:/sbin"},
                file_actions=actions,
                setsid=True,  # not in our terminal's group: Ctrl-C is for us, and we end it
                setsigmask=(),
                setsigdef=set(signal.valid_signals()) - {signal.SIGKILL, signal.SIGSTOP},
            )
        finally:
            for descriptor in moved:
                os.close(descriptor)
            for descriptor in child.values():
                self._close(descriptor)
        self._outer = os.pidfd_open(self._pid)

    def _wait_until_ready(self, ready: int, status: int) -> None:
        assert self._outer is not None  # noqa: S101 - for the type checker
        deadline = time.monotonic() + _START_SECONDS
        told = b""
        text = b""
        while not told:
            poll = select.poll()
            for descriptor in (ready, self._outer):
                poll.register(descriptor, select.POLLIN)
            events = dict(poll.poll(max(0.0, deadline - time.monotonic()) * 1000))
            if ready in events:
                with contextlib.suppress(BlockingIOError):
                    told = os.read(ready, 1)
            if not told and (self._outer in events or ready in events or not events):
                self._refuse()
        with contextlib.suppress(BlockingIOError):
            text = os.read(status, _CHUNK)
        # bubblewrap's own words: it wrote them before it let its child go on.
        number = json.loads(text.splitlines()[0])["child-pid"]
        self._init = os.pidfd_open(number)
        self.work = os.open(
            f"/proc/{number}/root{bubblewrap.work_outside()}", os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC
        )
        self._open.append(self.work)
        self.started = time.monotonic()
        os.write(self._go, b"\n")
        self._close(self._go)

    def _refuse(self) -> None:
        self.kill()
        self._drain(1.0)
        words = bytes(self.stderr.data).decode(errors="replace").strip()
        raise SandboxUnavailable(f"bubblewrap does not work here ({words or 'it says nothing'}); {bubblewrap.advice()}")

    # Running.

    @property
    def running(self) -> bool:
        """Whether anything of the sandbox lives."""
        return self._outer is not None

    @property
    def overflowed(self) -> bool:
        """Whether more was written than is kept."""
        return any(reader.overflowed for reader in self._readers)

    def write(self, data: bytes) -> None:
        """Give more standard input; it is sent while the sandbox is waited for."""
        self._input += data

    def close_input(self) -> None:
        """End standard input after what was written."""
        self._input_ends = True

    def pump(self, deadline: float) -> None:
        """Move what there is to move, once, waiting for it until `deadline` (of `time.monotonic`); enforce the limits.

        When the program has ended, so has everything else in the sandbox when this returns, and `running` is False.
        """
        if self._outer is None:
            return
        end = self.started + self.limits.wall_seconds
        wake = min(deadline, end, time.monotonic() + _MEMORY_CHECK_SECONDS if self._group else deadline)
        poll = select.poll()
        poll.register(self._outer, select.POLLIN)
        for reader in self._wanted():
            poll.register(reader.descriptor, select.POLLIN)
        if self._stdin >= 0 and (self._input or self._input_ends):
            poll.register(self._stdin, select.POLLOUT)
        events = dict(poll.poll(max(0.0, wake - time.monotonic()) * 1000))
        for reader in self._wanted():
            if reader.descriptor in events:
                reader.read()
        if self._stdin in events:
            self._feed()
        now = time.monotonic()
        if self._outer in events:
            self.end()
        elif now >= end:
            self.end("timeout")
        elif self._group and now - self._memory_checked >= _MEMORY_CHECK_SECONDS:
            self._memory_checked = now
            if self._group.out_of_memory():
                self.end("memory")

    def _wanted(self) -> list[Reader]:
        return [reader for reader in self._readers if reader.wants]

    def _feed(self) -> None:
        try:
            if self._input:
                del self._input[: os.write(self._stdin, self._input[:_CHUNK])]
        except BlockingIOError:
            return
        except BrokenPipeError:  # nobody reads it
            self._input.clear()
            self._input_ends = True
        if self._input_ends and not self._input:
            self._close(self._stdin)
            self._stdin = -1

    # Ending.

    def kill(self) -> None:
        """Kill everything in the sandbox: the kernel ends a process namespace with its first process.

        Those of bubblewrap that wait outside for it then end by themselves, one after the other; killed before it,
        they would leave their children to others, and nobody could say when these have ended.
        """
        first = self._outer if self._init is None else self._init
        if first is not None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(first, signal.SIGKILL)

    def end(self, reason: str | None = None) -> None:
        """End everything, wait until it has ended, and give back all that was taken; safe to call again.

        Args:
            reason: why, if it was not that the program itself had ended.
        """
        try:
            if self._outer is not None:
                self._end(reason)
        finally:
            for descriptor in (self._init, self._outer):
                if descriptor is not None:
                    os.close(descriptor)
            self._init = self._outer = None
            for descriptor in list(self._open):
                if descriptor != self.work:
                    self._close(descriptor)
            if self._group:
                self._group.remove()

    def _end(self, reason: str | None) -> None:
        self.seconds = time.monotonic() - self.started
        self.kill()
        deadline = time.monotonic() + _DEATH_SECONDS
        for descriptor in (self._init, self._outer):
            if descriptor is not None:
                poll = select.poll()
                poll.register(descriptor, select.POLLIN)
                while not poll.poll(50):
                    self._drain(0.0)
                    if time.monotonic() > deadline:
                        raise RuntimeError("the kernel has not ended the sandbox's processes")
        _, self.status = os.waitpid(self._pid, 0)
        if self._hold_report and self._readers:
            self.report.limit += _PIPE_BYTES  # what a dead program has left in the pipe has an end
        self._drain(1.0)
        if self._group:
            self.peak_memory = self._group.peak()
            if self._group.out_of_memory():
                reason = "memory"
        self.reason = reason

    def _drain(self, seconds: float) -> None:
        """Read what is left in the pipes; when all who wrote are dead this ends by itself."""
        deadline = time.monotonic() + seconds
        while readers := self._wanted():
            poll = select.poll()
            for reader in readers:
                poll.register(reader.descriptor, select.POLLIN)
            events = dict(poll.poll(max(0.0, deadline - time.monotonic()) * 1000))
            for reader in readers:
                if reader.descriptor in events:
                    reader.read()
            if not events or time.monotonic() > deadline:
                return

    def _close(self, descriptor: int) -> None:
        if descriptor in self._open:
            self._open.remove(descriptor)
            for reader in self._readers:
                if reader.descriptor == descriptor:
                    reader.close()
                    return
            os.close(descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end("killed")
        if self.work is not None:
            self._close(self.work)
            self.work = None
