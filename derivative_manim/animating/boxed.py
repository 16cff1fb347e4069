"""A scene that a model wrote, rendered by Manim in the validator's sandbox."""

from __future__ import annotations

import base64
import contextlib
import importlib
import json
import sys
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

from derivative_manim.animating.types import QUALITIES, Options
from derivative_manim.errors import RenderError

_CLASS = "DerivativeVisualization"
_SECTIONS = ("title", "axes", "function", "derivation", "tangent", "trace", "derivative", "summary")
_FOLDERS = {"l": "480p15", "m": "720p30", "h": "1080p60", "k": "2160p60"}
_MEMORY, _FILES = 6 * 2**30, 2 * 2**30  # bytes

# Runs in the sandbox: renders, then reports the files that are wanted in pieces, a line each.
_PROGRAM = """
import base64, json, os, pathlib, subprocess, sys
request = json.load(sys.stdin)
pathlib.Path("scene.py").write_text(request["code"], encoding="utf-8")
code = subprocess.run(request["command"], stdin=subprocess.DEVNULL).returncode
with os.fdopen(3, "wb") as report:
    for name in filter(os.path.isfile, request["wanted"]):
        with open(name, "rb") as file:
            while part := file.read(48 * 1024):
                report.write(json.dumps([name, base64.b64encode(part).decode()]).encode() + b"\\n")
sys.exit(code if code >= 0 else 128 - code)
"""


def render(code: str, options: Options, folder: Path) -> dict[str, Any]:
    """Render a scene that was judged to be right, and put what comes of it into a folder.

    Args:
        code: the scene, which has the class and the eight sections of a lesson.
        options: quality, processor seconds, and whether the clips of the sections and a GIF are wanted.
        folder: gets video.mp4 and poster.png, and what else is wanted.

    Returns:
        `plays`: each section with the seconds at which it begins and ends; `seconds`: the length of the video.

    Raises:
        RenderError: it was not rendered to its end.
    """
    from derivative_manim.animating.rendering import cutting  # PyAV comes with Manim

    place = f"media/videos/scene/{_FOLDERS[options.quality]}"
    index = f"{place}/sections/{_CLASS}.json"
    clips = {
        f"{number + 1}_{name}.mp4": f"{place}/sections/{_CLASS}_{number:04}_{name}.mp4"
        for number, name in enumerate(_SECTIONS)
    }
    files = _made(code, options, [f"{place}/{_CLASS}.mp4", index, *clips.values()])
    (folder / "video.mp4").write_bytes(files[f"{place}/{_CLASS}.mp4"])
    cutting.poster(folder / "video.mp4", folder / "poster.png")
    rate = cutting.RATES[QUALITIES[options.quality]]
    if options.gif:
        cutting.gif(folder / "video.mp4", folder / "video.gif", rate)
    if options.sections:
        (folder / "sections").mkdir()
        for name, path in clips.items():
            (folder / "sections" / name).write_bytes(files[path])
    lengths = [int(section["nb_frames"]) / rate for section in json.loads(files[index])]
    times = list(accumulate(lengths, initial=0.0))
    plays = [[name, start, end] for name, (start, end) in zip(_SECTIONS, pairwise(times), strict=True)]
    return {"plays": plays, "seconds": times[-1]}


def _made(code: str, options: Options, wanted: list[str]) -> dict[str, bytes]:
    sandbox = importlib.import_module("derivative_manim.validation.sandbox")
    limits = sandbox.Limits(
        cpu_seconds=options.seconds,
        wall_seconds=4 * options.seconds + 60,
        memory_total=_MEMORY,
        file_bytes=_FILES,
        folder_bytes=_FILES,
    )
    manim = [sys.executable, "-m", "manim", "render", f"-q{options.quality}", "--save_sections", "--media_dir", "media"]
    command = [*manim, "--progress_bar", "none", "-v", "ERROR", "scene.py", _CLASS]
    request = json.dumps({"code": code, "command": command, "wanted": wanted}).encode()
    files: dict[str, bytearray] = {}
    size = 0
    outcome = None
    with contextlib.closing(sandbox.stream([sys.executable, "-c", _PROGRAM], limits, stdin=request)) as lines:
        for line in lines:
            if not isinstance(line, bytes):
                outcome = line
                break
            name, part = _part(line)
            size += len(part)
            if name in wanted and size <= _FILES:  # untrusted: nothing else is kept
                files.setdefault(name, bytearray()).extend(part)
    if outcome is not None and outcome.reason == "timeout":
        raise RenderError("what the model wrote takes longer to render than it may: allow more --seconds")
    if len(files) < len(wanted):
        reason = outcome.reason if outcome is not None else "ended"
        raise RenderError(f"what the model wrote could not be rendered in the sandbox ({reason})")
    return {name: bytes(content) for name, content in files.items()}


def _part(line: bytes) -> tuple[str, bytes]:
    """A line that `_PROGRAM` reports; one that is none of its own is of no file."""
    try:
        name, part = json.loads(line)
        return str(name), base64.b64decode(part)
    except (ValueError, TypeError):
        return "", b""
