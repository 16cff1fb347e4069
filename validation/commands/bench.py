"""`python -m validation bench`: the audit and Manim's own dry runs, timed in one run."""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from rich.console import Console

from ..cli import CLEAN, parser
from ..problem import Refused
from ..release import Release
from ..reports import console
from . import lessons


def run(options: argparse.Namespace) -> int:
    """Time all three, and show what a file takes, and how many times faster that is than with Manim alone."""
    paths = Release(options.root).scenes
    if not paths:
        raise Refused(f"{options.root} has no scene to time")
    count = min(options.sample, len(paths))
    sample = [options.root / paths[index * len(paths) // count] for index in range(count)]
    screen = Console(highlight=False, soft_wrap=True)
    first = 0.0
    with tempfile.TemporaryDirectory() as folder:
        audit = ["check", "--root", str(options.root), "--cache-dir", folder, "-j", str(options.jobs), "-o", os.devnull]
        check = partial(lessons.check, parser("bench").parse_args(audit))
        for name, files, work in (
            ("manim --dry_run -ql, a process a file", count, partial(alone, sample)),
            ("audit, from cold", len(paths), check),
            ("audit, unchanged", len(paths), check),
        ):
            before, start = sum(os.times()[:4]), time.perf_counter()
            work()
            seconds, processor = time.perf_counter() - start, sum(os.times()[:4]) - before
            each = seconds / files
            first = first or each
            screen.print(
                f"{name}: {files} files, {1000 * each:,.1f} ms a file, {seconds:,.1f} s, {processor:,.1f} s of the "
                f"processor, {first / each:,.1f} times as fast"
            )
    return CLEAN


def alone(files: Sequence[Path]) -> None:
    """Run each file by one process of Manim, with no formula set before."""
    command = [sys.executable, "-m", "manim", "render", "--dry_run", "-ql", "--progress_bar", "none", "--media_dir"]
    with console.progress() as tick, tempfile.TemporaryDirectory() as folder:
        for done, file in enumerate(files):
            tick("Manim alone", done, len(files))
            media = f"{folder}/{done}"
            ran = subprocess.run([*command, media, str(file.resolve())], cwd=folder, capture_output=True, check=False)
            if ran.returncode:
                said = ran.stderr.decode(errors="replace").strip().splitlines() or ["no reason given"]
                raise Refused(f"Manim does not run {file}: {said[-1]}")
