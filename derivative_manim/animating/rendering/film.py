"""The frames of a scene: several processes run it, each plays in full what no other has claimed and skips the rest.

A frame in which nothing has changed since the last is not drawn again.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import av
import manim
import numpy as np
from manim import Scene, tempconfig
from manim._config.video_encoder import VideoEncoderSpec
from manim.camera.camera import Camera
from manim.manager import Manager
from manim.renderer.cairo_renderer import CairoRenderer
from manim.scene.scene_file_writer import SceneFileWriter
from manim.scene.video_segment_encoder import VideoSegmentEncoder
from manim.utils.module_ops import scene_classes_from_file
from PIL import Image

from derivative_manim.animating.rendering.tell import tell

if TYPE_CHECKING:
    from derivative_manim.animating.rendering.job import Job


_MOST_PATHS = 5_000


def shoot(job: Job, folder: Path, number: int) -> None:
    """Run the scene; what this process has played is listed in `shots-NUMBER.json`."""
    from derivative_manim.animating.rendering.job import SCENE, own_formulas

    settings = {
        "quality": f"{job.quality}_quality",
        "media_dir": str(folder / "media"),
        "tex_dir": str(own_formulas(folder, f"Tex-{number}")),
        "disable_caching": True,
        "progress_bar": "none",
        "write_to_movie": True,
        "verbosity": "ERROR",
    }
    sys.argv = ["manim"]
    manim.always_redraw = _always_redraw
    with tempconfig(settings):
        (scene_class,) = scene_classes_from_file(folder / SCENE, full_list=True)
        renderer = _Renderer(file_writer_class=_Writer, camera_class=_Camera)
        renderer.folder, renderer.job = folder, job
        scene: Scene = scene_class(renderer=renderer)
        Manager(scene)
        scene.render()
    writer: _Writer = renderer.file_writer
    if renderer.last is not None and writer.shots and writer.shots[-1]["play"] == renderer.num_plays - 1:
        Image.fromarray(renderer.last).convert("RGB").save(folder / "poster.png", optimize=True)
    Path(folder, f"shots-{number}.json").write_text(json.dumps(writer.shots), encoding="utf-8")


def _always_redraw(make: Any) -> Any:
    """Manim's `always_redraw`, which gives the parts their new shapes without first making them alike, part by part."""
    made = make()
    made.add_updater(lambda _: _reshape(made, make()))
    return made


def _reshape(old: Any, new: Any) -> None:
    """Give a mobject the shape of another; it and its parts stay the same objects: the scene has a list of them."""
    old.points = new.points
    for name in ("fill_rgbas", "stroke_rgbas", "stroke_width"):
        if hasattr(new, name):
            setattr(old, name, getattr(new, name))
    common = len(new.submobjects)
    for part, other in zip(old.submobjects, new.submobjects, strict=False):
        _reshape(part, other)
    for part in old.submobjects[common:]:  # of a number that has become shorter
        for one in part.get_family():
            one.points = np.zeros((0, 3))
    old.add(*new.submobjects[len(old.submobjects) :])


