"""The program that runs inside the sandbox: sets the formulas, then forks a process for each scene.

    python -m validation.run.worker < request.json 3> report

The request is one JSON object: `jobs` (a list of {id, source}, the source in base64), `workers`, `seconds` (processor
time of each scene), `folder` (to write in), `faithful` and `quality` (see `validation.run.settings`). What it reports,
see `validation.run.forks`.
"""

import base64
import json
import logging
import os
import shutil
import sys
import time
from functools import partial
from pathlib import Path

from manim import tempconfig

from . import as_manim, digits, forks, observe, quick_svg, settings, typeset

LONGEST_FORMULAS = 200_000  # characters of a file whose formulas are looked for


def main() -> int:
    """Do the request on standard input."""
    request = json.load(sys.stdin)
    forks.protect()
    folder = Path(request["folder"]).resolve()
    jobs = [(str(job["id"]), folder / f"job-{number}" / as_manim.FILE) for number, job in enumerate(request["jobs"])]
    for (_, path), job in zip(jobs, request["jobs"], strict=True):
        (path.parent / "media").mkdir(parents=True)
        path.write_bytes(base64.b64decode(job["source"]))
    faithful, quality = request.get("faithful") is True, str(request.get("quality", "low"))
    logging.getLogger("manim").setLevel(logging.WARNING)
    forks.say({"stage": "formulas"})
    tex_dir = folder / "Tex"
    tex_dir.mkdir()
    small = [path for _, path in jobs if path.stat().st_size <= LONGEST_FORMULAS]
    start = time.perf_counter()
    try:
        batch = typeset.typeset(small, tex_dir, jobs=request["workers"])
        forks.say({"stage": "typeset", "formulas": batch.found, "seconds": round(time.perf_counter() - start, 2)})
    except Exception as error:
        forks.say({"stage": "typeset", "failed": f"{type(error).__name__}: {error}"[:400]})
    as_manim.apply(quality)
    settings.patch(faithful=faithful, quality=quality)
    # A folder for each worker: two processes that set the same formula in one folder overwrite each other's files.
    for slot in range(request["workers"]):
        _link(tex_dir, folder / f"worker-{slot}")
    logging.getLogger("manim").setLevel(logging.WARNING)
    quick_svg.learn(sorted(tex_dir.glob("*.svg")))
    with tempconfig({"tex_dir": str(tex_dir)}):
        digits.learn()
    forks.say({"stage": "scenes"})
    forks.report_all(jobs, partial(_scene, folder), workers=request["workers"], seconds=request["seconds"])
    return 0


def _scene(folder: Path, path: Path, slot: int) -> bytes:
    """Run a scene, in a process forked for it."""
    os.chdir(path.parent)
    Path("media", "Tex").symlink_to(folder / f"worker-{slot}")
    return json.dumps(observe.run(Path(as_manim.FILE)), allow_nan=False).encode()


def _link(source: Path, target: Path) -> None:
    target.mkdir(parents=True)
    for file in source.iterdir():
        if file.suffix in {".svg", ".tex"}:
            try:
                (target / file.name).hardlink_to(file)
            except OSError:
                shutil.copyfile(file, target / file.name)


if __name__ == "__main__":
    sys.exit(main())
