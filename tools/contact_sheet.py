"""Paint some phases of scenes, as they end, side by side into one picture, to look at many scenes at once.

    python tools/contact_sheet.py code/advanced/0488_exp_minus_x_cos_3_x.py -o sheet.png
    python tools/contact_sheet.py code/foundation -o sheet.png --frames derivation,summary --columns 4

Of the trace it is the frame in its course. For one's own scenes only: they run without a sandbox.
"""

import argparse
import itertools
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

from validation.run import observe, quick_copy, quick_mobject, quick_svg, settings, typeset  # noqa: E402
from validation.scene_file import PHASES  # noqa: E402

GAP = 4
GREY, RED = (90, 90, 90), (110, 20, 20)
SIZE = (854, 480)
MOVING = "trace"
Frames = list[bytes | None]


def shoot(phases: Sequence[str], media: Path, path: Path) -> tuple[Frames, str]:
    """Run a scene and return the frames of the phases, RGB, and what went wrong; only these frames are painted."""
    import manim

    os.setsid()
    own = media / f"process-{os.getpid()}"
    (own / "Tex").mkdir(parents=True)
    for file in (media / "Tex").iterdir():
        (own / "Tex" / file.name).hardlink_to(file)
    settings.apply(str(own))
    manim.config.update({"frame_rate": 8, "pixel_width": SIZE[0], "pixel_height": SIZE[1]})
    manim.logger.handlers.clear()
    frames: dict[str, bytes] = {}
    phase, longest = "", 0.0
    open_section = manim.Scene.next_section
    paint = manim.CairoRenderer.update_frame

    def keep(scene: Any) -> None:
        scene.renderer.static_image = None
        paint(scene.renderer, scene)
        frames[phase] = scene.renderer.get_frame()[..., :3].tobytes()

    def next_section(scene: Any, name: str = "unnamed", *args: Any, **kwargs: Any) -> None:
        nonlocal phase
        if phase in phases and phase not in frames:
            keep(scene)
        phase = name
        open_section(scene, name, *args, **kwargs)

    def render(renderer: Any, scene: Any, time: float, moving: Any = None) -> None:
        nonlocal longest
        if phase == MOVING in phases and time >= 0.4 * scene.duration and scene.duration > longest:
            longest = scene.duration
            keep(scene)

    manim.Scene.next_section = next_section
    manim.CairoRenderer.render = render
    manim.CairoRenderer.update_frame = lambda *args, **kwargs: None
    try:
        scene = observe.load(path)[0]()
        scene.render()
        next_section(scene, "")  # the last phase ends with the scene
    except Exception as error:
        return [None] * len(phases), f"{path}: {type(error).__name__}: {error}"
    missing = [name for name in phases if name not in frames]
    return [frames.get(name) for name in phases], f"{path}: no frame of {', '.join(missing)}" if missing else ""


def tile(frames: Sequence[bytes | None], columns: int) -> Image.Image:
    """Lay the frames out in rows with grey gaps; one that is missing is red."""
    width, height = SIZE[0] + GAP, SIZE[1] + GAP
    rows = -(-len(frames) // columns)
    sheet = Image.new("RGB", (columns * width - GAP, rows * height - GAP), GREY)
    for index, frame in enumerate(frames):
        image = Image.new("RGB", SIZE, RED) if frame is None else Image.frombytes("RGB", SIZE, frame)
        sheet.paste(image, (index % columns * width, index // columns * height))
    return sheet


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("paths", nargs="+", type=Path, help="scene files, or folders")
    parser.add_argument("-o", "--output", type=Path, required=True, help="the picture to write")
    parser.add_argument("--frames", default="title,derivation,trace,summary", help="default: %(default)s")
    parser.add_argument("--columns", type=int, help="frames in a row (default: those of one scene)")
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

    with tempfile.TemporaryDirectory() as folder:
        media = Path(folder)
        settings.apply(str(media))
        typeset.typeset(files, media / "Tex", jobs=options.jobs)
        for patch in (quick_copy, quick_svg, quick_mobject):
            patch.install()
        fork = multiprocessing.get_context("fork")
        with fork.Pool(options.jobs, maxtasksperchild=1) as pool:
            shots = pool.imap(partial(shoot, phases, media), files, chunksize=1)
            taken = list(track(shots, "scenes", total=len(files), transient=True))
    for _, wrong in taken:
        if wrong:
            print(wrong)
    ordered = list(itertools.chain.from_iterable(frames for frames, _ in taken))
    tile(ordered, options.columns or len(phases)).save(options.output)
    failures = sum(bool(wrong) for _, wrong in taken)
    print(f"{options.output}: {len(files)} scenes, {failures} without all their frames")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
