"""`python -m validation render`: real videos of lessons, and whether they show something."""

import argparse
import sys
import time

from rich.console import Console

from .. import render
from ..cli import CLEAN, PROBLEMS
from ..problem import Problem
from ..release import Release
from ..reports import console
from ..scene_file import CLASS_NAME
from .check import lessons, write


def run(options: argparse.Namespace) -> int:
    """Render one lesson after the other; what is done when it is interrupted stays."""
    start = time.perf_counter()
    release = Release(options.root)
    paths = lessons(release, options.root, options.paths)
    known = release.documents.get("metadata/validation.json")
    rows = known.get("examples", []) if isinstance(known, dict) else []
    lengths = {row.get("id"): row.get("seconds") for row in rows if isinstance(row, dict)}
    problems: list[Problem] = []
    with console.progress(Console(stderr=True)) as tick:
        for done, path in enumerate(paths):
            tick("rendering", done, len(paths))
            record = release.by_path.get(path)
            seconds = lengths.get(record.text("id")) if record else None
            length = float(seconds) if isinstance(seconds, int | float) else None
            video, found = render.check(path, release.files[path], CLASS_NAME, length)
            problems += found
            if video is not None and options.videos is not None:
                options.videos.mkdir(parents=True, exist_ok=True)
                stem = path.rpartition("/")[2].removesuffix(".py")
                (options.videos / f"{stem}.mp4").write_bytes(video.data)
    if options.format == "text":
        console.show(Console(highlight=False), problems, len(paths), time.perf_counter() - start)
    else:
        write(options.format, problems, paths, options.output)
        sys.stdout.flush()
    return PROBLEMS if problems else CLEAN
