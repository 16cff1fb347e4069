"""The program that runs inside the sandbox: sets the formulas, then forks a process for each scene.

    python -m validation.run.worker < request.json 3> report

The request is one JSON object: `jobs` (a list of {id, source}, the source in base64), `workers`, `seconds` (for each
scene), `folder` (to write in), `faithful` (see `validation.run.settings`). What it reports, see
`validation.run.forks`.
"""

import base64
import json
import shutil
import sys
import time
from functools import partial
from pathlib import Path

from . import forks, observe, quick_svg, settings, typeset

LONGEST_FORMULAS = 200_000  # characters of a file whose formulas are looked for


def main() -> int:
    """Do the request on standard input."""
    request = json.load(sys.stdin)
    forks.protect()
    folder = Path(request["folder"])
    jobs = [(str(job["id"]), folder / f"scene_{number}.py") for number, job in enumerate(request["jobs"])]
    for (_, path), job in zip(jobs, request["jobs"], strict=True):
        path.write_bytes(base64.b64decode(job["source"]))
    media = folder / "media"
    faithful = request.get("faithful") is True
    settings.apply(str(media), faithful=faithful)
    forks.say({"stage": "formulas"})
    tex_dir = media / "Tex"
    tex_dir.mkdir(parents=True, exist_ok=True)
    small = [path for _, path in jobs if path.stat().st_size <= LONGEST_FORMULAS]
    start = time.perf_counter()
    try:
        batch = typeset.typeset(small, tex_dir, jobs=request["workers"])
        forks.say({"stage": "typeset", "formulas": batch.found, "seconds": round(time.perf_counter() - start, 2)})
    except Exception as error:
        forks.say({"stage": "typeset", "failed": f"{type(error).__name__}: {error}"[:400]})
    settings.patch(faithful=faithful)
    quick_svg.learn(sorted(tex_dir.glob("*.svg")))
    forks.say({"stage": "scenes"})
    # A folder for each worker: two processes that set the same formula in one folder overwrite each other's files.
    for slot in range(request["workers"]):
        _link(tex_dir, media / f"worker-{slot}" / "Tex")
    forks.report_all(jobs, partial(_scene, media), workers=request["workers"], seconds=request["seconds"])
    return 0


def _scene(media: Path, path: Path, slot: int) -> bytes:
    """Run a scene, in a process forked for it."""
    from manim import config

    config.media_dir = str(media / f"worker-{slot}")
    return json.dumps(observe.run(path), allow_nan=False).encode()


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
