"""Run scenes to their end under Manim, without output, and say which of them fail, and where.

    python tools/dry_run.py                     # every scene below code/
    python tools/dry_run.py code/foundation -j 4

Fast, because formulas are set in one LaTeX document, Manim is imported once and forked for each scene, frames
are few and small, and a scene that passed is not run again until it, Manim or this tool changes. Strict, as
every warning (Python's, NumPy's, and what Manim logs) fails the scene. Where metadata/examples.jsonl has a
record for the file, the scene must open the eight phases in order and play as many animations as it says.
"""

import argparse
import hashlib
import importlib.metadata
import json
import logging
import multiprocessing
import os
import platform
import shutil
import signal
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from types import ModuleType
from typing import Any

import tex_batch
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

ROOT = Path(__file__).resolve().parents[1]
PHASES = ["title", "axes", "function", "derivation", "tangent", "trace", "derivative", "summary"]
# Enough frames for every animation to begin, move and end; pixels that nobody sees are few.
SETTINGS = {
    "disable_caching": True,
    "dry_run": True,
    "frame_rate": 2,
    "pixel_height": 48,
    "pixel_width": 86,
    "progress_bar": "none",
    "verbosity": "WARNING",
}


@dataclass
class Problem:
    """Why a scene fails: the exception's class (or the check's name), what it says, and the scene's line."""

    kind: str
    message: str
    line: int | None = None


@dataclass
class Result:
    """What a scene did when it ran."""

    animations: int = 0  # calls of play and wait
    sections: list[str] = field(default_factory=list)
    formulas: int = 0  # MathTex and Tex that the file builds; one place with one text counts once
    problems: list[Problem] = field(default_factory=list)
    seconds: float = 0.0
    cached: bool = False


def load_scene(path: Path) -> type[Any]:
    """Execute the file and return the one scene class that it defines."""
    import manim

    module = ModuleType("scene")
    module.__file__ = str(path)
    sys.modules["scene"] = module
    exec(compile(path.read_bytes(), str(path), "exec"), module.__dict__)  # noqa: S102 - running it is the point
    scenes = [
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, manim.Scene) and value.__module__ == "scene"
    ]
    if len(scenes) != 1:
        raise LookupError(f"one scene class is expected, found {len(scenes)}")
    return scenes[0]


@contextmanager
def observed(path: Path, result: Result) -> Iterator[None]:
    """Count what the scene's own code calls; a call that Manim makes inside one of these is not counted."""
    import manim

    depth = 0
    texts: set[tuple[int, tuple[str, ...]]] = set()
    originals = {name: getattr(manim.Scene, name) for name in ("play", "wait", "next_section")}
    build = manim.MathTex.__init__

    def counted(name: str) -> Callable[..., Any]:
        def call(scene: Any, *args: Any, **kwargs: Any) -> Any:
            nonlocal depth
            result.animations += depth == 0
            depth += 1
            try:
                return originals[name](scene, *args, **kwargs)
            finally:
                depth -= 1

        return call

    def next_section(scene: Any, name: str = "unnamed", *args: Any, **kwargs: Any) -> Any:
        result.sections.append(name)
        return originals["next_section"](scene, name, *args, **kwargs)

    def init(formula: Any, *strings: str, **kwargs: Any) -> None:
        frame = sys._getframe(1)
        while frame.f_code.co_name == "__init__" and frame.f_back:  # of a subclass, as Tex
            frame = frame.f_back
        if frame.f_code.co_filename == str(path):
            texts.add((frame.f_lineno, strings))
        build(formula, *strings, **kwargs)

    manim.Scene.play, manim.Scene.wait = counted("play"), counted("wait")
    manim.Scene.next_section = next_section
    manim.MathTex.__init__ = init
    try:
        yield
    finally:
        for name, original in originals.items():
            setattr(manim.Scene, name, original)
        manim.MathTex.__init__ = build
        result.formulas = len(texts)


