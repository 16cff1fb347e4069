"""A process forked for each job, inside the sandbox, and what they found as lines on the report (file descriptor 3).

A line has the job's id as JSON, a tab, and a JSON object, {"result"} or {"failure": {kind, message}}: whatever a job's
process writes, it writes of that job.
A job's process has no way to the report but its own pipe, on which only what begins with a secret of its own is
believed (a program that writes to every descriptor it can guess is not). Descriptor 3 is closed in it, and its parent
cannot be traced or opened through /proc.
"""

import base64
import contextlib
import ctypes
import json
import math
import multiprocessing
import os
import re
import resource
import secrets
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

REPORT = 3
LARGEST_RESULT = 64 * 2**20
LOOK_EVERY = 0.25  # seconds
WALL, WALL_MORE = 4.0, 30.0
KILLED = (-signal.SIGSEGV, -signal.SIGABRT, -signal.SIGKILL, -signal.SIGBUS)
OUT_OF_MEMORY = "more memory than it may use"
NEAR = 0.9  # of the limit: what a process asked for in vain is not counted in what it has
_PR_SET_DUMPABLE = 4

Work = Callable[[Path, int], bytes]  # (the job's file, the worker's number) -> JSON


def serve(name: str, prepare: Callable[[dict[str, Any], list[Path]], Work]) -> None:
    """Do the request on standard input: the work on each of its sources, and report what it gives, or how it failed.

    The request is one JSON object: `jobs` (a list of {id, source}, the source in base64), `workers` (at a time),
    `seconds` (processor time of each, and of each process that it starts), and what else `prepare` takes, which gives
    the work; each source is in a file of that name then, in a folder of its own in the working folder. By the clock a
    job may take WALL times the seconds and WALL_MORE, so that a loaded machine does not change what is found.
    """
    request = json.load(sys.stdin)
    # Processes of the same user can neither read this one's memory nor reopen its files.
    ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    waiting = []
    for number, job in enumerate(request["jobs"]):
        path = Path(f"job-{number}", name).absolute()
        path.parent.mkdir()
        path.write_bytes(base64.b64decode(job["source"]))
        waiting.append((job["id"], path))
    work, seconds = prepare(request, [path for _, path in waiting]), request["seconds"]
    fork = multiprocessing.get_context("fork")
    report = open(REPORT, "wb", closefd=False)  # noqa: SIM115 - it is open to the end
    slots = list(range(request["workers"]))
    running: dict[Connection, _Running] = {}
    while waiting or running:
        while waiting and slots:
            (job, path), slot = waiting.pop(0), slots.pop()
            reader, writer = fork.Pipe(duplex=False)
            secret = secrets.token_bytes(16)
            process = fork.Process(target=_child, args=(work, path, slot, seconds, writer, secret), daemon=True)
            process.start()
            writer.close()
            running[reader] = _Running(job, slot, process, time.monotonic() + WALL * seconds + WALL_MORE, secret)
        ready = wait(list(running), LOOK_EVERY)
        for reader, one in list(running.items()):
            late = time.monotonic() > one.end
            if reader in ready or late:
                del running[reader]
                slots.append(one.slot)
                ended = _failure("Timeout", f"still running after {WALL * seconds + WALL_MORE:g} s") if late else None
                outcome = ended or _outcome(reader, one, seconds)
                reader.close()
                _end(one.process)
                report.write(b"%s\t%s\n" % (json.dumps(one.name).encode(), outcome))
                report.flush()
            else:
                one.peak = max(one.peak, _peak(one.process.pid))


@dataclass
class _Running:
    """A job's process, with the largest address space that it was seen to have."""

    name: str
    slot: int
    process: Any
    end: float
    secret: bytes
    peak: int = 0


def _outcome(reader: Connection, one: _Running, seconds: float) -> bytes:
    try:
        data = reader.recv_bytes(LARGEST_RESULT)
    except EOFError:
        one.process.join(5)
        code = one.process.exitcode or 0
        if code == -signal.SIGXCPU:
            return _failure("Timeout", f"more than {seconds:g} s of processor time")
        if code in KILLED and _is_near(one.peak):
            return _failure("MemoryLimit", OUT_OF_MEMORY)
        how = f"by signal {signal.Signals(-code).name}" if code < 0 else f"with code {code}"
        return _failure("Crash", f"the process ended {how} before its work was done")
    except OSError as error:
        return _failure("Crash", f"what the process wrote cannot be read: {error}")
    if not data.startswith(one.secret):
        return _failure("Crash", "what the process wrote is not the report of its work")
    # One line a job, whatever the process put between.
    return data.removeprefix(one.secret).replace(b"\n", b" ").replace(b"\r", b" ")


def _failure(kind: str, message: str) -> bytes:
    return json.dumps({"failure": {"kind": kind, "message": message}}).encode()


def _end(process: Any) -> None:
    """End the process with all that it started."""
    process.join(0.2)
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):  # it has gone, or is not yet the head of its group
        process.kill()
    process.join()


def _child(work: Work, path: Path, slot: int, seconds: float, writer: Connection, secret: bytes) -> None:
    os.setsid()  # so that what it starts is ended with it
    with contextlib.suppress(ValueError):  # a lower limit holds already
        resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(seconds), resource.getrlimit(resource.RLIMIT_CPU)[1]))
    os.close(REPORT)
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)
    try:
        said = b'{"result": %s}' % work(path, slot)
    except BaseException as error:
        kind = "MemoryLimit" if is_of_memory(error) else "Crash"
        said = _failure(kind, f"{type(error).__name__}: {str(error)[:400]}")
    writer.send_bytes(secret + said)
    # Not through what the scene may have registered to run at exit.
    os._exit(0)


def _is_near(used: int) -> bool:
    """Say whether so many bytes of address space are nearly all that a process may have."""
    soft, _ = resource.getrlimit(resource.RLIMIT_AS)
    return soft != resource.RLIM_INFINITY and used > NEAR * soft


def _peak(process: int | str = "self") -> int:
    """Give the largest address space that a process has had, in bytes; 0 if it is not known."""
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0
    found = re.search(r"^VmPeak:\s+(\d+) kB", status, re.MULTILINE)
    return int(found[1]) * 1024 if found else 0


def is_of_memory(error: BaseException) -> bool:
    """Say whether an exception comes of a lack of memory: C code gives many kinds when it gets none."""
    if isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno == 12):
        return True
    if type(error).__module__.partition(".")[0] == "cairo":
        return "memory" in str(error).lower()
    return isinstance(error, SystemError | ImportError) and _is_near(_peak())
