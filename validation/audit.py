"""The audit of a tree of the dataset: every lesson by itself, then the whole; what did not change costs nothing."""

import importlib
import json
import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Any

from .cache import Cache, key
from .problem import Problem
from .release import Release
from .run import dry_run
from .run.evidence import Evidence
from .sandbox import Limits

Tick = Callable[[str, int, int], None]
"""Told of the stage, how many are done and how many there are."""


@dataclass(frozen=True)
class Lesson:
    """What was found of one lesson.

    Attributes:
        path: the file, from the root.
        id: its record's id; empty if it has no record.
        problems: by line.
        plays: calls of play and wait as it ran.
        sections: the phases that it opened, in order.
        seconds: the length of the video.
        cached: whether all of it was known from an earlier run.
    """

    path: str
    id: str
    problems: tuple[Problem, ...]
    plays: int
    sections: tuple[str, ...]
    seconds: float
    cached: bool = False


@dataclass(frozen=True)
class Audit:
    """What was found of a release."""

    lessons: tuple[Lesson, ...]
    whole: tuple[Problem, ...]  # of the dataset as a whole

    @property
    def problems(self) -> list[Problem]:
        """All problems: lesson by lesson, then those of the whole."""
        return [problem for lesson in self.lessons for problem in lesson.problems] + list(self.whole)


def _nothing(stage: str, done: int, total: int) -> None:
    pass


def audit(
    release: Release,
    *,
    only: Sequence[str] | None = None,
    cache: Cache | None = None,
    workers: int = 2,
    tick: Tick = _nothing,
) -> Audit:
    """Check a release.

    Args:
        release: the tree.
        only: paths of lessons, to check those alone and not the whole; None for everything.
        cache: where results are kept; None keeps none.
        workers: processes at a time.
        tick: is told how far it has come.

    Raises:
        SandboxUnavailable: scenes have to be run, and there is no sandbox.
    """
    cache = cache or Cache(None)
    paths = sorted(release.scenes) if only is None else list(only)
    whole = () if only is not None else _whole(release, cache, tick)
    found = {lesson.path: lesson for lesson in _lessons(release, paths, cache, workers, tick)}
    return Audit(tuple(found[path] for path in paths), whole)


def _whole(release: Release, cache: Cache, tick: Tick) -> tuple[Problem, ...]:
    parts = [part for path in sorted(release.files) for part in (path, release.files[path])]
    # What is read beside code/ and metadata/: documents that say something about the data.
    pages = (
        "README.md",
        "dataset_card.md",
        "CITATION.cff",
        "CHANGELOG.md",
        "derivative_manim/_version.py",
        "pyproject.toml",
    )
    parts += [part for page in pages for part in (page, release.page(page) or "")]
    name = key("dataset", *parts)
    known = cache.get(name)
    if known is None:
        from . import records  # not at the top: see `_check`

        tick("the dataset as a whole", 0, 1)
        known = tuple(records.check(release, progress=lambda part, done, total: tick(f"dataset: {part}", done, total)))
        cache.put(name, known)
    return tuple(known)


def _lessons(release: Release, paths: Sequence[str], cache: Cache, workers: int, tick: Tick) -> Iterator[Lesson]:
    texts = {path: release.files.get(path, b"") for path in paths}
    records = {path: release.by_path[path].values if path in release.by_path else {} for path in paths}
    names = {path: key("lesson", path, texts[path], json.dumps(records[path])) for path in paths}
    known = {path: cache.get(names[path]) for path in paths}
    todo = [path for path in paths if known[path] is None]
    for path in paths:
        if known[path] is not None:
            yield Lesson(**{**known[path].__dict__, "cached": True})
    if not todo:
        return
    evidence = _run(todo, texts, cache, workers, tick)
    # Imported before the processes are forked, which share it.
    importlib.import_module(f"{__package__}.lesson")
    done = len(paths) - len(todo)
    # Forked, so that what the checks have read of Manim is shared; there are no threads at this point.
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        jobs = ((path, texts[path], records[path], evidence[path]) for path in todo)
        for lesson in pool.map(_check, jobs, chunksize=4):
            done += 1
            tick("checking", done, len(paths))
            if not any(problem.check == "lesson.internal" for problem in lesson.problems):
                cache.put(names[lesson.path], lesson)
            yield lesson


def _check(job: tuple[str, bytes, dict[str, Any], Evidence]) -> Lesson:
    # Not at the top: SymPy and the rest take two seconds to import, and a run that finds everything known needs none
    # of it.
    from . import lesson as lessons

    path, text, record, evidence = job
    problems = lessons.check(path, text.decode("utf-8", errors="replace"), record, evidence)
    name = record.get("id")
    return Lesson(
        path=path,
        id=name if isinstance(name, str) else "",
        problems=tuple(problems),
        plays=evidence.plays,
        sections=evidence.sections,
        seconds=evidence.seconds,
    )


def _run(paths: Sequence[str], texts: dict[str, bytes], cache: Cache, workers: int, tick: Tick) -> dict[str, Evidence]:
    """Run the scenes of which the evidence is not known; what they do depends on their text alone."""
    # Not on the checks: what a scene did can be judged anew without running it again.
    names = {path: key("evidence", texts[path], made_by="run") for path in paths}
    found: dict[str, Evidence] = {}
    for path in paths:
        known = cache.get(names[path])
        if isinstance(known, Evidence):
            found[path] = known
    todo = {path: texts[path] for path in paths if path not in found}
    if todo:
        tick("setting formulas", len(found), len(paths))
        for path, evidence in dry_run.run(todo, limits=Limits.release(), workers=workers):
            found[path] = evidence
            tick("running", len(found), len(paths))
            # A failure may be the machine's: it is tried again next time.
            if evidence.error is None:
                cache.put(names[path], evidence)
    return found
