"""Real videos: rendered by Manim itself in the sandbox, then opened and looked at in another."""

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from .problem import Problem, Severity, Where
from .sandbox import Limits, Sandbox

RULES = {
    "render.video": "Manim renders the scene to a video",
    "render.length": "the video is as long as the scene's animations",
    "render.blank": "every second of the video shows something",
    "render.moves": "the video moves",
}

MANIM = ["render", "-ql", "--disable_caching", "--progress_bar", "none", "-v", "WARNING", "--format", "mp4"]
LIMITS = replace(Limits(), wall_seconds=300.0, cpu_seconds=300, folder_bytes=512 * 2**20, file_bytes=128 * 2**20)
NAME = "video"
# Of the 410,000 pixels of a frame at 480p, a line of text lights some hundreds.
LIT_PIXELS = 200
SLACK_SECONDS = 1.0


@dataclass(frozen=True)
class Video:
    """A video, and what it shows.

    Attributes:
        data: the MP4.
        seconds: its length.
        lit: for each second, how many pixels are not dark.
        moving: how many seconds differ from the one before.
    """

    data: bytes
    seconds: float
    lit: tuple[int, ...]
    moving: int


def check(path: str, source: bytes, class_name: str, seconds: float | None) -> tuple[Video | None, list[Problem]]:
    """Render a scene and look at the video.

    Args:
        path: the name to give in problems.
        source: the scene's text.
        class_name: the scene to render.
        seconds: how long the video should be; None if that is not known.

    Raises:
        SandboxUnavailable: there is no sandbox.
    """
    argv = [sys.executable, "-m", "manim", *MANIM, "-o", NAME, "scene.py", class_name]
    wanted = f"media/videos/scene/480p15/{NAME}.mp4"
    outcome = Sandbox(LIMITS).run(argv, files={"scene.py": source}, collect=[wanted])
    data = outcome.files.get(wanted)
    if data is None:
        said = outcome.stderr.decode(errors="replace").strip().splitlines() or ["it says nothing"]
        message = f"Manim makes no video ({outcome.reason}): {said[-1][:300]}"
        return None, [Problem("render.video", Severity.ERROR, Where(path), message, "run it: manim -ql FILE")]
    video = look(data)
    if video is None:
        message = f"the video of {len(data)} bytes cannot be opened"
        return None, [Problem("render.video", Severity.ERROR, Where(path), message, "run it: manim -ql FILE")]
    return video, [
        Problem(rule, Severity.ERROR, Where(path), message, hint) for rule, message, hint in judge(video, seconds)
    ]


def look(data: bytes) -> Video | None:
    """Open a video in a sandbox of its own; None if it is not one."""
    outcome = Sandbox(Limits()).run([sys.executable, "-m", f"{__package__}.run.viewer"], files={"video.mp4": data})
    try:
        found: Mapping[str, list[int] | float] = json.loads(outcome.report)
        lit, seconds, moving = found["lit"], found["seconds"], found["moving"]
        if not isinstance(lit, list):
            return None
        return Video(data, float(seconds), tuple(int(count) for count in lit), int(moving))  # type: ignore[arg-type]
    except (KeyError, TypeError, ValueError):
        return None


def judge(video: Video, seconds: float | None) -> Iterator[tuple[str, str, str]]:
    """Yield what is wrong with a video: rule, message, hint."""
    if seconds is not None and abs(video.seconds - seconds) > SLACK_SECONDS:
        yield "render.length", f"the video has {video.seconds:.1f} s, its animations {seconds:.1f} s", ""
    # In its first second a lesson only begins to write.
    blank = [index for index, count in enumerate(video.lit) if index > 0 and count < LIT_PIXELS]
    if blank or not video.lit:
        where = f"at second {blank[0]}" if blank else "altogether"
        yield "render.blank", f"the video is blank {where}", "show something"
    if video.moving < len(video.lit) / 4:
        yield "render.moves", f"{video.moving} of {len(video.lit)} seconds differ from the one before", "animate it"
