"""One job: the formulas in one document, then the plays of the scene shared by processes, watched by the validator."""

from __future__ import annotations

import importlib
import json
import logging
import math
import os
import resource
import shutil
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

from derivative_manim.animating.rendering import cutting, film
from derivative_manim.animating.rendering.tell import tell

VALIDATION = "derivative_manim.validation"
SCENE = "scene.py"
MEMORY = 8 * 2**30


@dataclass(frozen=True)
class Job:
    """What to render.

    Attributes:
        id: the name to give back.
        folder: holds scene.py; all that is written is below it.
        record: the record that the validator holds the scene against.
        quality: low, medium, high or fourk, as Manim calls them.
        parts: processes that share the plays; with none the scene is only checked.
        check: whether the validator watches.
        sections: whether a clip of each section is cut.
        gif: whether a GIF is made.
        seconds: processor time that each process may use.
        waived: rules of the validator that bind the dataset only.
        pace: how fast the scene is, 1 for a lesson of the dataset.
    """

    id: str
    folder: str
    record: dict[str, Any]
    quality: str = "low"
    parts: int = 2
    check: bool = True
    sections: bool = False
    gif: bool = False
    seconds: float = 300.0
    waived: Sequence[str] = ()
    pace: float = 1.0


def warm(*, many: bool) -> None:
    """Import what every job needs, so that the processes forked from here share it; for many jobs the checks too."""
    logging.getLogger("manim").setLevel(logging.ERROR)
    for name in ("quick_copy", "quick_svg"):
        importlib.import_module(f"{VALIDATION}.run.{name}").install()
    importlib.import_module(f"{VALIDATION}.run.typeset")
    if many:
        importlib.import_module("derivative_manim.animating.rendering.watching").api.look_through()


def do(job: Job) -> None:
    """Render a scene and tell what came of it.

    Raises:
        RuntimeError: a process broke down; the message is its last word.
    """
    folder = Path(job.folder)
    os.chdir(folder)
    os.environ["TMPDIR"] = str(folder)
    _limit(job.seconds)
    times = {"formulas": time.monotonic()}
    tell(job.id, phase="formulas")
    tex = folder / "Tex"
    typeset = importlib.import_module(f"{VALIDATION}.run.typeset")
    typeset.typeset([folder / SCENE], tex, jobs=job.parts)
    importlib.import_module(f"{VALIDATION}.run.quick_svg").learn(sorted(tex.glob("*.svg")))
    times["rendering"] = time.monotonic()
    tell(job.id, phase="rendering", done=0)
    parts = {_forked(partial(film.shoot, job, folder, number)) for number in range(job.parts)}
    watchers = {_forked(partial(_watch, job, folder))} if job.check else set()
    running = parts | watchers
    _wait(parts, running)
    times["cutting"] = time.monotonic()
    result = cutting.cut(job, folder, cutting.shots(folder)) if parts else {}
    if watchers:
        tell(job.id, phase="checking")
        _wait(watchers, running)
        result["verdict"] = json.loads((folder / "verdict.json").read_text(encoding="utf-8"))
    times["end"] = time.monotonic()
    result["times"] = {a: round(times[b] - times[a], 2) for a, b in pairwise(times)}
    tell(job.id, result=result)


def _watch(job: Job, folder: Path) -> None:
    from derivative_manim.animating.rendering import watching

    try:
        found = watching.verdict(folder, job.record, job.waived, job.pace)
    except Exception as error:  # the video is there all the same
        found = watching.undecided(folder, error)
    (folder / "verdict.json").write_text(json.dumps(found), encoding="utf-8")


def _limit(seconds: float) -> None:
    most = math.ceil(seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (most, most + 5))
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard == resource.RLIM_INFINITY or hard > MEMORY:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, hard))


def _forked(work: Callable[[], None]) -> int:
    folder = Path.cwd()  # the work may go to another
    process = os.fork()
    if process:
        return process
    status = 1
    try:
        work()
        status = 0
    except BaseException as error:
        said = folder / f"failure-{os.getpid()}.txt"
        said.write_text(f"{type(error).__name__}: {str(error)[:400]}", encoding="utf-8")
    finally:
        os._exit(status)


def _wait(awaited: set[int], running: set[int]) -> None:
    """Wait for some of the running processes; where any fails, all are ended."""
    while awaited & running:
        process, status = os.wait()
        running.discard(process)
        if not status:
            continue
        for other in running:
            os.kill(other, signal.SIGKILL)
        code = os.waitstatus_to_exitcode(status)
        said = Path(f"failure-{process}.txt")
        if code == -signal.SIGXCPU:
            raise RuntimeError("it takes longer than it may: choose a lower quality or allow more seconds")
        raise RuntimeError(said.read_text(encoding="utf-8") if said.exists() else f"a process ended with {code}")


def own_formulas(folder: Path, name: str) -> Path:
    """A folder of formulas for one process: two that set one formula in one folder overwrite each other's files."""
    own = folder / name
    shutil.copytree(folder / "Tex", own, copy_function=os.link)
    return own
