"""The lessons that a page shows as videos: two of each level that everybody knows, rendered once and kept."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from derivative_manim.errors import ReleaseError
from derivative_manim.records import Example

SHOWN = (
    "x**2", "x**3", "sin(x)", "log(x)", "x*sin(x)", "x**2/(x + 1)", "sin(x**2)", "exp(sin(x))",
)  # fmt: skip
QUALITIES = {"l": "480p at 15 frames a second", "m": "720p at 30 frames a second"}


def shown(examples: Sequence[Example]) -> list[Example]:
    """Choose the lessons that are shown as videos.

    Raises:
        ReleaseError: the dataset has lost one of them.
    """
    by_function = {example["function"]: example for example in examples}
    missing = [function for function in SHOWN if function not in by_function]
    if missing:
        raise ReleaseError(f"the dataset has no {missing[0]}, which the page shows: choose others in hub/samples.py")
    return sorted((by_function[function] for function in SHOWN), key=lambda example: example["rank"])


def cache_folder() -> Path:
    """Return where rendered videos are kept."""
    base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser() / "derivative-manim" / "videos"


def kept(example: Example, suffix: str, folder: Path | None = None) -> Path | None:
    """Give what was rendered of a lesson before, in the best quality that there is; None if nothing was.

    Args:
        example: the lesson.
        suffix: `.mp4` for the video, `.png` for its last frame.
        folder: where it is kept; the user's cache if None.
    """
    folder = folder or cache_folder()
    files = [folder / f"{example['sha256']}-{quality}{suffix}" for quality in reversed(QUALITIES)]
    return next((file for file in files if file.is_file()), None)


def render(example: Example, quality: str = "l", folder: Path | None = None) -> tuple[Path, Path]:
    """Render a lesson, unless that was done before.

    The dataset's own lessons only: they run without a sandbox.

    Args:
        example: the lesson.
        quality: one of `QUALITIES`, as for `manim -q`.
        folder: where the video is kept, by the scene's sum; the user's cache if None.

    Returns:
        The MP4, and its last frame as a PNG.

    Raises:
        ReleaseError: Manim is missing, or failed.
    """
    folder = folder or cache_folder()
    video = folder / f"{example['sha256']}-{quality}.mp4"
    picture = video.with_suffix(".png")
    if video.is_file() and picture.is_file():
        return video, picture
    folder.mkdir(parents=True, exist_ok=True)
    # A folder of its own: runs in one media folder race for their formulas, and Manim dislikes some paths.
    with tempfile.TemporaryDirectory(prefix="derivative-manim-") as work:
        scene = Path(work) / "scene.py"
        scene.write_text(example["code"], encoding="utf-8")
        made = _manim(scene, Path(work), quality)
        _last_frame(made, Path(work) / "last.png")
        # Into the cache at the end, each in one step: what is there is whole.
        for source, place in ((Path(work) / "last.png", picture), (made, video)):
            half = place.with_suffix(f".{os.getpid()}.half")
            half.write_bytes(source.read_bytes())
            half.replace(place)
    return video, picture


def _manim(scene: Path, work: Path, quality: str) -> Path:
    command = [
        sys.executable, "-m", "manim", "render", f"-q{quality}", "--disable_caching", "--progress_bar", "none",
        "--media_dir", str(work / "media"), str(scene), "DerivativeVisualization",
    ]  # fmt: skip
    done = subprocess.run(command, cwd=work, capture_output=True, text=True, check=False)
    found = sorted((work / "media" / "videos" / "scene").glob("*/DerivativeVisualization.mp4"))
    if "No module named manim" in done.stderr:
        raise ReleaseError("videos need Manim: pip install 'derivative-manim[animate]', or leave them out: --no-videos")
    if done.returncode or not found:
        said = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:] or ["it made no video"]
        raise ReleaseError(f"Manim could not render {scene.name}: {said[0]}")
    return found[0]


def _last_frame(video: Path, picture: Path) -> None:
    import av

    with av.open(str(video)) as container:
        frame = None
        for frame in container.decode(video=0):  # noqa: B007  # the last one is wanted
            pass
        if frame is None:
            raise ReleaseError(f"{video} has no frame")
        frame.to_image().save(picture, optimize=True)
