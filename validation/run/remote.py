"""Having work done in a sandbox: jobs go in on standard input, results come back one by one as they end."""

import base64
import contextlib
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ..sandbox import Limits, Outcome, Sandbox


@dataclass(frozen=True)
class Stage:
    """How far a worker has come, in its own words."""

    name: str
    detail: str = ""


@dataclass(frozen=True)
class Failure:
    """Why there is no result: a class (Timeout, Crash, MemoryLimit, OutputLimit) and a sentence."""

    kind: str
    message: str


def packed(text: bytes) -> str:
    """Pack bytes for a request."""
    return base64.b64encode(text).decode()


def run(
    module: str,
    jobs: Sequence[dict[str, Any]],
    *,
    limits: Limits,
    workers: int,
    seconds: float,
    tick: Callable[[Stage], None] = lambda stage: None,
    **options: Any,
) -> Iterator[tuple[str, dict[str, Any] | Failure]]:
    """Run a worker module in a sandbox on some jobs.

    Args:
        module: a module of this package that reads a request and reports through `validation.run.forks`.
        jobs: each with an `id`.
        limits: what all of it together may use.
        workers: jobs at a time.
        seconds: the longest that a job may take.
        tick: is told how far it has come.
        **options: what else the module reads in its request.

    Yields:
        (id, result), once for every job.

    Raises:
        SandboxUnavailable: there is no sandbox; nothing was run.
    """
    request = {"jobs": jobs, "workers": workers, "seconds": seconds, "folder": ".", **options}
    missing = dict.fromkeys(str(job["id"]) for job in jobs)
    with contextlib.closing(
        Sandbox(limits).stream([sys.executable, "-m", module], stdin=json.dumps(request).encode())
    ) as lines:
        for line in lines:
            if isinstance(line, Outcome):
                outcome = line
                break
            name, result = _read(line)
            if isinstance(result, Stage):
                tick(result)
            elif name in missing:
                del missing[name]
                yield name, result
            if not missing:
                return
    said = outcome.stderr.decode(errors="replace").strip().splitlines()
    usual = Failure("Crash", "the sandbox ended before the work was done" + (f": {said[-1][:300]}" if said else ""))
    reasons = {
        "timeout": Failure("Timeout", f"still running after {outcome.seconds:.0f} s"),
        "memory": Failure("MemoryLimit", f"more than {limits.memory_total // 2**20} MiB of memory"),
        "output": Failure("OutputLimit", "more output than is read"),
    }
    for name in missing:
        yield name, reasons.get(outcome.reason, usual)


def _read(line: bytes) -> tuple[str, Stage | Failure | dict[str, Any]]:
    try:
        message = json.loads(line)
        if "stage" in message:
            return "", Stage(str(message["stage"]), line.decode(errors="replace").strip())
        name = str(message["id"])
        if "failure" in message:
            return name, Failure(str(message["failure"]["kind"]), str(message["failure"]["message"]))
        if "broken" in message["result"]:
            said = str(message["result"]["broken"])
            return name, Failure("MemoryLimit" if said.startswith("MemoryError") else "Crash", said)
        if isinstance(message["result"], dict):
            return name, message["result"]
    except (KeyError, TypeError, ValueError, RecursionError):
        pass
    return "", Stage("unreadable", line[:200].decode(errors="replace"))
