"""The verdict on any scene, by the function that it was asked for: what an evaluation of model output counts.

    from derivative_manim.validation import judge

    verdict = judge(source, "x**2*sin(x)")
    print(verdict.usable, verdict.error_class, verdict.error)

A scene's text is read in one sandbox and run in another; the verdict is formed outside both, from what was on screen
(`validation.verdict`). Many scenes are judged by `judge_many`, on any `concurrent.futures.Executor`.
"""

from collections.abc import Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import Any

import msgspec

from .run import dry_run
from .run.evidence import Evidence, Failure
from .sandbox import Limits, require
from .scene_file import Reading
from .verdict import ROWS, Verdict, form, readable

__all__ = ["ROWS", "Sample", "Verdict", "judge", "judge_many", "readable"]

ANALYST = f"{__package__}.run.analyst"
MOST_BYTES = 2 * 2**20  # a longer text is not read; a scene of the dataset has 4 KB
SECONDS = 60.0  # of the processor that a scene may use, if nothing else is said
READ_AT_ONCE = 16  # texts in one sandbox, which takes three seconds to start
AHEAD = 256  # calls that wait for an executor at a time


@dataclass(frozen=True)
class Sample:
    """A scene to judge: its source as it came, and the function that was asked for (None: only the run counts)."""

    source: bytes | str
    function: str | None = None

    @property
    def data(self) -> bytes:
        """The source as bytes."""
        return self.source if isinstance(self.source, bytes) else self.source.encode("utf-8", errors="surrogatepass")


def judge(
    source: bytes | str, function: str | None = None, *, name: str = "scene.py", seconds: float = SECONDS
) -> Verdict:
    """Judge one scene by the function that was asked for, as `x**2*sin(x)`; None: only the run counts.

    Raises:
        SandboxUnavailable: there is no sandbox; nothing was run.
        ValueError: the function cannot be read; nothing was run.
    """
    readable(function)
    sample = Sample(source, function)
    return judge_read(name, sample, read({name: sample}, seconds).get(name), seconds)


def judge_many(
    samples: Mapping[str, Sample], *, seconds: float = SECONDS, workers: int = 2, executor: Executor | None = None
) -> Iterator[tuple[str, Verdict]]:
    """Judge scenes, and give (name, verdict) of each, whatever it is, as soon as it is there.

    `read` and `judge_read` are run by an executor: processes of this machine, or other machines; without one by so
    many threads.

    Raises:
        SandboxUnavailable: there is no sandbox; nothing was run.
        ValueError: a function that was asked for cannot be read; nothing was run.
    """
    for function in {sample.function for sample in samples.values()}:
        readable(function)
    if executor is None:
        with ThreadPoolExecutor(workers) as pool:
            yield from judge_many(samples, seconds=seconds, executor=pool)
        return
    waiting = iter(samples.items())
    calls: dict[Future[Any], dict[str, Sample]] = {}  # what is read, many at once, or judged, one
    try:
        while True:
            while len(calls) < AHEAD and (batch := dict(islice(waiting, READ_AT_ONCE))):
                calls[executor.submit(read, batch, seconds)] = batch
            if not calls:
                return
            for call in wait(calls, return_when=FIRST_COMPLETED).done:
                found = call.result()
                for name, sample in calls.pop(call).items():
                    if isinstance(found, Verdict):
                        yield name, found
                    else:
                        calls[executor.submit(judge_read, name, sample, found.get(name), seconds)] = {name: sample}
    finally:
        for call in calls:
            call.cancel()


def read(samples: Mapping[str, Sample], seconds: float) -> dict[str, Reading | Failure]:
    """Read the texts of some scenes in one sandbox, in which nothing of them runs; one that is too long is left out.

    Raises:
        SandboxUnavailable: there is no sandbox: no verdict would be the scenes' own.
    """
    require()
    small = {name: sample.data for name, sample in samples.items() if len(sample.data) <= MOST_BYTES}
    limits = replace(Limits.release(), wall_seconds=Limits.scene(seconds).wall_seconds * len(samples))
    decode = partial(msgspec.json.decode, type=Reading)
    found = dry_run.work(ANALYST, small, limits=limits, workers=2, seconds=seconds, read=decode) if small else ()
    return dict(found)


def judge_read(name: str, sample: Sample, reading: Reading | Failure | None, seconds: float) -> Verdict:
    """Run a scene whose text was read (`reading` is None if it was too long to be), and form its verdict."""
    runs: list[Evidence] = []
    if isinstance(reading, Reading) and reading.facts and reading.facts.valid_syntax:
        for quality in ("low", "high"):
            limits, source = Limits.scene(seconds), {"scene": sample.data}
            ((_, evidence),) = dry_run.run(source, limits=limits, workers=1, seconds=seconds, quality=quality)
            runs.append(evidence)
            # A scene that asks for its own size or frame rate can tell one quality from another; where it draws, each
            # run draws other numbers. It must hold in both.
            if evidence.error is not None or not evidence.asks:
                break
    return form(name, sample.function, reading, tuple(runs))
