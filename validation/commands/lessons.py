"""The commands that check files, `check` and `validate`, and `rules`, which lists what is checked."""

import argparse
import time
from collections.abc import Sequence
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path

from rich.console import Console
from rich.table import Table

from .. import executors
from ..audit import Text, check_texts, check_whole, text_of
from ..cache import Cache
from ..cli import CLEAN, PROBLEMS
from ..problem import Problem, Refused
from ..release import Release
from ..reports import console, formatted, opened
from ..scene_file import SceneFile
from . import samples


def check(options: argparse.Namespace) -> int:
    """Check the whole dataset, or some files: lessons by their records, other scenes by the function they are for."""
    start = time.perf_counter()
    release = Release(options.root)
    files = chosen(release, options.paths)
    if options.api_only:
        problems = _invented(files)
        return report(options, problems, [str(path) for path in files], time.perf_counter() - start)
    if options.function is not None:
        options.files = files
        return samples.judge(options)
    cache = Cache(None if options.no_cache else options.cache_dir)
    texts = [lesson(release, path) for path in files] or [text_of(release, name) for name in release.scenes]
    with ExitStack() as stack:
        tick = stack.enter_context(console.progress(Console(stderr=True)))
        executor = stack.enter_context(executors.dask(options.dask)) if options.dask else None
        whole = [] if options.paths else check_whole(release, cache, tick)
        checked = check_texts(texts, cache=cache, workers=options.jobs, executor=executor, tick=tick)
    problems = [problem for each in checked for problem in each.problems] + whole
    seconds, cached = time.perf_counter() - start, sum(each.cached for each in checked)
    return report(options, problems, [each.path for each in checked], seconds, cached)


def report(
    options: argparse.Namespace, problems: Sequence[Problem], checked: Sequence[str], seconds: float, cached: int = 0
) -> int:
    """Report problems as the options say, and give the exit status."""
    with opened(options.output) as stream:
        if options.format == "text":
            screen = Console(highlight=False, file=stream, width=160 if options.output else None)
            console.show(screen, problems, len(checked), seconds, cached)
        else:
            stream.write(formatted(options.format, problems, checked))
    return PROBLEMS if problems else CLEAN


def chosen(release: Release, paths: Sequence[Path]) -> list[Path]:
    """List the files at or below some paths: of a folder of the dataset its lessons, of another its Python files."""
    base = release.root.resolve()
    found: list[Path] = []
    for path in paths:
        place = path.resolve()
        if not place.exists():
            raise Refused(f"no such file or folder: {path}")
        if not place.is_dir():
            found.append(path)
            continue
        lessons = [release.root / name for name in release.scenes if (base / name).is_relative_to(place)]
        below = lessons or sorted(path.rglob("*.py"))
        if not below:
            raise Refused(f"{path} holds no Python file")
        found += below
    return list(dict.fromkeys(found))


def lesson(release: Release, path: Path) -> Text:
    """Give a file as a lesson of the dataset, which it is by its place, its bytes or its name."""
    place, base = path.resolve(), release.root.resolve()
    name = place.relative_to(base).as_posix() if place.is_relative_to(base) else ""
    if name in release.scenes:
        return text_of(release, name)
    source = samples.source(path)
    digest = sha256(source).hexdigest()
    records = list(release.by_path.values())
    same = [record for record in records if record.text("sha256") == digest]
    for record in same or [record for record in records if record.path.rpartition("/")[2] == path.name]:
        return Text(str(path), source, record.values)
    raise Refused(f"{path} is no lesson of the dataset: name the function that it was asked for, --function 'x**2'")


def _invented(files: Sequence[Path]) -> list[Problem]:
    from .. import api

    if not files:
        raise Refused("name the files to look at")
    texts = [(str(path), samples.source(path)) for path in files]
    scenes = [SceneFile(name, source.decode("utf-8", errors="replace")) for name, source in texts]
    return [problem for scene in scenes for problem in api.listing(scene)]


def rules(options: argparse.Namespace) -> int:
    """List the rules, by group."""
    from .. import api, records
    from .. import lesson as of_lesson

    table = Table(show_edge=False, pad_edge=False, header_style="bold")
    table.add_column("rule", no_wrap=True)
    table.add_column("holds the file to")
    for rule, text in sorted({**of_lesson.RULES, **api.RULES, **records.RULES}.items()):
        table.add_row(rule, text)
    Console(highlight=False).print(table)
    return CLEAN
