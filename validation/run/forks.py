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
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

REPORT = 3
LARGEST_RESULT = 64 * 2**20
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
        seconds: the longest that one may take.
    """
    fork = multiprocessing.get_context("fork")
    waiting, slots = list(reversed(jobs)), list(range(workers))
    running: dict[Connection, tuple[str, int, Any, float, bytes]] = {}
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
            running[reader] = name, slot, process, time.monotonic() + seconds, secret
        soonest = min(end for *_, end, _ in running.values())
        ready = wait(list(running), max(0.0, soonest - time.monotonic()))
        for reader in [one for one in running if one in ready or running[one][3] <= time.monotonic()]:
            name, slot, process, _, secret = running.pop(reader)
            slots.append(slot)
            outcome = _outcome(reader, process, secret, seconds if reader not in ready else None)
            _write(b'{"id": %s, %s}\n' % (json.dumps(name).encode(), outcome))
    say({"stage": "done"})


def _write(data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(REPORT, view) :]


def _outcome(reader: Connection, process: Any, secret: bytes, late: float | None) -> bytes:
    try:
        if late is not None:
            return _failure("Timeout", f"still running after {late:g} s")
        data = reader.recv_bytes(LARGEST_RESULT)
    except EOFError:
        process.join(5)
        code = process.exitcode
        how = f"by signal {signal.Signals(-code).name}" if code and code < 0 else f"with code {code}"
        return _failure("Crash", f"the process ended {how} before its work was done")
    except OSError as error:
        return _failure("Crash", f"what the process wrote cannot be read: {error}")
    finally:
        reader.close()
        _end(process)
    if not data.startswith(secret):
        return _failure("Crash", "what the process wrote is not the report of its work")
    data = data.removeprefix(secret)
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
