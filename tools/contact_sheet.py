"""Show frames of many scenes in one picture, to look the whole release over.

    python tools/contact_sheet.py -o sheet.png code/foundation/000*.py

A row is a scene, a column the last frame of a phase; `trace` is taken in mid course, where the tangent moves
(at two fifths of it: the middle is often a zero of the derivative).
"""

import argparse
import itertools
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import dry_run
import tex_batch
from PIL import Image
from rich.console import Console

GAP = 4
GREY, RED = (90, 90, 90), (110, 20, 20)
SIZE = (854, 480)
MOVING = "trace"


def shoot(phases: Sequence[str], path: Path) -> list[bytes | None] | dry_run.Problem:
    """Run a scene and return the frames of the phases, RGB; only these are painted."""
    import manim

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
    manim.logger.handlers.clear()
    settings = dry_run.SETTINGS | {"frame_rate": 8, "pixel_width": SIZE[0], "pixel_height": SIZE[1]}
    try:
        with manim.tempconfig(settings):
            scene = dry_run.load_scene(path)()
            scene.render()
            next_section(scene, "")  # the last phase ends with the scene
    except Exception as error:
        return dry_run.Problem(type(error).__name__, str(error))
    return [frames.get(name) for name in phases]


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
    parser.add_argument("--timeout", type=float, default=120, help="seconds a scene (default: %(default)s)")
    dry_run.add_cache_option(parser)
    options = parser.parse_args(arguments)
    phases = options.frames.split(",")
    if unknown := set(phases) - set(dry_run.PHASES):
        parser.error(f"no such phase: {', '.join(sorted(unknown))}")
    try:
        files = [path.resolve() for path in tex_batch.scene_files(options.paths)]
        tex_batch.require_tex()
    except FileNotFoundError as error:
        parser.error(str(error))

    dry_run.end_cleanly()
    console = Console(highlight=False, soft_wrap=True)
    tex_dir = options.cache_dir.resolve() / "Tex"
    tex_batch.typeset(files, tex_dir, jobs=options.jobs)
    work = partial(shoot, phases)
    taken: dict[Path, list[bytes | None]] = {}
    failures = 0
    for path, frames in dry_run.in_forks(work, files, tex_dir, workers=options.jobs, timeout=options.timeout):
        if isinstance(frames, dry_run.Problem):
            console.print(f"{path}: {frames.kind}: {frames.message}", markup=False)
            frames = [None] * len(phases)
        failures += None in frames
        taken[path] = frames
    ordered = list(itertools.chain.from_iterable(taken[path] for path in files))
    tile(ordered, options.columns or len(phases)).save(options.output)
    console.print(f"{options.output}: {len(files)} scenes, {failures} without all their frames")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
