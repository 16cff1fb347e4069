"""Running one scene in this process and writing down what it does. Only for the worker's forked children."""

import logging
import math
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from manim import Scene, tempconfig
from manim.manager import Manager
from manim.renderer.cairo_renderer import CairoRenderer
from manim.utils.module_ops import scene_classes_from_file

from . import memory
from .as_manim import Overrides, asking
from .hooks import watched
from .plots import Plots
from .snapshot import Recorder

CLASS_NAME = "DerivativeVisualization"
LONGEST_MESSAGE = 400
MOST_SNAPSHOTS = 1_000
MOST_SECTIONS = 1_000
BETWEEN = 0.5  # seconds of the video from one look to the next
# Processor time that looking may take: after the first only at the end of each play, after the second no more.
LOOKING, LOOKING_AT_ALL = 15.0, 40.0


def run(file: Path) -> dict[str, Any]:
    """Run the file's scene to its end; returns the evidence that `validation.run.evidence` reads."""
    path = str(file.absolute())
    evidence: dict[str, Any] = {
        "scenes": [],
        "error": None,
        "warnings": [],
        "sections": [],
        "section_times": [],
        "plays": 0,
        "spans": [],
        "seconds": 0.0,
        "formulas": 0,
        "meaning": False,
    }
    recorder, plots, overrides = Recorder(), Plots(), Overrides()
    asks: dict[str, None] = {}
    log = _Log(evidence["warnings"])
    logging.getLogger("manim").addHandler(log)
    try:
        with (
            _warnings(evidence["warnings"], path),
            asking(path, asks),
            watched(path, recorder, plots, evidence) as hooks,
        ):
            watch = _Watch(evidence, recorder)
            watch.install(hooks.method)
            for scene_class in load(file):
                evidence["scenes"].append(scene_class.__name__)
                # As the command `manim render` does it.
                with tempconfig({}):
                    scene = recorder.scene = scene_class()
                    Manager(scene)
                    scene.render()
    except BaseException as error:
        evidence["error"] = _error(error, path)
    finally:
        logging.getLogger("manim").removeHandler(log)
    evidence["seconds"] = round(evidence["seconds"], 4)
    evidence["warnings"] = list(dict.fromkeys(evidence["warnings"]))[:50]
    evidence["plots"] = plots.ask(recorder.number_of)
    evidence["asks"] = sorted(asks)
    evidence["overrides"] = overrides.found()
    evidence["overrides"] += ["LaTeX"] if evidence.pop("meaning") else []
    if recorder.scene is not None and type(recorder.scene.renderer) is not CairoRenderer:
        evidence["overrides"].append("Scene.renderer")
    return evidence | {"items": recorder.items, "snapshots": recorder.snapshots, "end": True}


def load(file: Path) -> list[type[Any]]:
    """Execute the file as a module, as Manim does, and list the scenes to run: the dataset's class, else all.

    Raises:
        LookupError: the file has no scene.
    """
    found = scene_classes_from_file(file, full_list=True)
    named = [value for value in found if value.__name__ == CLASS_NAME]
    if not found:
        raise LookupError("the file has no class that is a Manim scene")
    return named or found


