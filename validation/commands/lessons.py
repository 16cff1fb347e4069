"""The commands that check files, `check` and `validate`, and `rules`, which lists what is checked."""

import argparse
import time
from collections.abc import Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager, nullcontext
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
from ..reports import as_json, as_sarif, console, opened
from ..scene_file import SceneFile
from . import samples


def check(options: argparse.Namespace) -> int:
    """Check the whole dataset, or some files: lessons by their records, other scenes by the function they are for."""
    start = time.perf_counter()
    release = Release(options.root)
    files = chosen(release, options.paths)
    if (options.api_only or options.function is not None) and not files:
        raise Refused("name the files to look at")
    if options.api_only:
        from .. import api

        scenes = [SceneFile(str(path), samples.source(path).decode(errors="replace")) for path in files]
        problems = [problem for scene in scenes for problem in api.listing(scene)]
        return report(options, problems, [scene.path for scene in scenes], start)
    if options.function is not None:
        options.files = files
        return samples.judge(options)
    cache = Cache(options.cache_dir)
    texts = [lesson(release, path) for path in files] or [text_of(release, name) for name in release.scenes]
    place: AbstractContextManager[Executor | None] = executors.dask(options.dask) if options.dask else nullcontext()
    with console.progress() as tick, place as executor:
        whole = [] if options.paths else check_whole(release, cache, tick)
        checked = check_texts(texts, cache=cache, workers=options.jobs, executor=executor, tick=tick)
    problems = [problem for each in checked for problem in each.problems] + whole
    return report(options, problems, [each.path for each in checked], start, sum(each.cached for each in checked))


def report(
    options: argparse.Namespace, problems: Sequence[Problem], checked: Sequence[str], start: float, cached: int = 0
) -> int:
    """Report problems as the options say, and give the exit status."""
    with opened(options.output) as stream:
        if options.format == "json":
            stream.write(as_json(problems, checked))
        elif options.format == "sarif":
            stream.write(as_sarif(problems))
        else:
            screen = Console(highlight=False, file=stream, width=160 if options.output else None)
            console.show(screen, problems, len(checked), time.perf_counter() - start, cached)
    return PROBLEMS if problems else CLEAN


def chosen(release: Release, paths: Sequence[Path]) -> list[Path]:
    """List the files at or below some paths: of a folder of the dataset its lessons, of another its Python files."""
    base = release.root.resolve()
    found: list[Path] = []
    for path in paths:
        if not path.exists():
            raise Refused(f"no such file or folder: {path}")
        lessons = [release.root / name for name in release.scenes if (base / name).is_relative_to(path.resolve())]
        below = (lessons or sorted(path.rglob("*.py"))) if path.is_dir() else [path]
        if not below:
            raise Refused(f"{path} holds no Python file")
        found += below
    return list(dict.fromkeys(found))


def lesson(release: Release, path: Path) -> Text:
    """Give a file as a lesson of the dataset, which it is by its place, its bytes or its name."""
    name = path.resolve().as_posix().removeprefix(f"{release.root.resolve().as_posix()}/")
    if name in release.scenes:
        return text_of(release, name)
    source = samples.source(path)
    digest = sha256(source).hexdigest()
    same = [record for record in release.records if record.text("sha256") == digest]
    for record in same or [record for record in release.records if Path(record.path).name == path.name]:
        return Text(str(path), source, record.values)
    raise Refused(f"{path} is no lesson of the dataset: name the function that it was asked for, --function 'x**2'")


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