class _Renderer(CairoRenderer):  # type: ignore[misc]
    """Manim's renderer, which plays what it can claim and draws what changes."""

    folder: Path
    job: Job
    skip_animations: bool
    last: Any = None  # the last frame
    _seen: tuple[Any, ...] | None = None  # what it shows

    def update_skipping_status(self) -> None:
        super().update_skipping_status()
        if not self.skip_animations:
            self.skip_animations = not self._claim()
        self._seen = None

    def _claim(self) -> bool:
        try:
            os.close(os.open(self.folder / f"claim-{self.num_plays}", os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        except FileExistsError:
            return False
        return True

    def play(self, scene: Scene, *args: Any, **options: Any) -> None:
        number = self.num_plays
        super().play(scene, *args, **options)
        if self.file_writer.shots and self.file_writer.shots[-1]["play"] == number:
            tell(self.job.id, phase="rendering", done=1)

    def render(self, scene: Scene, time: float, moving_mobjects: Any = None) -> None:
        if self.skip_animations:
            return
        seen = _signature(moving_mobjects if moving_mobjects else scene.mobjects)
        if seen != self._seen or self.last is None:
            self._seen = seen
            self.update_frame(scene, moving_mobjects)
            self.last = self.get_frame()
        self.add_frame(self.last)

    def add_frame(self, frame: Any, num_frames: int = 1) -> None:
        if not self.skip_animations:
            self.last = frame
        super().add_frame(frame, num_frames)


def _signature(mobjects: Any) -> tuple[Any, ...]:
    """All that decides how mobjects are drawn."""
    found: list[Any] = []
    for mobject in mobjects:
        for part in mobject.get_family():
            if len(part.points) and hasattr(part, "fill_rgbas"):  # what has a value only is not drawn
                found.append(part.points.tobytes())
                found += [getattr(part, name).tobytes() for name in ("fill_rgbas", "stroke_rgbas")]
                found += [part.stroke_width, part.z_index]
    return tuple(found)


class _Camera(Camera):  # type: ignore[misc]
    """Manim's camera, which works out the outline of a shape once, not in every frame."""

    def __init__(self, *args: Any, **options: Any) -> None:
        self._paths: dict[bytes, Any] = {}
        super().__init__(*args, **options)

    def set_cairo_context_path(self, ctx: Any, vmobject: Any) -> _Camera:
        key = vmobject.points.tobytes()
        path = self._paths.get(key)
        if path is not None:
            ctx.new_path()
            ctx.append_path(path)
            return self
        super().set_cairo_context_path(ctx, vmobject)
        if len(self._paths) > _MOST_PATHS:
            self._paths.clear()
        if len(key):
            self._paths[key] = ctx.copy_path()
        return self


class _Writer(SceneFileWriter):  # type: ignore[misc]
    """Manim's writer without the last step: a segment for each play, and a list of them."""

    def __init__(self, *args: Any, **options: Any) -> None:
        self.shots: list[dict[str, Any]] = []
        super().__init__(*args, **options)

    def begin_animation(self, allow_write: bool = False, *, animation_index: int, file_path: Any = None) -> None:
        super().begin_animation(allow_write, animation_index=animation_index, file_path=file_path)
        if allow_write:
            path = self.partial_movie_files[animation_index]
            section = self.sections[-1].name
            self.shots.append({"play": animation_index, "section": section, "path": path, "frames": 0})

    def write_frame(self, pixels: Any, *, repeat: int = 1) -> None:
        if self._current_encode_job is not None:
            self.shots[-1]["frames"] += repeat
        super().write_frame(pixels, repeat=repeat)

    def finish(self) -> None:
        self.join_all_encode_jobs()

    def _create_segment_encoder(self, target: Path) -> VideoSegmentEncoder:
        if self.video_encoder is None:
            raise RuntimeError("a video has an encoder")
        # Manim's own settings but for the preset: a drawing on one colour is as small and as sharp with a faster one.
        options = tuple({**dict(self.video_encoder.options), "preset": "veryfast"}.items())
        return _Encoder(target=target, spec=replace(self.video_encoder, options=options))


class _Encoder(VideoSegmentEncoder):  # type: ignore[misc]
    """Manim's encoder on one thread, for the processes share the cores; it converts a frame that stands only once."""

    _pixels: Any = None
    _frame: Any = None

    def __init__(self, *, target: Path, spec: VideoEncoderSpec) -> None:
        super().__init__(target=target, spec=spec)
        self._stream.codec_context.thread_count = 1
        self._colours = av.video.reformatter.VideoReformatter()

    def write_frame(self, pixels: Any, *, repeat: int = 1) -> None:
        if pixels is not self._pixels:
            frame = av.VideoFrame.from_numpy_buffer(np.ascontiguousarray(pixels), format="rgba")
            self._pixels = pixels
            self._frame = self._colours.reformat(frame, format=self.spec.pixel_format, threads=1)
        rate = self.spec.frame_rate
        for _ in range(repeat):
            self._frame.pts = self._next_pts
            self._frame.time_base = Fraction(rate.denominator, rate.numerator)
            self._next_pts += 1
            for packet in self._stream.encode(self._frame):
                self._container.mux(packet)
