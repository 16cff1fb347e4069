"""The run looks to the scene like `manim render -ql scene.py`, but that nothing is written.

Settings are those that Manim's own command makes of its arguments. What the scene's own code reads of the frame's size
in pixels, the frame rate, the folders or the program is noted: what it shows may depend on that, so that it has to be
looked at in another size as well.
"""

import re
import sys
from abc import ABC
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from types import FrameType, GetSetDescriptorType
from typing import Any

import manim
from manim import CoordinateSystem, Mobject, Scene, config
from manim._config.utils import ManimConfig
from manim.animation.animation import Animation
from manim.camera.camera import Camera
from manim.cli.render.commands import ClickArgs, render
from manim.renderer import cairo_renderer
from manim.scene.scene_file_writer import SceneFileWriter

FILE = "scene.py"
QUALITIES = {"low": "-ql", "high": "-qh"}
ROOT = str(Path(manim.__file__).parent)
# Settings that are the same in every size; `renderer` is read for every mobject.
FREE = {
    *("frame_width", "frame_height", "frame_x_radius", "frame_y_radius", "frame_size", "aspect_ratio", "renderer"),
    *("top", "bottom", "left_side", "right_side", "background_color", "background_opacity", "tex_template"),
    *("tex_template_file", "seed", "plugins", "notify_outdated_version"),
}
HELD: tuple[tuple[type, tuple[str, ...]], ...] = (
    (Camera, ("pixel_width", "pixel_height", "frame_rate", "pixel_array", "background")),
    (Scene, ("session_spec", "output_plan", "file_writer_settings", "manager")),
    (cairo_renderer.CairoRenderer, ("file_writer", "static_image", "animations_hashes")),
)
MODULE = "scene"
WATCHED = {"__getattribute__", "__getattr__", "__class__", "__dict__", "points", "submobjects"}
WATCHED |= {"fill_rgbas", "stroke_rgbas", "stroke_width", "z_index"}
TELLING = re.compile(
    r"get_|c2p$|p2c$|n2p$|p2n$|i2g[pc]$|coords_to_point$|point_to_coords$|number_to_point$|point_to_number$"
    r"|input_to_graph_|capture_|display_|points$|__(?:getattribute|getattr|class|dict)__$"
)
Method = Callable[..., Any]
Change = tuple[type, str, Any]  # a class, an attribute, its new value
BASES = (Mobject, CoordinateSystem, Scene, Camera, Animation)


class _Usual(ABC):
    """A class of a scene, with the names that every class has."""

    some: int


# And the methods that a scene's own class is meant to define.
MEANT = {*vars(_Usual), "construct", "setup", "tear_down", "__init__", "__init_subclass__", "animation_overrides"}
MEANT |= {"__orig_bases__", "__parameters__", "__type_params__", "_original__init__", "__weakref__"}


def apply(quality: str) -> None:
    """Set Manim as its command does, and keep it from writing a video; in this process."""
    arguments = ["render", QUALITIES[quality], FILE]
    config.digest_args(ClickArgs(render.make_context("render", arguments[1:]).params))
    sys.argv = ["manim", *arguments]
    for name in ("begin_animation", "end_animation", "write_frame", "save_image", "finish"):
        method = getattr(SceneFileWriter, name)
        setattr(SceneFileWriter, name, wraps(method)(lambda *_, **__: None))
    cached = SceneFileWriter.is_already_cached
    SceneFileWriter.is_already_cached = wraps(cached)(lambda *_: False)
    # The hash of a play is only the name of its file.
    hashed = cairo_renderer.get_hash_from_play_call
    cairo_renderer.get_hash_from_play_call = wraps(hashed)(lambda *_, **__: "play")


def wrapped(kind: type, name: str, make: Callable[[Method], Method]) -> Iterator[Change]:
    """Make the change by which a method is replaced by what is made of it."""
    original = kind.__dict__[name]
    method = wraps(original)(make(original))
    yield kind, name, method
    if name == "__init__":  # Manim keeps each constructor a second time, for set_default
        yield kind, "_original__init__", method


@contextmanager
def changed(changes: Iterable[Change]) -> Iterator[None]:
    """Change attributes of classes, until the end."""
    kept: list[Change] = []
    for kind, name, value in changes:
        kept.append((kind, name, vars(kind).get(name)))
        setattr(kind, name, value)
    try:
        yield
    finally:
        for kind, name, value in reversed(kept):
            if value is None:
                delattr(kind, name)
            else:
                setattr(kind, name, value)


def asking(path: str, asks: set[str]) -> Iterator[Change]:
    """Make the changes by which it is noted what the code of the file asks of the settings."""

    def asked(name: str) -> None:
        frame: FrameType | None = sys._getframe(2)
        while frame:
            file = frame.f_code.co_filename
            if file == path:
                asks.add(name)
            if file == path or (file.startswith(ROOT) and "_config" not in file):
                return
            frame = frame.f_back

    def setting(name: str, given: property) -> property:
        def read(self: Any) -> Any:
            asked(f"config.{name}")
            return given.fget(self)  # type: ignore[misc]

        return property(wraps(given.fget)(read), given.fset, given.fdel, given.__doc__)  # type: ignore[arg-type]

    def held(kind: type, name: str) -> property:
        def read(self: Any) -> Any:
            asked(f"{kind.__name__}.{name}")
            try:
                return self.__dict__[name]
            except KeyError:
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}") from None

        return property(read, lambda self, value: self.__dict__.__setitem__(name, value))

    for name, value in vars(ManimConfig).items():
        if isinstance(value, property) and name not in FREE:
            yield ManimConfig, name, setting(name, value)
    for kind, names in HELD:
        for name in names:
            yield kind, name, held(kind, name)


class Overrides:
    """Which of Manim's methods a scene's classes override, or its code replaces."""

    def __init__(self) -> None:
        self._classes = {kind: dict(vars(kind)) for base in BASES for kind in _under(base)}
        names = [name for name in sys.modules if name in {"numpy", "math"} or name.partition(".")[0] == "manim"]
        self._modules = {name: dict(vars(sys.modules[name])) for name in names}

    def found(self) -> list[str]:
        """List them as `Class.name`, by Manim's class."""
        return sorted({*self._replaced(), *self._overridden()})[:200]

    def _replaced(self) -> Iterator[str]:
        for kind, kept in self._classes.items():
            for name in {*kept, *vars(kind)} - MEANT:
                if vars(kind).get(name) is not kept.get(name):
                    yield f"{kind.__name__}.{name}"
        for module, values in self._modules.items():
            held = vars(sys.modules[module])
            for name, value in values.items():
                # What begins to be counted or kept while Manim runs is no change.
                if held.get(name) is not value and not name.endswith("_MEMO"):
                    yield f"{module}.{name}"

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


def _under(base: type) -> list[type]:
    found: dict[type, None] = {base: None}
    waiting = [base]
    while waiting:
        below: list[type] = type.__subclasses__(waiting.pop())
        waiting += [kind for kind in below if kind not in found]
        found |= dict.fromkeys(below)
    return list(found)
