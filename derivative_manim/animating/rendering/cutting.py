"""From the segments of the plays to the video, the clips of the sections and the GIF; nothing is encoded twice."""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import av

if TYPE_CHECKING:
    from derivative_manim.animating.rendering.job import Job

RATES = {"low": 15, "medium": 30, "high": 60, "fourk": 60}
GIF_WIDTH, GIF_RATE = 480, 6


def shots(folder: Path) -> list[dict[str, Any]]:
    """The plays in their order, as the processes have listed them.

    Raises:
        RuntimeError: one is missing.
    """
    found = [shot for file in folder.glob("shots-*.json") for shot in json.loads(file.read_text(encoding="utf-8"))]
    found.sort(key=lambda shot: shot["play"])
    if [shot["play"] for shot in found] != list(range(len(found))):
        raise RuntimeError("a play of the scene was not rendered")
    return [shot for shot in found if shot["frames"]]


def cut(job: Job, folder: Path, listed: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Write `video.mp4`, and what else is asked for; gives where each play is in the video, in seconds."""
    rate = RATES[job.quality]
    _joined([shot["path"] for shot in listed], folder / "video.mp4")
    if job.sections:
        (folder / "sections").mkdir()
        for number, (name, group) in enumerate(groupby(listed, key=lambda shot: str(shot["section"])), 1):
            _joined([shot["path"] for shot in group], folder / "sections" / f"{number}_{name}.mp4")
    if job.gif:
        gif(folder / "video.mp4", folder / "video.gif", rate)
    at, plays = 0, []
    for shot in listed:
        plays.append([shot["section"], at / rate, (at + shot["frames"]) / rate])
        at += shot["frames"]
    return {"plays": plays, "seconds": at / rate}


def _joined(paths: Sequence[str], target: Path) -> None:
    """Put segments one after the other, as they are."""
    listed = BytesIO("".join(f"file 'file:{path}'\n" for path in paths).encode())
    with (
        av.open(listed, format="concat", options={"safe": "0", "an": "1"}) as source,
        av.open(str(target), mode="w", options={"movflags": "+faststart"}) as made,
    ):
        given = source.streams.video[0]
        stream = made.add_stream_from_template(template=given)
        for packet in source.demux(given):
            if packet.dts is not None:
                packet.dts = None
                packet.stream = stream
                made.mux(packet)


def poster(video: Path, target: Path) -> None:
    """Write the last frame of a video as an image."""
    with av.open(str(video)) as source:
        *_, last = source.decode(video=0)
        last.to_image().save(target, optimize=True)


def gif(video: Path, target: Path, rate: int) -> None:
    """A small GIF: fewer frames, fewer pixels, a palette of its own."""
    with av.open(str(video)) as source, av.open(str(target), mode="w") as made:
        given = source.streams.video[0]
        height = round(GIF_WIDTH * given.height / given.width / 2) * 2
        stream = made.add_stream("gif", rate=GIF_RATE)
        stream.pix_fmt, stream.width, stream.height = "pal8", GIF_WIDTH, height
        graph = av.filter.Graph()
        feed = graph.add_buffer(template=given)
        steps = [
            graph.add("fps", str(GIF_RATE)),
            graph.add("scale", f"{GIF_WIDTH}:{height}:flags=lanczos"),
            graph.add("split"),
        ]
        for before, after in zip([feed, *steps], steps, strict=False):
            before.link_to(after)
        palette = graph.add("palettegen", "max_colors=64")
        use = graph.add("paletteuse", "dither=none:diff_mode=rectangle")
        sink = graph.add("buffersink")
        steps[-1].link_to(palette, 0, 0)
        steps[-1].link_to(use, 1, 0)
        palette.link_to(use, 0, 1)
        use.link_to(sink)
        graph.configure()
        for frame in source.decode(video=0):
            graph.push(frame)
        graph.push(None)
        number = 0
        while True:
            try:
                frame = graph.pull()
            except (av.error.EOFError, BlockingIOError):
                break
            frame.pts, number = number, number + 1
            frame.time_base = Fraction(1, GIF_RATE)
            made.mux(stream.encode(frame))
        made.mux(stream.encode())
