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
from typing import Self

from . import bubblewrap, cgroup, layout, seccomp
from .bubblewrap import GO, READY, REPORT, SECCOMP, STATUS
from .limits import Limits, SandboxUnavailable

_CHUNK = 1 << 16
_PIPE_BYTES = 1 << 20  # the most that an ordinary user may make a pipe hold
_START_SECONDS = 60.0
_DEATH_SECONDS = 60.0
_MEMORY_CHECK_SECONDS = 0.05


@dataclass
class Reader:
    """Reads a pipe, and keeps no more than `limit` bytes.

    What is beyond is thrown away; or, if `holds`, left in the pipe until there is room.
    """

    descriptor: int
    limit: int
    holds: bool = False
    data: bytearray = field(default_factory=bytearray)
    ended: bool = False

    def read(self) -> None:
        """Take what is there."""
        try:
            chunk = os.read(self.descriptor, min(_CHUNK, self.limit - len(self.data)) if self.holds else _CHUNK)
        except BlockingIOError:
            return
        self.data += chunk[: self.limit - len(self.data)]
        self.ended |= not chunk

    @property
    def wants(self) -> bool:
        """Whether to read on."""
        return not self.ended and not (self.holds and len(self.data) >= self.limit)

    def take_line(self) -> bytes:
        """Take a line with its end, or as much as is kept at a time; nothing if there is not so much."""
        end = self.data.find(b"\n") + 1 or (len(self.data) if len(self.data) >= self.limit else 0)
        taken = bytes(self.data[:end])
        del self.data[:end]
        return taken


class Process:
    """A program in a sandbox, from its start to the death of everything in it; a context manager."""

    def __init__(self, argv: Sequence[str], stdin: bytes, limits: Limits) -> None:
        """Start a program; time, output and, if there is a control group, memory are kept from here.

        Raises:
            SandboxUnavailable: bubblewrap does not work here.
        """
        self.limits = limits
        self.reason: str | None = None  # why it was ended, if not by itself
        self.status = 0  # how its first process ended, as `os.waitpid` says it
        self.seconds = 0.0  # by the clock
        self.started = time.monotonic()
        self._alive: list[int] = []  # descriptors of the program's first process, and of the one that was started
        self._ours = contextlib.ExitStack()  # closes our ends of everything
        self._group = cgroup.make(limits)
        self._ours.callback(self._group.remove)
        try:
            most = limits.processes if self._group.prefix else limits.processes_without_cgroup
            # Two more: bubblewrap's own first process in the sandbox, and one to spare for it.
            command = bubblewrap.arguments(argv, limits=limits, processes=min(limits.processes, most) + 2)
            contents = [seccomp.program(), layout.PASSWD, layout.GROUP]
            with contextlib.ExitStack() as theirs:
                # The files in memory first: the first descriptors are then at hand for nothing else.
                child = {0: _memory_file(theirs, stdin)}
                child |= {number: _memory_file(theirs, data) for number, data in enumerate(contents, SECCOMP)}
                self.stdout = Reader(self._pipe(theirs, child, 1), limits.output_bytes)
                self.stderr = Reader(self._pipe(theirs, child, 2), limits.output_bytes)
                self.report = Reader(self._pipe(theirs, child, REPORT), limits.report_bytes, holds=True)
                self._readers = (self.stdout, self.stderr, self.report)
                ready, status = self._pipe(theirs, child, READY), self._pipe(theirs, child, STATUS)
                child[GO], go = os.pipe2(os.O_CLOEXEC)
                theirs.callback(os.close, child[GO])
                self._ours.callback(os.close, go)
                self._pid = _spawn([*self._group.prefix, *command], child)
            outer = self._follow(self._pid)
            if ready not in _poll([ready, outer], _START_SECONDS) or not os.read(ready, 1):
                self.end()
                words = bytes(self.stderr.data).decode(errors="replace").strip() or "it says nothing"
                raise SandboxUnavailable(f"bubblewrap does not work here ({words}); {bubblewrap.advice()}")
            # bubblewrap's own words: it wrote them before it let its child go on.
            self._follow(json.loads(os.read(status, _CHUNK).splitlines()[0])["child-pid"])
            self.started = time.monotonic()
            os.write(go, b"\n")
        except BaseException:
            self.__exit__()
            raise

    def _pipe(self, theirs: contextlib.ExitStack, child: dict[int, int], number: int) -> int:
        """Make a pipe that the sandbox writes to by a number; gives our end, which never blocks."""
        reader, child[number] = os.pipe2(os.O_CLOEXEC)
        self._ours.callback(os.close, reader)
        theirs.callback(os.close, child[number])
        os.set_blocking(reader, False)
        return reader

    def _follow(self, pid: int) -> int:
        descriptor = os.pidfd_open(pid)
        self._ours.callback(os.close, descriptor)
        self._alive.insert(0, descriptor)
        return descriptor

    @property
    def running(self) -> bool:
        """Whether anything of the sandbox lives."""
        return bool(self._alive)

    def pump(self) -> None:
        """Wait until something happens, move what there is to move, and enforce the limits.

        When the program has ended, so has everything else in the sandbox when this returns, and `running` is False.
        """
        end = self.started + self.limits.wall_seconds
        outer = self._alive[-1]
        if outer in self._read([outer], min(end - time.monotonic(), _MEMORY_CHECK_SECONDS)):
            self.end()
        elif time.monotonic() >= end:
            self.end("timeout")
        elif self._group.out_of_memory():
            self.end("memory")

    def _read(self, others: Sequence[int], seconds: float) -> set[int]:
        """Wait for the pipes and some other descriptors, and read from the pipes; gives what was ready."""
        wanted = {reader.descriptor: reader for reader in self._readers if reader.wants}
        events = _poll([*others, *wanted], seconds)
        for descriptor in events & wanted.keys():
            wanted[descriptor].read()
        return events

    def end(self, reason: str | None = None) -> None:
        """End everything, for a reason if the program has not ended itself, and wait for it; safe to call again."""
        if not self._alive:
            return
        self.seconds = time.monotonic() - self.started
        # The kernel ends a process namespace with its first process. Those of bubblewrap that wait outside for it then
        # end by themselves, one after the other; killed before it, they would leave their children to others, and
        # nobody could say when these have ended.
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._alive[0], signal.SIGKILL)
        if not all(_poll([descriptor], _DEATH_SECONDS) for descriptor in self._alive):
            raise RuntimeError("the kernel has not ended the sandbox's processes")
        self._alive.clear()
        _, self.status = os.waitpid(self._pid, 0)
        self.report.limit += _PIPE_BYTES  # what a dead program has left in the pipe has an end
        while any(reader.wants for reader in self._readers) and self._read([], 1.0):
            pass
        self.reason = "memory" if self._group.out_of_memory() else reason

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        try:
            self.end("killed")
        finally:
            self._ours.close()


