"""The run looks to the scene like `manim render -ql scene.py`, but that nothing is written, and less is drawn.

Settings are those that Manim's own command makes of its arguments.
"""

import re
import sys
import time
from abc import ABC
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from types import GetSetDescriptorType
from typing import Any

import numpy as np
from manim import CoordinateSystem, Mobject, Scene, config
from manim.animation.animation import Animation
from manim.camera.camera import Camera
from manim.cli.render.commands import ClickArgs, render
from manim.renderer import cairo_renderer
from manim.renderer.cairo_renderer import CairoRenderer
from manim.scene.scene_file_writer import SceneFileWriter

from . import quick_copy, quick_svg

FILE = "scene.py"
# By the quality of a run, how Manim is asked for it; for how much processor time frames are drawn; and if not all of
# its frames are run, when in a play is the first, and how long it is from one to the next. In the larger size a play
# has no more frames than in the usual one: more would show nothing else.
QUALITIES = {"quick": ("-ql", 0.0, (1.0, 1.0)), "low": ("-ql", 6.0, None), "high": ("-qh", 2.0, (0.0, 1 / 15))}
# The first frame of a play and every fourth after it are drawn as Manim draws them: what goes wrong when a frame is
# drawn goes wrong here too. When that time is up, as drawing thousands of faces takes minutes, each thing is drawn for
# the snapshots only.
DRAWN = 4
MODULE = "scene"
WATCHED = {"__getattribute__", "__getattr__", "__class__", "__dict__", "points", "submobjects"}
WATCHED |= {"fill_rgbas", "stroke_rgbas", "stroke_width", "z_index"}
TELLING = re.compile(
    r"get_|c2p$|p2c$|n2p$|p2n$|i2g[pc]$|coords_to_point$|point_to_coords$|number_to_point$|point_to_number$"
    r"|input_to_graph_|capture_|display_|points$|__(?:getattribute|getattr|class|dict)__$"
)
BASES = (Mobject, CoordinateSystem, Scene, Camera, Animation)


class _Usual(ABC):
    """A class of a scene, with the names that every class has."""

    some: int


# And the methods that a scene's own class is meant to define.
MEANT = {*vars(_Usual), "construct", "setup", "tear_down", "__init__", "__init_subclass__", "animation_overrides"}
MEANT |= {"__orig_bases__", "__parameters__", "__type_params__", "_original__init__", "__weakref__"}
MEANT |= {"__slotnames__"}  # kept by Python when it copies an object
MEANT -= {"__dict__"}
# What Manim itself notes of the animation that is on.
NOTES = {"ChangeSpeed.dt", "ChangeSpeed.is_changing_dt"}


def apply(quality: str) -> None:
    """Set Manim as its command does, keep it from writing a video, and make it fast; in this process."""
    option, drawing, frames = QUALITIES[quality]
    arguments = ["render", option, FILE]
    config.digest_args(ClickArgs(render.make_context("render", arguments[1:]).params))
    sys.argv = ["manim", *arguments]
    for name in ("begin_animation", "end_animation", "write_frame", "save_image", "finish", "is_already_cached"):
        wrap(SceneFileWriter, name, lambda *_, **__: None)
    # The hash of a play is only the name of its file.
    wrap(cairo_renderer, "get_hash_from_play_call", lambda *_, **__: "play")
    quick_copy.install()
    quick_svg.install()
    _draw(drawing)
    if frames:
        _step(*frames)


def wrap(owner: Any, name: str, instead: Callable[..., Any]) -> None:
    """Have `instead(method, *args, **options)` called for a method, under its own name and signature."""
    original = vars(owner)[name]
    method = wraps(original)(lambda *args, **options: instead(original, *args, **options))
    setattr(owner, name, method)
    if name == "__init__":  # Manim keeps each constructor a second time, for set_default
        owner._original__init__ = method


