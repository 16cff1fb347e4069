r"""Paint some phases of scenes, as they end, side by side, to look at many scenes at once.

    python tools/contact_sheet.py code -o sheets
    python tools/contact_sheet.py code/advanced/0488_exp_minus_x_cos_3_x.py -o sheets --frames title,axes,summary
    python tools/contact_sheet.py code/advanced/0488_exp_minus_x_cos_3_x.py -o sheets --every 1.5

Each scene is run once, and its frames are kept in <output>/frames under the file's sum: a run broken off, or after an
edit, paints only what is missing. Of the trace it is the frame in its course. With --every there is a sheet
for each scene, with a frame every so many seconds. For one's own scenes only: they run without a sandbox.
"""

import argparse
import contextlib
import hashlib
import importlib.util
import multiprocessing
import os
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # `validation` is used from the checkout and is not installed

from PIL import Image  # noqa: E402
from rich.progress import track  # noqa: E402

from validation.run import quick_copy, quick_svg, typeset  # noqa: E402
from validation.scene_file import PHASES  # noqa: E402

GAP = 4
GREY, RED = (90, 90, 90), (110, 20, 20)
SIZE = (854, 480)
MOVING = "trace"
FRAME_RATE = 8


class Camera:
    """Runs a scene without painting, but for the frames that are asked for.

    Args:
        phases: whose last frame is kept (of the trace one in its course).
        every: if given, a frame is kept each time that so many seconds have passed instead.
    """

    def __init__(self, phases: Sequence[str], every: float | None) -> None:
        self.phases, self.every = phases, every
        self.frames: dict[str, Image.Image] = {}
        self.phase, self.longest, self.next = "", 0.0, 0.0
        self.play, self.began, self.length = 0, 0.0, 0.0  # the play under way, when it began, how long it takes

    def run(self, path: Path, media: str) -> dict[str, Image.Image]:
        """The frames by name: the phase, or the time in seconds."""
        import manim

        manim.config.update({"media_dir": media, "disable_caching": True, "dry_run": True, "progress_bar": "none"})
        manim.config.update({"frame_rate": FRAME_RATE, "pixel_width": SIZE[0], "pixel_height": SIZE[1]})
        manim.logger.handlers.clear()
        opened, self.paint = manim.Scene.next_section, manim.CairoRenderer.update_frame
        manim.CairoRenderer.update_frame = lambda *args, **kwargs: None

        def next_section(scene: Any, name: str = "unnamed", *args: Any, **kwargs: Any) -> None:
            self.end_of_phase(scene)
            self.phase = name
            opened(scene, name, *args, **kwargs)

        manim.Scene.next_section = next_section
        manim.CairoRenderer.render = lambda renderer, scene, time, moving=None: self.passing(renderer, scene, time)
        spec = importlib.util.spec_from_file_location("lesson", path)
        if spec is None or spec.loader is None:
            raise ImportError(f"{path} is no Python file")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        scene = module.DerivativeVisualization()
        scene.render()
        self.end_of_phase(scene)
        return self.frames

    def end_of_phase(self, scene: Any) -> None:
        """Keep what a phase ends with."""
        if self.every is None and self.phase in self.phases and self.phase not in self.frames:
            self.keep(scene, self.phase)

    def passing(self, renderer: Any, scene: Any, time: float) -> None:
        """One frame of a play, `time` seconds after it began."""
        if self.every is not None:
            if renderer.num_plays != self.play:
                self.play, self.began = renderer.num_plays, self.began + self.length
            self.length = scene.duration
            now = self.began + time
            if now >= self.next:
                self.keep(scene, f"{now:06.2f}")
                self.next = now + self.every
        elif self.phase == MOVING in self.phases and time >= 0.4 * scene.duration and scene.duration > self.longest:
            self.longest = scene.duration
            self.keep(scene, self.phase)

    def keep(self, scene: Any, name: str) -> None:
        """Paint the scene as it is."""
        scene.renderer.static_image = None
        self.paint(scene.renderer, scene)
        self.frames[name] = Image.fromarray(scene.renderer.get_frame()[..., :3].copy())