class _Watch:
    """Counts what a scene plays, and looks at the screen after every play and in its course."""

    def __init__(self, evidence: dict[str, Any], recorder: Recorder) -> None:
        self.evidence = evidence
        self.recorder = recorder
        self.depth = 0
        self.length = 0.0  # of the play that goes on
        self.looked = 0.0  # the time in it at which the screen was last looked at
        self.spent = 0.0

    def install(self, method: Callable[..., None]) -> None:
        """Wrap the methods of Manim's scene through which every play goes."""
        method(Scene, "play", self._counted)
        method(Scene, "wait", self._counted)
        method(Scene, "next_section", self._named)
        method(Scene, "begin_animations", self._began)
        method(Scene, "update_to_time", self._moved)

    def look(self, scene: Any, play: int, moment: str, at: float) -> None:
        """Take a snapshot."""
        most = LOOKING if moment == "middle" else LOOKING_AT_ALL
        if scene.renderer.skip_animations:
            return  # not in the video
        if self.spent > most or len(self.recorder.snapshots) >= MOST_SNAPSHOTS:
            if moment == "end":
                self.evidence["warnings"].append("the scene is too long or too large to be looked at to its end")
            return
        start = time.process_time()
        try:
            with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
                self.recorder.take(scene, len(self.evidence["sections"]) - 1, play, moment, at)
        except Exception as error:
            # What Manim does not mind is not the scene's failure; but nobody may take it for seen.
            said = f"{type(error).__name__}: {error}"[:LONGEST_MESSAGE]
            self.evidence["warnings"].append(f"the screen could not be read at play {play}: {said}")
        self.spent += time.process_time() - start

    def _counted(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def call(scene: Any, *args: Any, **options: Any) -> Any:
            self.depth += 1
            try:
                result = method(scene, *args, **options)
            finally:
                self.depth -= 1
            if self.depth == 0:  # wait() calls play()
                self.evidence["plays"] += 1
                self.look(scene, self.evidence["plays"], "end", self.evidence["seconds"])
            return result

        return call

    def _named(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def call(scene: Any, name: Any = "unnamed", *args: Any, **options: Any) -> Any:
            # A section that is left out of the video is not one of that name: nobody sees it.
            left_out = args[1] if len(args) > 1 else options.get("skip_animations", False)
            if len(self.evidence["sections"]) < MOST_SECTIONS:
                self.evidence["sections"].append(str(name)[:100] + (" (skipped)" if left_out else ""))
                self.evidence["section_times"].append(round(self.evidence["seconds"], 4))
            return method(scene, name, *args, **options)

        return call

    def _began(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def call(scene: Any) -> None:
            method(scene)
            self.looked, self.length = 0.0, float(scene.get_run_time(scene.animations))
            if not scene.renderer.skip_animations and 0 < self.length < math.inf:
                self.evidence["spans"].append([round(self.evidence["seconds"], 4), round(self.length, 4)])
                self.evidence["seconds"] += self.length

        return call

    def _moved(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def call(scene: Any, t: Any) -> None:
            method(scene, t)
            step = min(BETWEEN * (1 + len(self.recorder.snapshots) // 200), self.length / 2)
            if t - self.looked >= step - 1e-6 and 0 < t < self.length:
                self.looked = float(t)
                at = self.evidence["seconds"] - self.length + self.looked
                self.look(scene, self.evidence["plays"] + 1, "middle", at)

        return call


class _Log(logging.Handler):
    """Keeps what Manim warns of."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__(logging.WARNING)
        self.lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        if len(self.lines) < 200:
            try:
                self.lines.append(f"Manim: {record.getMessage()}"[:LONGEST_MESSAGE])
            except Exception:
                self.lines.append("Manim: a warning without a readable message")


@contextmanager
def _warnings(lines: list[str], path: str) -> Iterator[None]:
    def show(message: Any, category: Any, filename: str, lineno: int, *_: Any) -> None:
        if len(lines) < 200:
            place = f" (line {lineno})" if filename == path else ""
            lines.append(f"{category.__name__}: {message}{place}"[:LONGEST_MESSAGE])

    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.filterwarnings("ignore", category=DeprecationWarning, module=f"(?!{Path(path).stem}$)")
        warnings.showwarning = show  # type: ignore[assignment]
        yield


def _error(error: BaseException, path: str) -> dict[str, Any]:
    try:
        message = " ".join(str(error)[: 4 * LONGEST_MESSAGE].split())[:LONGEST_MESSAGE]
    except BaseException:
        message = ""
    line = error.lineno if isinstance(error, SyntaxError) else None
    if line is None:
        lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == path]
        line = lines[-1] if lines else None
    if memory.is_to_blame(error):
        said = f"{type(error).__name__}{': ' if message else ''}{message}"
        return {
            "kind": "MemoryLimit",
            "message": f"more memory than the {memory.limit_in_words()} that it may use ({said})",
            "line": line,
        }
    return {"kind": type(error).__name__[:100], "message": message, "line": line}
