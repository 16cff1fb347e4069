"""Running one scene in this process and writing down what it does. Only for the worker's forked children."""

import inspect
import logging
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

from manim import MathTex, Scene, tempconfig
from manim.manager import Manager
from manim.mobject.text import tex_mobject

from .snapshot import Camera

CLASS_NAME = "DerivativeVisualization"
MODULE = "validated_scene"
MIDDLE_FROM_SECONDS = 3.0
LONGEST_MESSAGE = 400
MOST_SNAPSHOTS = 400


def run(path: Path) -> dict[str, Any]:
    """Run the file's scene to its end; returns the evidence that `validation.run.evidence` reads."""
    evidence: dict[str, Any] = {
        "scenes": [],
        "error": None,
        "warnings": [],
        "sections": [],
        "plays": 0,
        "seconds": 0.0,
        "formulas": 0,
    }
    camera = Camera()
    log = _Log(evidence["warnings"])
    logging.getLogger("manim").addHandler(log)
    try:
        with _warnings(evidence["warnings"], path):
            classes = load(path)
            for scene_class in classes:
                evidence["scenes"].append(scene_class.__name__)
                # As the command `manim render` does it.
                with _watched(evidence, camera, path), tempconfig({}):
                    scene = scene_class()
                    Manager(scene)
                    scene.render()
    except BaseException as error:
        evidence["error"] = _error(error, path)
    finally:
        logging.getLogger("manim").removeHandler(log)
    evidence["seconds"] = round(float(evidence["seconds"]), 3)
    evidence["warnings"] = list(dict.fromkeys(evidence["warnings"]))[:50]
    return evidence | {"items": camera.items, "snapshots": camera.snapshots, "end": True}


def load(path: Path) -> list[type[Any]]:
    """Execute the file as a module and list the scenes that Manim would render: the dataset's class, else all.

    Raises:
        LookupError: the file has no scene.
    """
    module = ModuleType(MODULE)
    module.__file__ = str(path)
    sys.modules[MODULE] = module
    exec(compile(path.read_bytes(), str(path), "exec"), module.__dict__)  # noqa: S102 - running it is the point
    found = [
        value
        for _, value in inspect.getmembers(module, inspect.isclass)
        if issubclass(value, Scene) and value is not Scene and value.__module__.startswith(MODULE)
    ]
    named = [value for value in found if value.__name__ == CLASS_NAME]
    if not found:
        raise LookupError("the file has no class that is a Manim scene")
    return named or found


@contextmanager
def _watched(evidence: dict[str, Any], camera: Camera, path: Path) -> Iterator[None]:
    """Count what the scene's own code calls, and look at the screen after every play."""
    depth = 0
    looked = 0  # the second of a play at which the screen was last looked at
    formulas: set[str] = set()

    def look(scene: Any, play: int, moment: str) -> None:
        if len(camera.snapshots) >= MOST_SNAPSHOTS:
            return
        try:
            camera.take(scene, len(evidence["sections"]) - 1, play, moment)
        except Exception as error:
            # What Manim does not mind is not the scene's failure; but nobody may take it for seen.
            said = f"{type(error).__name__}: {error}"[:LONGEST_MESSAGE]
            evidence["warnings"].append(f"the screen could not be read at play {play}: {said}")

    def counted(method: Callable[..., Any]) -> Callable[..., Any]:
        def call(self: Any, *args: Any, **options: Any) -> Any:
            nonlocal depth
            depth += 1
            try:
                result = method(self, *args, **options)
            finally:
                depth -= 1
            if depth == 0:  # wait() calls play()
                evidence["plays"] += 1
                look(self, evidence["plays"], "end")
            return result

        return call

    def named(self: Any, name: Any = "unnamed", *args: Any, **options: Any) -> Any:
        # A section that is left out of the video is not one of that name: nobody sees it.
        left_out = args[1] if len(args) > 1 else options.get("skip_animations", False)
        evidence["sections"].append(str(name)[:100] + (" (skipped)" if left_out else ""))
        return next_section(self, name, *args, **options)

    def moved(self: Any, t: Any) -> None:
        nonlocal looked
        update_to_time(self, t)
        last, looked = looked, int(t + 1e-6)
        long = float(self.duration or 0) >= MIDDLE_FROM_SECONDS
        if long and looked > last:
            look(self, evidence["plays"] + 1, "middle")

    def began(self: Any) -> None:
        begin(self)
        evidence["seconds"] += max(0.0, float(self.get_run_time(self.animations)))

    def built(self: Any, *args: Any, **options: Any) -> None:
        frame: FrameType | None = sys._getframe(1)
        while frame and frame.f_code.co_filename == tex_mobject.__file__:  # Tex and Title are made of a MathTex
            frame = frame.f_back
        if frame and frame.f_code.co_filename == str(path):
            formulas.add(repr(args)[:2000])
            evidence["formulas"] = len(formulas)
        init(self, *args, **options)

    play, wait, next_section = Scene.play, Scene.wait, Scene.next_section
    update_to_time, begin = Scene.update_to_time, Scene.begin_animations
    init = MathTex.__init__
    Scene.play, Scene.wait, Scene.next_section = counted(play), counted(wait), named
    Scene.update_to_time, Scene.begin_animations = moved, began
    MathTex.__init__ = built
    try:
        yield
    finally:
        Scene.play, Scene.wait, Scene.next_section = play, wait, next_section
        Scene.update_to_time, Scene.begin_animations = update_to_time, begin
        MathTex.__init__ = init


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
def _warnings(lines: list[str], path: Path) -> Iterator[None]:
    def show(message: Any, category: Any, filename: str, lineno: int, *_: Any) -> None:
        if len(lines) < 200:
            place = f" (line {lineno})" if filename == str(path) else ""
            lines.append(f"{category.__name__}: {message}{place}"[:LONGEST_MESSAGE])

    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.filterwarnings("ignore", category=DeprecationWarning, module="(?!validated_scene)")
        warnings.showwarning = show  # type: ignore[assignment]
        yield


def _error(error: BaseException, path: Path) -> dict[str, Any]:
    try:
        message = " ".join(str(error)[: 4 * LONGEST_MESSAGE].split())[:LONGEST_MESSAGE]
    except BaseException:
        message = ""
    line = error.lineno if isinstance(error, SyntaxError) else None
    if line is None:
        lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
        line = lines[-1] if lines else None
    return {"kind": type(error).__name__[:100], "message": message, "line": line}