def shoot(phases: Sequence[str], every: float | None, media: Path, job: tuple[Path, Path]) -> str:
    """Run a scene and write its frames to the folder `job[1]`; returns what went wrong."""
    path, folder = job
    own = media / f"process-{os.getpid()}"
    (own / "Tex").mkdir(parents=True, exist_ok=True)
    for file in (media / "Tex").iterdir():
        if not (own / "Tex" / file.name).exists():
            (own / "Tex" / file.name).hardlink_to(file)
    try:
        frames = Camera(phases, every).run(path, str(own))
    except Exception as error:
        return f"{path}: {type(error).__name__}: {error}"
    for file in (own / "Tex").glob("*.svg"):  # what this scene had to set (numbers of axes) serves the next ones
        with contextlib.suppress(FileExistsError):
            (media / "Tex" / file.name).hardlink_to(file)
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in frames.items():
        frame.save(folder / f"{name}.tmp.png")
        (folder / f"{name}.tmp.png").replace(folder / f"{name}.png")
    missing = [] if every else [name for name in phases if name not in frames]
    return f"{path}: no frame of {', '.join(missing)}" if missing else ""


def tile(frames: Sequence[Path], columns: int, scale: float) -> Image.Image:
    """Lay the frames out in rows with grey gaps; one that is missing is red."""
    size = round(SIZE[0] * scale), round(SIZE[1] * scale)
    width, height = size[0] + GAP, size[1] + GAP
    rows = -(-len(frames) // columns)
    sheet = Image.new("RGB", (columns * width - GAP, rows * height - GAP), GREY)
    for index, frame in enumerate(frames):
        image = Image.open(frame).resize(size, Image.Resampling.LANCZOS) if frame.exists() else None
        sheet.paste(image or Image.new("RGB", size, RED), (index % columns * width, index // columns * height))
    return sheet


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("paths", nargs="+", type=Path, help="scene files, or folders")
    parser.add_argument("-o", "--output", type=Path, required=True, help="the folder for the sheets")
    parser.add_argument("--frames", default="derivation,trace,derivative,summary", help="default: %(default)s")
    parser.add_argument("--every", type=float, help="a sheet for each scene, a frame every so many seconds")
    parser.add_argument("--columns", type=int, help="frames in a row (default: those of two scenes; 6 with --every)")
    parser.add_argument("--rows", type=int, default=10, help="rows on a sheet (default: %(default)s)")
    parser.add_argument("--scale", type=float, default=0.5, help="of a frame, 1 for 854 x 480 (default: %(default)s)")
    parser.add_argument("-j", "--jobs", type=int, default=2, help="scenes at a time (default: %(default)s)")
    options = parser.parse_args(arguments)
    phases = options.frames.split(",")
    if unknown := set(phases) - set(PHASES):
        parser.error(f"no such phase: {', '.join(sorted(unknown))}")
    files: list[Path] = []
    for path in options.paths:
        if not path.exists():
            parser.error(f"no such file or folder: {path}")
        files += sorted(path.rglob("*.py")) if path.is_dir() else [path]
    kind = f"every-{options.every:g}" if options.every else "phases"
    folders = [
        options.output / "frames" / f"{path.stem}-{hashlib.sha256(path.read_bytes()).hexdigest()[:12]}-{kind}"
        for path in files
    ]
    wanted = [] if options.every else [f"{phase}.png" for phase in phases]
    missing = [
        (path, folder)
        for path, folder in zip(files, folders, strict=True)
        if not folder.is_dir() or any(not (folder / name).exists() for name in wanted)
    ]
    wrong = run(missing, phases, options.every, options.jobs) if missing else []
    for message in wrong:
        print(message)
    options.output.mkdir(parents=True, exist_ok=True)
    if options.every:
        for path, folder in zip(files, folders, strict=True):
            strip = sorted(folder.glob("*.png"))
            if strip:
                tile(strip, options.columns or 6, options.scale).save(options.output / f"{path.stem}.png")
    else:
        columns = options.columns or 2 * len(phases)
        each = max(1, columns // len(phases)) * options.rows
        for number, start in enumerate(range(0, len(folders), each), 1):
            frames = [folder / name for folder in folders[start : start + each] for name in wanted]
            tile(frames, columns, options.scale).save(options.output / f"sheet_{number:03d}.png")
    print(f"{options.output}: {len(files)} scenes, {len(missing)} run now, {len(wrong)} without all their frames")
    return 1 if wrong else 0


def run(missing: list[tuple[Path, Path]], phases: Sequence[str], every: float | None, jobs: int) -> list[str]:
    """Run the scenes, a process each; returns what went wrong."""
    with tempfile.TemporaryDirectory() as folder:
        media = Path(folder)
        typeset.typeset([path for path, _ in missing], media / "Tex", jobs=jobs)
        for patch in (quick_copy, quick_svg):
            patch.install()
        with multiprocessing.get_context("fork").Pool(jobs, maxtasksperchild=1) as pool:
            shots = pool.imap(partial(shoot, phases, every, media), missing, chunksize=1)
            return [wrong for wrong in track(shots, "scenes", total=len(missing), transient=True) if wrong]


if __name__ == "__main__":
    sys.exit(main())
