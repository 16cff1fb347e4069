"""The program that runs inside the sandbox: sets the formulas, then forks a process for each scene.

    python -m validation.run.worker < request.json 3> report

The request is one JSON object: `jobs` (a list of {id, source}, the source in base64), `workers`, `seconds` (processor
time of each scene), `folder` (to write in), `faithful` and `quality` (see `validation.run.dry_run`). What it reports,
see `validation.run.forks`.
"""

import contextlib
import gc
import json
import logging
import os
import shutil
import sys
from functools import partial
from pathlib import Path

from manim import tempconfig

from . import as_manim, chance, digits, evidence, forks, observe, quick_svg, typeset

COLLECT_EVERY = 20_000  # new objects; 700 is Python's own


def main() -> int:
    """Do the request on standard input."""
    request = json.load(sys.stdin)
    forks.protect()
    folder = Path(request["folder"]).resolve()
    jobs = forks.written(request, as_manim.FILE)
    as_manim.apply(faithful=request["faithful"], quality=request["quality"])
    logging.getLogger("manim").setLevel(logging.WARNING)
    tex_dir = folder / "Tex"
    with contextlib.suppress(Exception):  # what is not set here is left to Manim
        typeset.typeset([path for _, path in jobs], tex_dir, jobs=request["workers"])
    # A folder for each worker: two processes that set the same formula in one folder overwrite each other's files.
    for slot in range(request["workers"]):
        shutil.copytree(tex_dir, folder / f"worker-{slot}", copy_function=os.link)
    quick_svg.learn(sorted(tex_dir.glob("*.svg")))
    with tempconfig({"tex_dir": str(tex_dir)}):
        digits.known()
    # Manim makes so many objects that a sixth of a scene's time goes into looking for cycles among them.
    gc.freeze()
    gc.set_threshold(COLLECT_EVERY)
    forks.report_all(
        jobs, partial(_scene, folder, request["quality"]), workers=request["workers"], seconds=request["seconds"]
    )
    return 0


def _scene(folder: Path, quality: str, path: Path, slot: int) -> bytes:
    """Run a scene, in a process forked for it."""
    os.chdir(path.parent)
    Path("media").mkdir()
    Path("media", "Tex").symlink_to(folder / f"worker-{slot}")
    chance.fix(quality)  # not before: Python begins anew in each process
    return evidence.write(observe.run(Path(as_manim.FILE)))


if __name__ == "__main__":
    sys.exit(main())
