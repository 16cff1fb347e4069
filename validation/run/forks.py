"""A process forked for each job, inside the sandbox, and what they found as lines on the report (file descriptor 3).

A line is a JSON object: {"stage": ...} as it goes, {"id", "result"} or {"id", "failure": {kind, message}} for each job.
A job's process has no way to the report but its own pipe, on which only what begins with a secret of its own is
believed (a program that writes to every descriptor it can guess is not). Descriptor 3 is closed in it, and its parent
cannot be traced or opened through /proc.
"""

import ctypes
import gc
import json
import multiprocessing
import os
import secrets
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from . import memory

REPORT = 3
LARGEST_RESULT = 64 * 2**20
LOOK_EVERY = 0.25  # seconds
WALL, WALL_MORE = 4.0, 30.0
KILLED = (-signal.SIGSEGV, -signal.SIGABRT, -signal.SIGKILL, -signal.SIGBUS)
_PR_SET_DUMPABLE = 4

Work = Callable[[Path, int], bytes]  # (the job's file, the worker's number) -> JSON


def protect() -> None:
    """Keep processes of the same user from reading this one's memory and from reopening its files."""
    ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def say(message: dict[str, Any]) -> None:
    """Report a line."""
    _write(json.dumps(message).encode() + b"\n")


def report_all(jobs: Sequence[tuple[str, Path]], work: Work, *, workers: int, seconds: float) -> None:
    """Do the work for each job in a process of its own, some at a time, and report what each gives, or how it failed.

    Args:
        jobs: (id, file) of each.
        work: is called in the forked process; it returns JSON.
        workers: processes at a time.
        seconds: processor time that one may take with all that it starts; by the clock it may take WALL times that
            and WALL_MORE, so that a loaded machine does not change what is found.
    """
    fork = multiprocessing.get_context("fork")
    waiting, slots = list(reversed(jobs)), list(range(workers))
    running: dict[Connection, _Running] = {}
    gc.collect()
    gc.freeze()
    while waiting or running:
        while waiting and slots:
            (name, path), slot = waiting.pop(), slots.pop()
            reader, writer = fork.Pipe(duplex=False)
            secret = secrets.token_bytes(16)
            process = fork.Process(target=_child, args=(work, path, slot, writer, secret), daemon=True)
            process.start()
            writer.close()
            running[reader] = _Running(name, slot, process, time.monotonic() + WALL * seconds + WALL_MORE, secret)
        ready = wait(list(running), LOOK_EVERY)
        used = _used() if len(ready) < len(running) else {}
        for reader, one in list(running.items()):
            late = "" if reader in ready else one.late(used.get(one.process.pid, 0.0), seconds)
            if reader in ready or late:
                del running[reader]
                slots.append(one.slot)
                _write(b'{"id": %s, %s}\n' % (json.dumps(one.name).encode(), _outcome(reader, one, late)))
            else:
                one.peak = max(one.peak, memory.peak(one.process.pid))
    say({"stage": "done"})


@dataclass
class _Running:
    """A job's process, with the largest address space that it was seen to have."""

    name: str
    slot: int
    process: Any
    end: float
    secret: bytes
    peak: int = 0

    def late(self, used: float, seconds: float) -> str:
        """Say why the process has to end, if it has to."""
        if used > seconds:
            return f"more than {seconds:g} s of processor time"
        return f"still running after {WALL * seconds + WALL_MORE:g} s" if time.monotonic() > self.end else ""


def _used() -> dict[int, float]:
    """Give the processor time of each group of processes, by its leader: of all that run and of those that ended."""
    ticks = os.sysconf("SC_CLK_TCK")
    used: dict[int, float] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                fields = (folder / "stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
            except OSError:
                continue
            group = int(fields[2])
            used[group] = used.get(group, 0.0) + sum(map(int, fields[11:15])) / ticks
    return used


def _write(data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(REPORT, view) :]


def _outcome(reader: Connection, one: _Running, late: str) -> bytes:
    process = one.process
    try:
        if late:
            return _failure("Timeout", late)
        data = reader.recv_bytes(LARGEST_RESULT)
    except EOFError:
        process.join(5)
        code = process.exitcode
        if code in KILLED and memory.limit() and one.peak > memory.NEAR * memory.limit():
            return _failure("MemoryLimit", f"more memory than the {memory.limit_in_words()} that it may use")
        how = f"by signal {signal.Signals(-code).name}" if code and code < 0 else f"with code {code}"
        return _failure("Crash", f"the process ended {how} before its work was done")
    except OSError as error:
        return _failure("Crash", f"what the process wrote cannot be read: {error}")
    finally:
        reader.close()
        _end(process)
    if not data.startswith(one.secret):
        return _failure("Crash", "what the process wrote is not the report of its work")
    data = data.removeprefix(one.secret)
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return _failure("Crash", "what the process wrote is not JSON")
    # One line a job, whatever the process put between.
    return b'"result": ' + data.replace(b"\n", b" ").replace(b"\r", b" ")


def _failure(kind: str, message: str) -> bytes:
    return b'"failure": ' + json.dumps({"kind": kind, "message": message}).encode()


def _end(process: Any) -> None:
    """End the process with all that it started."""
    process.join(0.2)
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):  # it has gone, or is not yet the head of its group
        process.kill()
    process.join()


def _child(work: Work, path: Path, slot: int, writer: Connection, secret: bytes) -> None:
    os.setsid()  # so that what it starts is ended with it
    os.close(REPORT)
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)
    gc.set_threshold(50_000, 20, 50)  # seldom: a job is short, and what it leaves is gone with the process
    try:
        result = work(path, slot)
    except BaseException as error:
        result = json.dumps({"broken": f"{type(error).__name__}: {str(error)[:400]}"}).encode()
    writer.send_bytes(secret + result)
    writer.close()
    # Not through what the scene may have registered to run at exit.
    os._exit(0)
