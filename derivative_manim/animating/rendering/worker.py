"""The program that renders scenes: it imports Manim once and forks a process for each job.

    python -m derivative_manim.animating.rendering.worker PROCESSES [many]

A job is a line of JSON on standard input, {"id", "folder", ...} (see `job.Job`); the folder holds `scene.py` and is the
only place that is written to. What is told comes as lines of JSON on standard output: {"id", "phase", ...} while it
goes on, and {"id", "result"} or {"id", "failure"} at its end. It ends, with all that it started, when standard input
does.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import select
import signal
import sys
from typing import Any

from derivative_manim.animating.rendering import job, tell

_STDIN = 0


def main() -> int:
    """Render what standard input asks for, until it ends."""
    processes, many = int(sys.argv[1]), "many" in sys.argv[2:]
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who has started us ends us
    tell.claim_output()
    job.warm(many=many)
    gc.collect()
    gc.freeze()
    running: dict[int, tuple[int, str]] = {}  # by the pipe that closes at a job's end: its process and its id
    waiting: list[dict[str, Any]] = []
    rest = b""
    while True:
        ready, _, _ = select.select([_STDIN, *running], [], [])
        if _STDIN in ready:
            data = os.read(_STDIN, 1 << 20)
            if not data:
                _end(running)
                return 0
            *lines, rest = (rest + data).split(b"\n")
            waiting += [json.loads(line) for line in lines]
        for pipe in running.keys() & set(ready):
            process, name = running.pop(pipe)
            os.close(pipe)
            _, status = os.waitpid(process, 0)
            if status:
                tell.tell(name, failure=_how_it_ended(os.waitstatus_to_exitcode(status)))
        while waiting and len(running) < processes:
            given = waiting.pop(0)
            pipe, process = _started(given, [_STDIN, *running])
            running[pipe] = process, given["id"]


def _started(given: dict[str, Any], closed: list[int]) -> tuple[int, int]:
    """Fork a process for a job; gives the pipe that closes when it ends, and its number."""
    reader, writer = os.pipe()
    process = os.fork()
    if process:
        os.close(writer)
        return reader, process
    status = 1
    try:
        os.setpgid(0, 0)
        for descriptor in (reader, *closed):
            os.close(descriptor)
        job.do(job.Job(**given))
        status = 0
    except BaseException as error:
        tell.tell(given["id"], failure=f"{type(error).__name__}: {str(error)[:400]}")
        status = 0
    finally:
        with contextlib.suppress(BaseException):
            sys.stderr.flush()
        os._exit(status)


def _how_it_ended(code: int) -> str:
    if code == -signal.SIGXCPU:
        return "it takes longer than it may: choose a lower quality or allow more seconds"
    return f"the process ended by signal {-code}" if code < 0 else f"the process ended with code {code}"


def _end(running: dict[int, tuple[int, str]]) -> None:
    for process, _ in running.values():
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main())
