"""`python -m validation check`: the whole dataset, or some of its lessons."""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from ..audit import audit
from ..cache import Cache
from ..cli import CLEAN, PROBLEMS, Refused
from ..problem import Problem
from ..release import Release
from ..reports import console, machine


def run(options: argparse.Namespace) -> int:
    """Check, and report."""
    start = time.perf_counter()
    release = Release(options.root)
    only = lessons(release, options.root, options.paths) if options.paths else None
    cache = Cache(None if options.no_cache else options.cache_dir)
    with console.progress(Console(stderr=True)) as tick:
        found = audit(release, only=only, cache=cache, workers=options.jobs, tick=tick)
    problems = found.problems
    checked = [lesson.path for lesson in found.lessons]
    if options.format == "text":
        cached = sum(lesson.cached for lesson in found.lessons)
        with _text(options.output) as screen:
            console.show(screen, problems, len(checked), time.perf_counter() - start, cached)
    else:
        write(options.format, problems, checked, options.output)
    return PROBLEMS if problems else CLEAN


def lessons(release: Release, root: Path, paths: Sequence[Path]) -> list[str]:
    """List the lessons at or below some paths.

    Raises:
        Refused: a path is not there, or holds no lesson of the dataset.
    """
    base = root.resolve()
    found: list[str] = []
    for path in paths:
        place = path.resolve()
        if not place.exists():
            raise Refused(f"no such file or folder: {path}")
        inside = place.relative_to(base).as_posix() if place.is_relative_to(base) else None
        chosen = [
            name
            for name in sorted(release.scenes)
            if inside is not None and (name == inside or name.startswith(f"{inside}/"))
        ]
        if not chosen and inside != ".":
            raise Refused(f"{path} is no lesson of the dataset; for any other scene: python -m validation judge {path}")
        found += chosen or sorted(release.scenes)
    return list(dict.fromkeys(found))


def write(form: str, problems: Sequence[Problem], checked: Sequence[str], output: Path | None) -> None:
    """Write problems for a program."""
    if form == "github":
        text = machine.as_github(problems)
    else:
        text = machine.as_json(problems, checked) if form == "json" else machine.as_junit(problems, checked)
    if output is None:
        sys.stdout.write(text)
    else:
        output.write_text(text, encoding="utf-8")


class _text:  # noqa: N801 - used as a function
    """A console on the screen or a file."""

    def __init__(self, output: Path | None) -> None:
        self._file = None if output is None else output.open("w", encoding="utf-8")

    def __enter__(self) -> Console:
        return Console(highlight=False, file=self._file, width=None if self._file is None else 160)

    def __exit__(self, *error: object) -> None:
        if self._file is not None:
            self._file.close()