class Listener:
    """Hears of calls of Manim's methods, in this process, when they have been made."""

    def __init__(self) -> None:
        self.depth = 0  # in how many of the methods that it hears of the run is now

    def hear(self, kind: type, name: str, note: Callable[..., None]) -> None:
        """Have a note taken, `note(self, result, *args, **options)`, after each call of a method."""

        def heard(method: Callable[..., Any], self_: Any, *args: Any, **options: Any) -> Any:
            self.depth += 1
            try:
                result = method(self_, *args, **options)
            finally:
                self.depth -= 1
            note(self_, result, *args, **options)
            return result

        wrap(kind, name, heard)


def _step(first: float, step: float) -> None:
    """Let every play have frames at these times only."""

    def stepped(usual: Callable[..., Any], self: Any, run_time: float, *args: Any, **options: Any) -> Any:
        progression = usual(self, run_time, *args, **options)
        if len(progression.iterable) > 1:  # else the animation is skipped
            progression.iterable = np.arange(first, run_time, step)
            progression.disable = True  # nobody looks at the bar
        return progression

    wrap(Scene, "get_time_progression", stepped)


def _draw(budget: float) -> None:
    """Draw frames for so many seconds of processor time only."""
    spent, frame, played = 0.0, 0, None

    def drawn(draw: Callable[..., Any], self: Any, scene: Any, *args: Any, **options: Any) -> None:
        nonlocal spent, frame, played
        frame = frame + 1 if scene.animations is played else 0
        played = scene.animations
        if (spent < budget and frame % DRAWN == 0) or played is None:  # none: of a scene that plays nothing
            start = time.process_time()
            draw(self, scene, *args, **options)
            spent += time.process_time() - start

    wrap(CairoRenderer, "update_frame", drawn)


class Overrides:
    """Which of Manim's methods a scene's classes override, or its code replaces."""

    def __init__(self) -> None:
        self._classes = {kind: dict(vars(kind)) for base in BASES for kind in _under(base)}
        names = [name for name in sys.modules if name in {"numpy", "math"} or name.partition(".")[0] == "manim"]
        self._modules = {sys.modules[name]: dict(vars(sys.modules[name])) for name in names}

    def found(self) -> list[str]:
        """List them as `Class.name`, by Manim's class."""
        return sorted({*self._replaced(), *self._overridden()})[:200]

    def _replaced(self) -> Iterator[str]:
        for owner, kept in (self._classes | self._modules).items():
            # What begins to be counted or kept in a module while Manim runs is no change.
            for name in {*kept, *vars(owner)} - MEANT if owner in self._classes else kept:
                named = f"{owner.__name__}.{name}"
                if vars(owner).get(name) is not kept.get(name) and not named.endswith("_MEMO") and named not in NOTES:
                    yield named

    def _overridden(self) -> Iterator[str]:
        for kind in {kind for base in BASES for kind in _under(base)} - self._classes.keys():
            order = kind.__mro__
            for place, one in enumerate(order):
                if one not in self._classes and one is not object:
                    yield from self._named(one, vars(one), order[place + 1 :])
        for kind in vars(sys.modules.get(MODULE, object)).values():
            # A class that is none of Manim's, with names by which Manim asks where and how things are.
            if isinstance(kind, type) and kind.__module__ == MODULE and not issubclass(kind, BASES):
                yield from self._named(kind, filter(TELLING.match, vars(kind)), self._classes)

    def _named(self, kind: type, names: Iterable[str], owners: Iterable[type]) -> Iterator[str]:
        """Name by Manim's classes what a class of the scene has."""
        known = [one for one in owners if one in self._classes]
        for name in set(names) - MEANT:
            if not isinstance(vars(kind)[name], GetSetDescriptorType):  # __dict__, as every class has it
                owner = next((one for one in known if name in self._classes[one]), None)
                if owner or name in WATCHED:
                    yield f"{owner.__name__ if owner else 'object'}.{name}"


def _under(base: type) -> Iterator[type]:
    yield base
    below: list[type] = type.__subclasses__(base)
    for kind in below:
        yield from _under(kind)
