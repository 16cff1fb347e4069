"""`python -m validation certify`: the certificate of the release, metadata/validation.json.

It says what was checked, of which bytes, and what each lesson does.
"""

import argparse
import hashlib
import importlib.metadata
import json
from collections.abc import Sequence
from typing import Any

from rich.console import Console

from ..audit import Checked, check_texts, text_of
from ..cache import Cache
from ..cli import CLEAN, PROBLEMS
from ..lesson import GROUPS
from ..release import CERTIFICATE, Release
from ..reports import console, opened


def run(options: argparse.Namespace) -> int:
    """Check every lesson and write the certificate, or compare it; none is written with a problem."""
    screen = Console(highlight=False, soft_wrap=True)
    release = Release(options.root)
    # The dataset as a whole is left out: it says whether this very file is in order.
    lessons = [text_of(release, path) for path in release.scenes]
    with console.progress() as tick:
        found = check_texts(lessons, cache=Cache(options.cache_dir), workers=options.jobs, tick=tick)
    problems = [problem for lesson in found for problem in lesson.problems]
    if problems or not found:
        console.table(screen, problems)
        screen.print(f"{len(problems)} problems in {len(found)} lessons: no certificate")
        return PROBLEMS
    made = text(certificate(release, found))
    if release.files.get(CERTIFICATE) == made.encode():
        screen.print(f"{CERTIFICATE} is true of {len(found)} lessons")
    elif options.check:
        screen.print(f"{CERTIFICATE} is not true of {len(found)} lessons; run: derivative-manim build --certify")
        return PROBLEMS
    else:
        with opened(release.root / CERTIFICATE) as stream:
            stream.write(made)
        screen.print(f"{CERTIFICATE} written for {len(found)} lessons")
    return CLEAN


def certificate(release: Release, found: Sequence[Checked]) -> dict[str, Any]:
    """Make the certificate of lessons without a problem: Manim's version, the groups of rules, a summary, and each."""
    rows: list[dict[str, Any]] = [
        {
            "id": lesson.id,
            "sha256": hashlib.sha256(release.files[lesson.path]).hexdigest(),
            "animations": lesson.plays,
            "sections": list(lesson.sections),
            "seconds": lesson.seconds,
        }
        for lesson in sorted(found, key=lambda lesson: lesson.id)
    ]
    manim = importlib.metadata.version("manim")
    summary: dict[str, Any] = {"scenes": len(rows), "manim": manim}
    for measure in ("seconds", "animations"):
        values = [row[measure] for row in rows]
        mean = round(sum(values) / len(values), 1)
        summary[measure] = {"total": round(sum(values), 1), "mean": mean, "min": min(values), "max": max(values)}
    return {"manim": manim, "checks": list(GROUPS), "summary": summary, "examples": rows}


def text(made: dict[str, Any]) -> str:
    """Write a certificate: one line an example, so that a change is seen line by line."""
    head = {name: value for name, value in made.items() if name != "examples"}
    rows = ",\n".join("    " + json.dumps(row) for row in made["examples"])
    return json.dumps(head, indent=2).removesuffix("\n}") + f',\n  "examples": [\n{rows}\n  ]\n}}\n'
