"""Having work done in a sandbox: jobs go in on standard input, results come back one by one as they end.

The work is to run scenes, and to read the evidence of each, or what another module does with texts (`analyst.py`).
"""

import base64
import contextlib
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec

from ..sandbox import Limits, Outcome, stream
from . import evidence
from .evidence import Evidence, Failure

WORKER = f"{__package__}.worker"


def run(
    sources: Mapping[str, bytes],
    *,
    limits: Limits,
    workers: int = 2,
    seconds: float = 60.0,
    quality: str = "quick",
) -> Iterator[tuple[str, Evidence]]:
    """Run scenes in one sandbox, a process forked for each; for one's own files, or for a single untrusted one.

    Args:
        sources: the texts, by the name to give back.
        limits: what all of it together may use.
        workers: scenes at a time.
        seconds: processor time that a scene may take.
        quality: quick, one frame a second; low, every frame of Manim's -ql, some of them drawn, as scenes that nobody
            vouches for need; or high, as its -qh, of whose 60 frames a second 15 are run.

    Yields:
        (name, evidence), once for every name, in the order in which they end; at worst it says how the sandbox ended.
    """
    how: dict[str, Any] = {"workers": workers, "seconds": seconds, "quality": quality}
    for name, result in work(WORKER, sources, limits=limits, read=evidence.read, **how):
        yield name, Evidence(error=result) if isinstance(result, Failure) else result


class _Said(msgspec.Struct):
    """What became of a job."""

    result: msgspec.Raw = msgspec.Raw(b"")
    failure: Failure | None = None


def work(
    module: str,
    sources: Mapping[str, bytes],
    *,
    limits: Limits,
    workers: int,
    seconds: float,
    read: Callable[[bytes], Any],
    **options: Any,
) -> Iterator[tuple[str, Any]]:
    """Run a module that reports through `validation.run.forks` in a sandbox on some texts, given by an id.

    So many workers are at them at a time, each for so many seconds of processor time; `read` makes a result of JSON, or
    raises ValueError; the options are what else the module reads in its request.

    Yields:
        (id, result or Failure), once for every text.

    Raises:
        SandboxUnavailable: there is no sandbox; nothing was run.
    """
    jobs = [{"id": name, "source": base64.b64encode(text).decode()} for name, text in sources.items()]
    request = {"jobs": jobs, "workers": workers, "seconds": seconds, **options}
    missing = dict.fromkeys(sources)
    # Sets are in the order of hashes, which a process has from its start: see `chance.py`.
    hashes = "2" if options.get("quality") == "high" else "1"
    command = ["env", f"PYTHONHASHSEED={hashes}", sys.executable, "-m", module]
    with contextlib.closing(stream(command, limits, stdin=json.dumps(request).encode())) as lines:
        for line in lines:
            if isinstance(line, Outcome):
                outcome = line
                break
            name, result = understood(line, read)
            if name in missing:
                del missing[name]
                yield name, result
            if not missing:
                return
    said = outcome.stderr.decode(errors="replace").strip().splitlines()
    usual = Failure("Crash", "the sandbox ended before the work was done" + (f": {said[-1][:300]}" if said else ""))
    reasons = {
        "timeout": Failure("Timeout", f"still running after {outcome.seconds:.0f} s"),
        "memory": Failure("MemoryLimit", f"more than {limits.memory_total // 2**20} MiB of memory"),
    }
    for name in missing:
        yield name, reasons.get(outcome.reason, usual)


def understood(line: bytes, read: Callable[[bytes], Any]) -> tuple[str, Any]:
    """Read a line of the report: (id, result or Failure), or ("", None); it is untrusted."""
    name, _, said = line.partition(b"\t")
    try:
        job = msgspec.json.decode(name, type=str)
    except ValueError:
        return "", None
    try:
        found = msgspec.json.decode(said, type=_Said)
        return job, found.failure or read(bytes(found.result))
    except (ValueError, RecursionError) as error:
        return job, Failure("Crash", f"what its process reported is unreadable: {error}"[:400])
