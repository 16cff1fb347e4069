"""`python -m validation bench`: the audit and Manim's own dry runs, timed in one run."""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from ..audit import audit
from ..cache import Cache
from ..cli import CLEAN
from ..problem import Refused
from ..release import Release
from ..reports import console as reports

LONGEST = 600.0


@dataclass(frozen=True)
class Cost:
    """What something took.

    Attributes:
        files: how many files it was for.
        seconds: by the clock.
        processor: of all processes that have ended since, in seconds.
        peak: the memory of the largest process until then, in bytes; 0 if it is not known for this alone.
    """

    files: int
    seconds: float
    processor: float
    peak: int = 0


def run(options: argparse.Namespace) -> int:
    """Time all three, and show them."""
    release = Release(options.root)
    paths = sorted(release.scenes)
    if not paths:
        raise Refused(f"{options.root} has no scene to time")
    chosen = spread(paths, options.sample)
    messages = Console(stderr=True)
    with reports.progress(messages) as tick:
        manim = alone([options.root / path for path in chosen], tick)
        with tempfile.TemporaryDirectory(prefix="validation-bench-") as folder:
            cache = Cache(Path(folder))

            def check() -> None:
                # Read anew: what a release keeps of its files must not be known from the first time.
                audit(Release(options.root), cache=cache, workers=options.jobs, tick=tick)

            cold = timed(len(paths), check)
            again = timed(len(paths), check)
    Console(highlight=False).print(table(manim, cold, again))
    return CLEAN


def spread(paths: Sequence[str], count: int) -> list[str]:
    """Choose so many of the paths, evenly from the first to the last; all if there are no more."""
    if count >= len(paths):
        return list(paths)
    return [paths[(2 * index + 1) * len(paths) // (2 * count)] for index in range(count)]


def alone(files: Sequence[Path], tick: Callable[[str, int, int], None]) -> Cost:
    """Run each file by one process of Manim, with no formula set before.

    Raises:
        Refused: Manim does not run one to its end.
    """

    def every() -> None:
        for done, file in enumerate(files):
            tick("Manim alone", done, len(files))
            with tempfile.TemporaryDirectory(prefix="validation-bench-") as folder:
                command = [sys.executable, "-m", "manim", "render", "--dry_run", "-ql", "--progress_bar", "none"]
                try:
                    ended = subprocess.run(
                        [*command, "--media_dir", folder, str(file.resolve())],
                        cwd=folder,
                        stdin=subprocess.DEVNULL,
                        stdout=subprocess.DEVNULL,
                        stderr=subprocess.PIPE,
                        timeout=LONGEST,
                        check=False,
                    )
                except subprocess.TimeoutExpired:
                    raise Refused(f"Manim has not ended {file} after {LONGEST:g} s") from None
            if ended.returncode:
                said = ended.stderr.decode(errors="replace").strip().splitlines()
                raise Refused(f"Manim does not run {file}: {said[-1] if said else 'no reason given'}")
        tick("Manim alone", len(files), len(files))

    return timed(len(files), every)


def timed(files: int, work: Callable[[], object]) -> Cost:
    """Do something, and say what it took, its processes that have ended included."""
    before, start = _processor(), time.perf_counter()
    work()
    seconds = time.perf_counter() - start
    return Cost(files, seconds, _processor() - before, _peak())


def table(manim: Cost, cold: Cost, again: Cost) -> Table:
    """Lay out the costs: Manim's for all files is reckoned from the sample."""
    shown = Table(title=f"{cold.files} files", caption="* reckoned from the sample, a process a file, one at a time")
    shown.add_column("", no_wrap=True)
    for head in ("files", "a file", "all files", "CPU time", "largest process", "times faster"):
        shown.add_column(head, justify="right")
    share = manim.seconds / manim.files
    rows = (
        ("manim --dry_run -ql", manim, "*"),
        ("audit, from cold", cold, ""),
        ("audit, unchanged", again, ""),
    )
    for name, cost, mark in rows:
        scale = cold.files / cost.files
        one = cost.seconds / cost.files
        faster = "1" if cost is manim else f"{share / one:,.0f}"
        shown.add_row(
            *(name, f"{cost.files:,}", _time(one), f"{_time(cost.seconds * scale)}{mark}"),
            *(f"{_time(cost.processor * scale)}{mark}", f"{cost.peak / 2**20:,.0f} MiB", faster),
        )
    return shown


def _time(seconds: float) -> str:
    if seconds < 0.1:
        return f"{seconds * 1000:.1f} ms"
    return f"{seconds:,.1f} s" if seconds < 600 else f"{seconds / 60:,.0f} min"


def _processor() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _peak() -> int:
    # The largest so far: the system keeps no other number of processes that have ended. In kilobytes, but for macOS.
    unit = 1 if sys.platform == "darwin" else 1024
    return unit * max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
