"""`python -m validation bench`: the audit and Manim's own dry runs, timed in one run."""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from ..audit import check_texts, check_whole, text_of
from ..cache import Cache
from ..cli import CLEAN
from ..problem import Refused
from ..release import Release
from ..reports import console

LONGEST = 600.0


@dataclass(frozen=True)
class Cost:
    """What some files took: how many they were, seconds by the clock, and of the processor in all processes."""

    files: int
    seconds: float
    processor: float


def run(options: argparse.Namespace) -> int:
    """Time all three, and show them."""
    release = Release(options.root)
    paths = release.scenes
    if not paths:
        raise Refused(f"{options.root} has no scene to time")
    sample = [options.root / path for path in spread(paths, options.sample)]
    with console.progress(Console(stderr=True)) as tick, tempfile.TemporaryDirectory() as folder:
        cache = Cache(Path(folder))

        def check() -> None:
            # Read anew: what a release keeps of its files must not be known from the first time.
            tree = Release(options.root)
            check_whole(tree, cache, tick)
            check_texts([text_of(tree, path) for path in paths], cache=cache, workers=options.jobs, tick=tick)

        costs = {
            "manim --dry_run -ql, a process a file": timed(len(sample), lambda: alone(sample, tick)),
            "audit, from cold": timed(len(paths), check),
            "audit, unchanged": timed(len(paths), check),
        }
    Console(highlight=False, soft_wrap=True).print("\n".join(lines(costs)))
    return CLEAN


def spread(paths: Sequence[str], count: int) -> list[str]:
    """Choose so many of the paths, evenly from the first to the last; all if there are no more."""
    if count >= len(paths):
        return list(paths)
    return [paths[(2 * index + 1) * len(paths) // (2 * count)] for index in range(count)]


def alone(files: Sequence[Path], tick: Callable[[str, int, int], None]) -> None:
    """Run each file by one process of Manim, with no formula set before."""
    for done, file in enumerate(files):
        tick("Manim alone", done, len(files))
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, "-m", "manim", "render", "--dry_run", "-ql", "--progress_bar", "none"]
            command += ["--media_dir", folder, str(file.resolve())]
            try:
                subprocess.run(command, cwd=folder, capture_output=True, timeout=LONGEST, check=True)
            except subprocess.TimeoutExpired:
                raise Refused(f"Manim has not ended {file} after {LONGEST:g} s") from None
            except subprocess.CalledProcessError as error:
                said = error.stderr.decode(errors="replace").strip().splitlines() or ["no reason given"]
                raise Refused(f"Manim does not run {file}: {said[-1]}") from None


def timed(files: int, work: Callable[[], object]) -> Cost:
    """Do something, and say what it took, its processes that have ended included."""
    before, start = sum(os.times()[:4]), time.perf_counter()
    work()
    return Cost(files, time.perf_counter() - start, sum(os.times()[:4]) - before)


def lines(costs: dict[str, Cost]) -> list[str]:
    """Give a line for each cost, a file, and how many times faster it is than the first."""
    first = next(iter(costs.values()))
    return [
        f"{name}: {cost.files} files, {1000 * cost.seconds / cost.files:,.1f} ms a file, {cost.seconds:,.1f} s, "
        f"{cost.processor:,.1f} s of the processor, "
        f"{first.seconds / first.files / (cost.seconds / cost.files):,.1f} times as fast"
        for name, cost in costs.items()
    ]
