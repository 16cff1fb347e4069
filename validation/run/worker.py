"""The program that runs inside the sandbox: sets the formulas, then forks a process for each scene.

    python -m validation.run.worker < request.json 3> report

The request and the report are those of `validation.run.forks`; it has `quality` besides, for which see
`validation.run.dry_run`.
"""

import contextlib
import gc
import logging
import os
import shutil
from functools import partial
from pathlib import Path
from typing import Any

from manim import tempconfig

from . import as_manim, chance, digits, evidence, forks, observe, quick_svg, typeset

COLLECT_EVERY = 20_000  # new objects; 700 is Python's own


def _prepare(request: dict[str, Any], files: list[Path]) -> forks.Work:
    """Set the formulas, and get Manim ready to run scenes."""
    folder = Path.cwd()
    as_manim.apply(request["quality"])
    logging.getLogger("manim").setLevel(logging.WARNING)
    tex_dir = folder / "Tex"
    with contextlib.suppress(Exception):  # what is not set here is left to Manim
        typeset.typeset(files, tex_dir, jobs=request["workers"])
    # A folder for each worker: two processes that set the same formula in one folder overwrite each other's files.
    for slot in range(request["workers"]):
        shutil.copytree(tex_dir, folder / f"worker-{slot}", copy_function=os.link)
    quick_svg.learn(sorted(tex_dir.glob("*.svg")))
    with tempconfig({"tex_dir": str(tex_dir)}):
        digits.known()
    # Manim makes so many objects that a sixth of a scene's time goes into looking for cycles among them.
    gc.freeze()
    gc.set_threshold(COLLECT_EVERY)
    return partial(_scene, folder, request["quality"])


def _scene(folder: Path, quality: str, path: Path, slot: int) -> bytes:
    """Run a scene, in a process forked for it."""
    os.chdir(path.parent)
    Path("media").mkdir()
    Path("media", "Tex").symlink_to(folder / f"worker-{slot}")
    chance.fix(quality)  # not before: Python begins anew in each process
    return evidence.write(observe.run(Path(as_manim.FILE)))


if __name__ == "__main__":
    forks.serve(as_manim.FILE, _prepare)
