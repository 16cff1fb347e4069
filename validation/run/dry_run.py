"""Running scenes in the sandbox, and reading the evidence of each."""

from collections.abc import Iterator, Mapping
from typing import Any

from ..sandbox import Limits
from . import evidence, remote
from .evidence import Evidence, Failure

WORKER = f"{__package__}.worker"


def run(
    sources: Mapping[str, bytes],
    *,
    limits: Limits,
    workers: int = 2,
    seconds: float = 60.0,
    faithful: bool = False,
    quality: str = "low",
) -> Iterator[tuple[str, Evidence]]:
    """Run scenes in one sandbox, a process forked for each; for one's own files, or for a single untrusted one.

    Args:
        sources: the texts, by the name to give back.
        limits: what all of it together may use.
        workers: scenes at a time.
        seconds: processor time that a scene may take.
        faithful: run every frame of Manim's -ql and draw it, as scenes that nobody vouches for need; else few frames.
        quality: low, as Manim's -ql, or high, as its -qh, of whose 60 frames a second 15 are run.

    Yields:
        (name, evidence), once for every name, in the order in which they end; at worst it says how the sandbox ended.
    """
    how: dict[str, Any] = {"workers": workers, "seconds": seconds, "faithful": faithful, "quality": quality}
    for name, result in remote.run(WORKER, sources, limits=limits, read=evidence.read, **how):
        yield name, Evidence(error=result) if isinstance(result, Failure) else result