class _Log(logging.Handler):
    """Keeps what Manim logs."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.levelname}: {' '.join(record.getMessage().split())}")


def run_scene(path: Path) -> Result:
    """Run one scene in this process."""
    import manim

    result, log, start = Result(), _Log(), time.perf_counter()
    manim.logger.handlers[:] = [log]
    try:
        with manim.tempconfig(SETTINGS), warnings.catch_warnings(), observed(path, result):
            warnings.simplefilter("error")
            load_scene(path)().render()
    except (Exception, SystemExit) as error:
        said = " ".join(str(error).split()) or "(no message)"
        result.problems.append(Problem(type(error).__name__, said, _line(error, path)))
    result.problems += [Problem("ManimLog", line) for line in dict.fromkeys(log.lines)]
    result.seconds = time.perf_counter() - start
    return result


def _line(error: BaseException, path: Path) -> int | None:
    if isinstance(error, SyntaxError):
        return error.lineno
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == str(path)]
    return lines[-1] if lines else None


def in_forks(
    work: Callable[[Path], Any],
    files: Sequence[Path],
    tex_dir: Path,
    *,
    workers: int = 2,
    timeout: float = 120.0,
    quiet: bool = True,
) -> Iterator[tuple[Path, Any]]:
    """Do the work on each file in a process forked for it; yields (file, what it returns, or a Problem).

    A worker has a media folder of its own with the cached formulas in it: Manim writes a temporary file
    beside a formula's SVG when it reads it, and two processes that share the folder delete each other's.
    """
    import manim

    fork = multiprocessing.get_context("fork")
    waiting = list(reversed(files))
    slots = list(range(max(1, workers)))
    running: dict[Connection, tuple[Path, int, Any, float]] = {}
    usual = manim.config.media_dir
    with tempfile.TemporaryDirectory(dir=tex_dir.parent, prefix="media-") as folder:
        media = [Path(folder) / str(slot) for slot in slots]
        for one in media:
            _link(tex_dir, one / "Tex")
        try:
            while waiting or running:
                while waiting and slots:
                    path, slot = waiting.pop(), slots.pop()
                    manim.config.media_dir = str(media[slot])
                    for digit in tex_batch.DIGITS:  # read once, for all that are forked from here
                        manim.MathTex(digit)
                    reader, writer = fork.Pipe(duplex=False)
                    process = fork.Process(target=_child, args=(work, path, writer, quiet), daemon=True)
                    process.start()
                    writer.close()
                    running[reader] = path, slot, process, time.monotonic() + timeout
                soonest = min(end for *_, end in running.values())
                ready = wait(list(running), max(0.0, soonest - time.monotonic()))
                for reader in [one for one in running if one in ready or running[one][3] <= time.monotonic()]:
                    path, slot, process, _ = running.pop(reader)
                    slots.append(slot)
                    yield path, _outcome(reader, process, reader in ready, timeout)
        finally:
            manim.config.media_dir = usual
            for _, _, process, _ in running.values():
                _end(process, 0)


def _outcome(reader: Connection, process: Any, ready: bool, timeout: float) -> Any:
    try:
        if not ready:
            return Problem("Timeout", f"still running after {timeout:g} s")
        return reader.recv()
    except EOFError:
        process.join(5)
        return Problem("Crash", f"the process ended with code {process.exitcode} and no result")
    finally:
        reader.close()
        _end(process, 5 if ready else 0)


def _end(process: Any, grace: float) -> None:
    """Let the process end by itself, or end it with all that it started."""
    process.join(grace)
    if process.exitcode is None:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:  # not yet the head of a group
            process.kill()
        process.join()


def _child(work: Callable[[Path], Any], path: Path, writer: Connection, quiet: bool) -> None:
    import svgelements  # type: ignore[import-untyped]

    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.setsid()  # so that a LaTeX that hangs is ended with its scene
    if quiet:
        null = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(null, stream)
    # Half of the time of a scene goes into copying the parsed SVG of glyphs, which Manim never reads again.
    svgelements.Path.__deepcopy__ = lambda self, memo: self
    writer.send(work(path))
    writer.close()


def _link(source: Path, target: Path) -> None:
    target.mkdir(parents=True)
    for file in source.iterdir():
        if file.suffix in {".svg", ".tex"}:
            try:
                (target / file.name).hardlink_to(file)
            except OSError:
                shutil.copyfile(file, target / file.name)


class Cache:
    """Results of scenes that passed, by the content of all that they depend on."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        parts = [importlib.metadata.version(name) for name in ("manim", "numpy")]
        parts += [platform.python_version(), json.dumps(SETTINGS)]
        parts += [Path(str(file)).read_text(encoding="utf-8") for file in (__file__, tex_batch.__file__)]
        self.seed = hashlib.sha256("\0".join(parts).encode()).digest()

    def _file(self, path: Path) -> Path:
        return self.folder / f"{hashlib.sha256(self.seed + path.read_bytes()).hexdigest()}.json"

    def get(self, path: Path) -> Result | None:
        """Return the result of the file as it is now, if it is known."""
        try:
            return Result(**json.loads(self._file(path).read_text(encoding="utf-8")), cached=True)
        except (OSError, ValueError, TypeError):
            return None

    def put(self, path: Path, result: Result) -> None:
        """Keep a result without problems; a failure may be the machine's, so it is tried again."""
        if not result.problems:
            self.folder.mkdir(parents=True, exist_ok=True)
            record = asdict(result)
            del record["cached"]
            part = self._file(path).with_suffix(f".{os.getpid()}")
            part.write_text(json.dumps(record), encoding="utf-8")
            part.replace(self._file(path))


