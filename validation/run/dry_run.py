"""Running scenes in the sandbox, and reading the evidence of each."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ..sandbox import Limits
from . import evidence, remote
from .evidence import Evidence
from .remote import Stage

WORKER = f"{__package__}.worker"


def run(
    sources: Mapping[str, bytes],
    *,
    limits: Limits,
    workers: int = 2,
    seconds: float = 60.0,
    faithful: bool = False,
    quality: str = "low",
    tick: Callable[[Stage], None] = lambda stage: None,
) -> Iterator[tuple[str, Evidence]]:
    """Run scenes in one sandbox, a process forked for each; for one's own files, or for a single untrusted one.

    Args:
        sources: the texts, by the name to give back.
        limits: what all of it together may use.
        workers: scenes at a time.
        seconds: processor time that a scene may take.
        faithful: run every frame of Manim's -ql and draw it, as scenes that nobody vouches for need; else few frames.
        quality: low, as Manim's -ql, or high, as its -qh: 1920 x 1080 and 60 frames a second for who asks, of which 15
            are run. For scenes that ask (`Evidence.asks`).
        tick: is told how far it has come.

    Yields:
        (name, evidence), in the order in which they end, once for every name: a scene of which nothing was heard has
        evidence that says how the sandbox ended.

    Raises:
        SandboxUnavailable: there is no sandbox; nothing was run.
    """
    jobs: list[dict[str, Any]] = [{"id": name, "source": remote.packed(text)} for name, text in sources.items()]
    options: dict[str, Any] = {"limits": limits, "workers": workers, "seconds": seconds, "tick": tick}
    for name, result in remote.run(WORKER, jobs, **options, faithful=faithful, quality=quality):
        if isinstance(result, remote.Failure):
            yield name, evidence.failed(result.kind, result.message)
            continue
        try:
            yield name, evidence.read(result)
        except evidence.EvidenceError as error:
            yield name, evidence.failed("Crash", f"what the scene's process reported is unreadable: {error}"[:400])
