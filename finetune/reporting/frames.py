"""A few frames of scenes, rendered by Manim itself in the sandbox; the videos are opened in another.

What comes back from the sandboxes is bytes that a stranger's code may have made: a frame is kept only if it is a small
PNG of the size that was asked for.
"""

from __future__ import annotations

import ast
import hashlib
import json
import struct
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from validation.sandbox import Limits, Sandbox
from validation.scene_file import CLASS_NAME, PHASES

FOLDER, INDEX = "frames", "index.json"
PHASES_SHOWN = ("function", "derivation", "trace", "summary")
WIDTH, HEIGHT, RATE = 480, 270, 5
MOST_BYTES = 60_000
NAME = "video"
MANIM = ("render", "--disable_caching", "--progress_bar", "none", "-v", "WARNING", "--format", "mp4")
# A scene takes half a minute of processor time; on a machine that has other work it may wait for long.
LIMITS = replace(Limits(), wall_seconds=1200.0, cpu_seconds=300, folder_bytes=512 * 2**20, file_bytes=128 * 2**20)
_VERSION = f"1 {WIDTH}x{HEIGHT} {RATE} {' '.join(PHASES_SHOWN)}"
_OUT = f"media/videos/scene/{HEIGHT}p{RATE}"
_PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True)
class Frame:
    """A frame: when it is shown, and the PNG."""

    label: str
    data: bytes = field(repr=False)


@dataclass(frozen=True)
class Film:
    """The frames of a scene, or why there are none."""

    frames: Sequence[Frame]
    error: str = ""


def film(source: str) -> Film:
    """Render a scene and take the last frame of four of its phases; without phases, frames at equal distances.

    Args:
        source: the scene's text; it is not trusted.

    Raises:
        SandboxUnavailable: there is no sandbox; nothing was run.
    """
    name = scene_class(source)
    if name is None:
        return Film((), "there is no scene in it to render")
    argv = [sys.executable, "-m", "manim", *_options(), "-o", NAME, "scene.py", name]
    video, sections = f"{_OUT}/{NAME}.mp4", f"{_OUT}/sections/{NAME}.json"
    outcome = Sandbox(LIMITS).run(
        argv, files={"scene.py": source.encode("utf-8", errors="replace")}, collect=[video, sections]
    )
    if video not in outcome.files:
        said = [line for line in outcome.stderr.decode(errors="replace").splitlines() if line.strip(" │╭╮╰╯─")]
        return Film(
            (), f"Manim makes no video ({outcome.reason}): {said[-1].strip()[:200] if said else 'it says nothing'}"
        )
    labels, times = _moments(outcome.files.get(sections, b""))
    return _stills(outcome.files[video], labels, times)


def scene_class(source: str) -> str | None:
    """Name the class to render: `DerivativeVisualization`, else the first class whose base is called like a scene."""
    try:
        classes = [node for node in ast.parse(source).body if isinstance(node, ast.ClassDef)]
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return None
    scenes = [node.name for node in classes if any(ast.unparse(base).endswith("Scene") for base in node.bases)]
    return CLASS_NAME if CLASS_NAME in scenes else next(iter(scenes), None)


def _options() -> list[str]:
    return [*MANIM, "--resolution", f"{WIDTH},{HEIGHT}", "--frame_rate", str(RATE), "--save_sections"]


def _moments(sections: bytes) -> tuple[list[str], list[float]]:
    """Give the phases to show and when they end, in seconds; or shares of the whole as negative numbers."""
    try:
        ends, now = {}, 0.0
        for section in json.loads(sections):
            now += float(section["duration"])
            ends[section["name"]] = now
        if all(phase in ends for phase in PHASES):
            # Half a frame before the end: the last frame of the phase, not the first of the next.
            return list(PHASES_SHOWN), [max(0.0, ends[phase] - 0.5 / RATE) for phase in PHASES_SHOWN]
    except (ArithmeticError, AttributeError, KeyError, RecursionError, TypeError, ValueError):
        pass
    shares = [(place + 1) / len(PHASES_SHOWN) for place in range(len(PHASES_SHOWN))]
    return [f"after {share:.0%} of its length" for share in shares], [-share for share in shares]


def _stills(video: bytes, labels: Sequence[str], times: Sequence[float]) -> Film:
    names = [f"still_{place}.png" for place in range(len(times))]
    program = Path(__file__).with_name("stills.py").read_bytes()
    given = {"stills.py": program, "video.mp4": video, "times.json": json.dumps(list(times)).encode()}
    found = Sandbox(Limits()).run([sys.executable, "stills.py"], files=given, collect=names).files
    frames = [Frame(label, found[name]) for label, name in zip(labels, names, strict=True) if _good(found.get(name))]
    return Film(frames, "" if frames else "the video cannot be opened")


def _good(data: bytes | None) -> bool:
    """Whether it is a small PNG of the size that was asked for (its first chunk says)."""
    if data is None or not 33 <= len(data) <= MOST_BYTES or not data.startswith(_PNG) or data[12:16] != b"IHDR":
        return False
    size: tuple[int, int] = struct.unpack(">II", data[16:24])
    return size == (WIDTH, HEIGHT)


def kept(folder: Path, key: str, scenes: Mapping[str, str]) -> dict[str, Any] | None:
    """Give what is kept of an example's frames; None if there is nothing, or it is of other scenes.

    Args:
        folder: of the results.
        key: of the sample.
        scenes: by what they are (`expected`, `generated`), the scenes' texts.

    Returns:
        By what they are: `error`, and `frames`, a list of `label` and `file`.
    """
    entry = _index(folder).get(key)
    if not isinstance(entry, dict) or entry.get("of") != _digest(scenes):
        return None
    films: dict[str, Any] = entry["films"]
    files = [folder / FOLDER / frame["file"] for made in films.values() for frame in made["frames"]]
    return films if all(file.is_file() for file in files) else None


def render_frames(
    folder: Path, key: str, scenes: Mapping[str, str], tick: Callable[[str], None] = lambda what: None
) -> dict[str, Any]:
    """Render the scenes of an example, unless their frames are kept already, and keep the frames in `folder/frames`.

    Args:
        folder: of the results.
        key: of the sample.
        scenes: by what they are, the scenes' texts.
        tick: told what is rendered next.

    Returns:
        As `kept`.

    Raises:
        SandboxUnavailable: there is no sandbox; nothing was run.
    """
    before = kept(folder, key, scenes)
    if before is not None:
        return before
    (folder / FOLDER).mkdir(exist_ok=True)
    films: dict[str, Any] = {}
    done: dict[str, Film] = {}
    for what, source in scenes.items():
        tick(what)
        made = done[source] = done.get(source) or film(source)
        listed = []
        for place, frame in enumerate(made.frames):
            name = f"{key}-{what}-{place}.png"
            (folder / FOLDER / name).write_bytes(frame.data)
            listed.append({"label": frame.label, "file": name})
        films[what] = {"error": made.error, "frames": listed}
    index = {**_index(folder), key: {"of": _digest(scenes), "films": films}}
    part = folder / FOLDER / f"{INDEX}.part"
    part.write_text(json.dumps(index, indent=1) + "\n", encoding="utf-8")
    part.replace(folder / FOLDER / INDEX)
    return films


def _index(folder: Path) -> dict[str, Any]:
    source = folder / FOLDER / INDEX
    try:
        content = json.loads(source.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _digest(scenes: Mapping[str, str]) -> str:
    whole = json.dumps([_VERSION, sorted(scenes.items())])
    return hashlib.sha256(whole.encode()).hexdigest()