def read_records(file: Path) -> dict[Path, dict[str, Any]]:
    """Read the records by the absolute path of the scene that each describes."""
    if not file.exists():
        return {}
    lines = file.read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines if line.strip()]
    return {(file.resolve().parents[1] / record["path"]).resolve(): record for record in records}


def compare(result: Result, animations: int | None, phases: bool) -> list[Problem]:
    """List where what ran differs from what was to run."""
    problems = []
    if phases and result.sections != PHASES:
        seen = ", ".join(result.sections) or "none"
        problems.append(Problem("Phases", f"the sections are {seen}; expected {', '.join(PHASES)}"))
    if animations is not None and result.animations != animations:
        problems.append(Problem("Animations", f"{result.animations} played; the record says {animations}"))
    return problems


def dry_run(
    files: Sequence[Path],
    cache_dir: Path,
    *,
    workers: int = 2,
    timeout: float = 120.0,
    use_cache: bool = True,
    tick: Callable[[str, int, int], None] = lambda stage, done, total: None,
) -> dict[Path, Result]:
    """Run the files; `tick` is told how far it has come."""
    cache = Cache(cache_dir / "results")
    known = {path: cache.get(path) if use_cache else None for path in files}
    results = {path: result for path, result in known.items() if result}
    todo = [path for path in known if path not in results]
    if todo:
        tick("formulas", len(results), len(known))
        tex_dir = cache_dir / "Tex"
        tex_batch.typeset(todo, tex_dir, jobs=workers)
        for path, result in in_forks(run_scene, todo, tex_dir, workers=workers, timeout=timeout):
            results[path] = Result(problems=[result]) if isinstance(result, Problem) else result
            cache.put(path, results[path])
            tick("scenes", len(results), len(known))
    return {path: results[path] for path in known}


def add_cache_option(parser: argparse.ArgumentParser) -> None:
    """Add --cache-dir, where formulas and results are kept."""
    default = Path(os.environ.get("DRY_RUN_CACHE", ROOT / ".cache" / "dry_run"))
    text = "default: $DRY_RUN_CACHE, or .cache/dry_run in the repository"
    parser.add_argument("--cache-dir", type=Path, default=default, help=text)


def end_cleanly() -> None:
    """Let a termination end the scenes that run and remove their folders, as an interrupt does."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("paths", nargs="*", type=Path, default=[Path("code")], help="scene files, or folders")
    parser.add_argument("-j", "--jobs", type=int, default=2, help="scenes at a time (default: %(default)s)")
    parser.add_argument("--timeout", type=float, default=120, help="seconds a scene (default: %(default)s)")
    parser.add_argument("--no-cache", action="store_true", help="run every scene again")
    add_cache_option(parser)
    parser.add_argument("--records", type=Path, default=ROOT / "metadata" / "examples.jsonl")
    parser.add_argument("--phases", action="store_true", help="ask the eight phases of every file")
    parser.add_argument("--json", type=Path, help="write every result to this file")
    options = parser.parse_args(arguments)
    end_cleanly()
    start, console = time.perf_counter(), Console(highlight=False, soft_wrap=True)

    try:
        files = [path.resolve() for path in tex_batch.scene_files(options.paths)]
        tex_batch.require_tex()
    except FileNotFoundError as error:
        parser.error(str(error))
    bar = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    # No thread to refresh it: a process with threads is not safely forked.
    with Progress(*bar, console=Console(stderr=True), transient=True, auto_refresh=False) as progress:
        task = progress.add_task("scenes", total=len(files))

        def tick(stage: str, done: int, total: int) -> None:
            progress.update(task, description=stage, completed=done, total=total, refresh=True)

        results = dry_run(
            files,
            options.cache_dir.resolve(),
            workers=options.jobs,
            timeout=options.timeout,
            use_cache=not options.no_cache,
            tick=tick,
        )

    records = read_records(options.records)
    for path, result in results.items():
        record = records.get(path)
        if not result.problems:
            result.problems += compare(
                result, record["animations"] if record else None, record is not None or options.phases
            )
        for problem in result.problems:
            place = f"{_short(path)}:{problem.line}" if problem.line else _short(path)
            console.print(f"{place}: {problem.kind}: {problem.message}", markup=False)
    if options.json:
        written = {_short(path): asdict(result) for path, result in results.items()}
        options.json.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")
    failures = sum(bool(result.problems) for result in results.values())
    cached = sum(result.cached for result in results.values())
    seconds = time.perf_counter() - start
    console.print(f"{len(results)} scenes ({cached} cached), {failures} failures, {seconds:.1f} s")
    return 1 if failures or not results else 0


def _short(path: Path) -> str:
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


if __name__ == "__main__":
    sys.exit(main())
