"""The audit of a tree of the dataset: every lesson by itself, then the whole; what did not change costs nothing."""

import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

from . import executors
from .cache import Cache, key
from .problem import Problem
from .release import Release
from .run import dry_run
from .run.evidence import Evidence
from .sandbox import Limits, require

RUN_AT_ONCE = 12  # lessons in one sandbox where an executor is given
Tick = Callable[[str, int, int], None]  # told of the stage, how many are done and how many there are


@dataclass(frozen=True)
class Text:
    """A lesson to check."""

    path: str  # the name to give in problems
    source: bytes
    record: dict[str, Any] = field(default_factory=dict)  # the line of metadata/examples.jsonl that describes it


@dataclass(frozen=True)
class Checked:
    """What was found of one lesson."""

    path: str
    id: str  # its record's; empty if it has none
    problems: tuple[Problem, ...]  # by line
    plays: int  # calls of play and wait as it ran
    sections: tuple[str, ...]  # the phases that it opened, in order
    seconds: float  # the length of the video
    cached: bool = False  # all of it was known from an earlier run


def text_of(release: Release, path: str) -> Text:
    """Give a lesson of a release by its path, with its record if it has one."""
    return Text(path, release.files[path], release.by_path.get(path, {}))


def check_whole(release: Release, cache: Cache, tick: Tick) -> list[Problem]:
    """Check the dataset as a whole: what no lesson can be blamed for."""
    name = key("dataset", *(part for path in sorted(release.files) for part in (path, release.files[path])))
    known: list[Problem] | None = cache.get(name)
    if known is None:
        from . import records  # not at the top: see `_check`

        tick("the dataset as a whole", 0, 1)
        known = records.check(release)
        cache.put(name, known)
    return known


def check_texts(
    texts: Sequence[Text],
    *,
    cache: Cache,
    workers: int = 2,
    executor: Executor | None = None,
    tick: Tick = lambda stage, done, total: None,
) -> list[Checked]:
    """Check lessons, each by itself, and give what was found in their order.

    An executor runs and checks them; without one, so many processes of this machine do, that share one sandbox.

    Raises:
        SandboxUnavailable: scenes have to be run, and there is no sandbox.
    """
    names = {text.path: key("lesson", text.path, text.source, json.dumps(text.record)) for text in texts}
    found = {path: replace(known, cached=True) for path, name in names.items() if (known := cache.get(name))}
    todo = [text for text in texts if text.path not in found]
    for lesson in _on_executor(todo, executor) if executor else _here(todo, cache, workers, tick):
        found[lesson.path] = lesson
        tick("checking", len(found), len(texts))
        if not any(problem.check == "lesson.internal" for problem in lesson.problems):
            cache.put(names[lesson.path], lesson)
    return [found[text.path] for text in texts]


def _here(texts: Sequence[Text], cache: Cache, workers: int, tick: Tick) -> Iterator[Checked]:
    if not texts:
        return
    # By the source alone, not by the checks: what a scene did can be judged anew without running it again.
    names = {text.source: key("evidence", text.source, made_by="run") for text in texts}
    found = {source: known for source, name in names.items() if (known := cache.get(name))}
    todo = {name: source for source, name in names.items() if source not in found}
    if todo:
        require()
        tick("setting formulas", len(found), len(names))
        for name, evidence in dry_run.run(todo, limits=Limits.release(), workers=workers):
            found[todo[name]] = evidence
            tick("running", len(found), len(names))
            # A failure may be the machine's: it is tried again next time.
            if evidence.error is None:
                cache.put(name, evidence)
    with executors.local(workers, ".lesson") as pool:
        yield from pool.map(_check, texts, [found[text.source] for text in texts], chunksize=4)


def _on_executor(texts: Sequence[Text], executor: Executor) -> Iterator[Checked]:
    batches = [texts[start : start + RUN_AT_ONCE] for start in range(0, len(texts), RUN_AT_ONCE)]
    return chain.from_iterable(executor.map(run_and_check, batches))


def run_and_check(texts: Sequence[Text]) -> list[Checked]:
    """Run some lessons in one sandbox and check them: what is submitted to an executor."""
    require()
    evidence = dict(dry_run.run({text.path: text.source for text in texts}, limits=Limits.release(), workers=1))
    return [_check(text, evidence[text.path]) for text in texts]


def _check(text: Text, evidence: Evidence) -> Checked:
    # Not at the top: SymPy and the rest take two seconds to import, and a run that finds everything known needs none
    # of it.
    from . import lesson

    problems = tuple(lesson.check(text.path, text.source.decode(errors="replace"), text.record, evidence))
    identity = str(text.record.get("id", ""))
    return Checked(text.path, identity, problems, evidence.plays, evidence.sections, evidence.seconds)