def _memory_file(stack: contextlib.ExitStack, content: bytes) -> int:
    """A file in memory, to be read from its beginning, that nobody can write any more."""
    descriptor = os.memfd_create("sandbox", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    stack.callback(os.close, descriptor)
    with open(descriptor, "wb", closefd=False) as file:
        file.write(content)
    os.lseek(descriptor, 0, os.SEEK_SET)
    fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, fcntl.F_SEAL_WRITE | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SHRINK)
    return descriptor


def _poll(descriptors: Sequence[int], seconds: float) -> set[int]:
    """Those of the descriptors of which there is something to read, or that have ended, waiting for the first."""
    poll = select.poll()
    for descriptor in descriptors:
        poll.register(descriptor, select.POLLIN)
    return {descriptor for descriptor, _ in poll.poll(max(0.0, seconds) * 1000)}


def _spawn(command: Sequence[str], child: Mapping[int, int]) -> int:
    """Start a command with these file descriptors, by the numbers that they are to have, and no others."""
    # By way of numbers that none of them has: one that is still to be moved is not overwritten.
    free = max(*child, *child.values()) + 1
    moves = [(descriptor, free + number) for number, descriptor in child.items()]
    moves += [(free + number, number) for number in child]
    # What we were ourselves started with, if it is not closed on exec, would be open in the sandbox: a file outside, a
    # socket.
    inherited = {int(name) for name in os.listdir("/proc/self/fd")}  # noqa: PTH208 - names, not paths
    others = inherited.union(free + number for number in child) - child.keys()
    return os.posix_spawn(
        command[0],
        list(command),
        # An environment of its own from the start: `/proc/1/environ` inside is what bubblewrap was started with.
        {"PATH": "/usr/bin:/bin:/usr/sbin:/sbin"},
        file_actions=[
            *((os.POSIX_SPAWN_DUP2, source, number) for source, number in moves),
            *((os.POSIX_SPAWN_CLOSE, number) for number in others),
        ],
        setsid=True,  # not in our terminal's group: Ctrl-C is for us, and we end it
        setsigmask=(),
        setsigdef=set(signal.valid_signals()) - {signal.SIGKILL, signal.SIGSTOP},
    )
