"""`python -m validation certify`: the certificate of the release, metadata/validation.json."""

import argparse
import json
from pathlib import Path

from rich.console import Console

from .. import certificate
from ..audit import audit
from ..cache import Cache
from ..cli import CLEAN, PROBLEMS
from ..release import Release
from ..reports import console


def run(options: argparse.Namespace) -> int:
    """Check every lesson and write the certificate, or compare it; none is written with a problem."""
    screen = Console(highlight=False, soft_wrap=True)
    release = Release(options.root)
    cache = Cache(None if options.no_cache else options.cache_dir)
    with console.progress(Console(stderr=True)) as tick:
        # The dataset as a whole is left out: it says whether this very file is in order.
        found = audit(release, only=sorted(release.scenes), cache=cache, workers=options.jobs, tick=tick)
    problems = found.problems
    if problems or not found.lessons:
        console.table(screen, problems)
        screen.print(f"{len(problems)} problems in {len(found.lessons)} lessons: no certificate")
        return PROBLEMS
    made = certificate.text(certificate.certificate(release, found))
    path = Path(options.root) / certificate.PATH
    present = path.read_text(encoding="utf-8") if path.is_file() else None
    if present == made:
        screen.print(f"{certificate.PATH} is true of {len(found.lessons)} lessons")
        return CLEAN
    if options.check:
        what = "is missing" if present is None else f"differs: {_difference(present, made)}"
        screen.print(f"{certificate.PATH} {what}; run: python -m validation certify && derivative-manim build")
        return PROBLEMS
    path.write_text(made, encoding="utf-8")
    screen.print(f"{certificate.PATH} written for {len(found.lessons)} lessons; now run: derivative-manim build")
    return CLEAN


def _difference(present: str, made: str) -> str:
    try:
        old = {row["id"]: row for row in json.loads(present)["examples"]}
    except (KeyError, TypeError, ValueError):
        return "it is not a certificate"
    new = {row["id"]: row for row in json.loads(made)["examples"]}
    changed = sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))
    return f"{len(changed)} lessons, first {changed[0]}" if changed else "its head"
