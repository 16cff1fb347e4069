"""Running one scene in this process and writing down what it does. Only for the worker's forked children."""

import logging
import math
import time
import traceback
import warnings
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from manim import Scene, tempconfig
from manim.manager import Manager
from manim.renderer.cairo_renderer import CairoRenderer
from manim.utils.module_ops import scene_classes_from_file

from ..scene_file import CLASS_NAME
from . import chance, forks, plots
from .as_manim import Listener, Overrides
from .evidence import Evidence, Failure, Point, Report
from .hooks import Heard
from .snapshot import Recorder
from .walk import own

LONGEST_MESSAGE = 400
MOST_SNAPSHOTS, MOST_SECTIONS, MOST_WARNINGS = 1_000, 1_000, 200
BETWEEN = 0.5  # seconds of the video from one look to the next
# Processor time that looking may take: after the first only at the end of each play, after the second no more.
LOOKING, LOOKING_AT_ALL = 15.0, 40.0


def run(file: Path) -> Report:
    """Run the file's scene to its end; returns what `validation.run.evidence` reads."""
    path, text = str(file.absolute()), file.read_bytes()
    recorder = Recorder()
    heard, watch = Heard(path, recorder), _Watch(recorder)
    _listen(watch.warnings, path)
    overrides = Overrides()
    scenes: list[str] = []
    asks: set[str] = set()
    error, states = None, {chance.state()}
    try:
        for scene_class in load(file):
            scenes.append(scene_class.__name__)
            states.add(chance.state())  # Manim begins each scene as here
            # As the command `manim render` does it.
            with tempconfig({}):
                scene = recorder.scene = scene_class()
                Manager(scene)
                scene.render()
        states.add(chance.state())
        asks = {*chance.asks(text), *["chance"] * (len(states) > 1)}
    except BaseException as raised:
        error = _failure(raised, path)
    overridden = overrides.found() + sorted(heard.foreign)
    if error is None and type(own(recorder.scene, "renderer")) is not CairoRenderer:
        overridden.append("Scene.renderer")
    height = 0 if error or overridden else recorder.scene.renderer.camera.pixel_height
    items, snapshots = tuple(recorder.items), tuple(recorder.snapshots)
    evidence = Evidence(
        scenes=tuple(scenes),
        error=error,
        warnings=tuple(dict.fromkeys(watch.warnings))[:50],
        sections=tuple(watch.sections),
        section_times=tuple(watch.section_times),
        plays=watch.plays,
        spans=tuple(watch.spans),
        seconds=round(watch.seconds, 4),
        height=int(height),
        formulas=len(heard.formulas),
        asks=tuple(sorted(asks)),
        overrides=tuple(overridden),
        # Last, when all else is written down: callables of the scene are asked.
        plots=tuple(plots.ask(heard.plots, recorder.number_of)),
    )
    return Report(evidence, items, snapshots)


def load(file: Path) -> list[type[Any]]:
    """Execute the file as a module, as Manim does, and list the scenes to run: the dataset's class, else all."""
    found = scene_classes_from_file(file, full_list=True)
    named = [value for value in found if value.__name__ == CLASS_NAME]
    if not found:
        raise LookupError("the file has no class that is a Manim scene")
    return named or found


class _Watch(Listener):
    """Counts what a scene plays from now on, and looks at the screen after every play and in its course."""

    def __init__(self, recorder: Recorder) -> None:
        super().__init__()
        self.warnings: list[str] = []
        self.sections: list[str] = []
        self.section_times: list[float] = []
        self.spans: list[Point] = []
        self.plays = 0
        self.seconds = 0.0
        self._recorder = recorder
        self._length = 0.0  # of the play that goes on
        self._looked = 0.0  # the time in it at which the screen was last looked at
        self._spent = 0.0
        # Through these methods every play goes.
        self.hear(Scene, "play", self._played)
        self.hear(Scene, "wait", self._played)
        self.hear(Scene, "next_section", self._section)
        self.hear(Scene, "begin_animations", self._began)
        self.hear(Scene, "update_to_time", self._moved)

    def _look(self, scene: Any, play: int, moment: str, at: float) -> None:
        most = LOOKING if moment == "middle" else LOOKING_AT_ALL
        if scene.renderer.skip_animations:
            return  # not in the video
        if self._spent > most or len(self._recorder.snapshots) >= MOST_SNAPSHOTS:
            if moment == "end":
                self.warnings.append("the scene is too long or too large to be looked at to its end")
            return
        start = time.process_time()
        try:
            with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
                self._recorder.take(scene, len(self.sections) - 1, play, moment, at)
        except Exception as error:
            # What Manim does not mind is not the scene's failure; but nobody may take it for seen.
            said = f"{type(error).__name__}: {error}"[:LONGEST_MESSAGE]
            self.warnings.append(f"the screen could not be read at play {play}: {said}")
        self._spent += time.process_time() - start

    def _played(self, scene: Any, *_: Any, **__: Any) -> None:
        if self.depth == 0:  # wait() calls play()
            self.plays += 1
            self._look(scene, self.plays, "end", self.seconds)

    def _section(self, _: Any, __: None, name: Any = "unnamed", *more: Any, **options: Any) -> None:
        # A section that is left out of the video is not one of that name: nobody sees it.
        left_out = any(more[1:]) or options.get("skip_animations")
        if len(self.sections) < MOST_SECTIONS:
            self.sections.append(str(name)[:100] + (" (skipped)" if left_out else ""))
            self.section_times.append(round(self.seconds, 4))

    def _began(self, scene: Any, _: None) -> None:
        self._looked, self._length = 0.0, float(scene.get_run_time(scene.animations))
        if not scene.renderer.skip_animations and 0 < self._length < math.inf:
            self.spans.append((round(self.seconds, 4), round(self._length, 4)))
            self.seconds += self._length

    def _moved(self, scene: Any, _: None, t: Any) -> None:
        step = min(BETWEEN * (1 + len(self._recorder.snapshots) // 200), self._length / 2)
        if t - self._looked >= step - 1e-6 and 0 < t < self._length:
            self._looked = float(t)
            self._look(scene, self.plays + 1, "middle", self.seconds - self._length + self._looked)


def _listen(lines: list[str], path: str) -> None:
    """Keep what Python, NumPy and Manim warn of, from now on."""

    def keep(line: str) -> None:
        if len(lines) < MOST_WARNINGS:
            lines.append(line[:LONGEST_MESSAGE])

    def show(message: Any, category: Any, filename: str, lineno: int, *_: Any) -> None:
        keep(f"{category.__name__}: {message}" + (f" (line {lineno})" if filename == path else ""))

    def log(record: logging.LogRecord) -> bool:
        if record.levelno >= logging.WARNING:
            with suppress(Exception):
                keep(f"Manim: {record.getMessage()}")
        return True

    logging.getLogger("manim").addFilter(log)
    warnings.simplefilter("always")
    warnings.filterwarnings("ignore", category=DeprecationWarning, module=f"(?!{Path(path).stem}$)")
    warnings.showwarning = show  # type: ignore[assignment]


def _failure(error: BaseException, path: str) -> Failure:
    kind = type(error).__name__[:100]
    try:
        message = " ".join(str(error)[: 4 * LONGEST_MESSAGE].split())[:LONGEST_MESSAGE]
    except BaseException:
        message = ""
    line = error.lineno if isinstance(error, SyntaxError) else None
    if line is None:
        lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == path]
        line = lines[-1] if lines else None
    if forks.is_of_memory(error):
        return Failure("MemoryLimit", f"{forks.OUT_OF_MEMORY} ({kind}: {message})", line)
    return Failure(kind, message, line)
