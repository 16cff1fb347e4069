"""The certificate of a release: what was checked, of which bytes, and what each lesson does."""

import hashlib
import importlib.metadata
import json
from collections.abc import Mapping, Sequence
from typing import Any

from . import lesson as lessons
from .audit import Audit
from .release import Release

MEASURES = ("seconds", "animations")


def certificate(release: Release, found: Audit) -> dict[str, Any]:
    """Make the certificate of an audit: Manim's version, the groups of rules passed, a summary, and each lesson.

    Raises:
        ValueError: there are problems.
    """
    if found.problems:
        raise ValueError(f"{len(found.problems)} problems: there is nothing to certify")
    rows = [
        {
            "id": lesson.id,
            "sha256": hashlib.sha256(release.files[lesson.path]).hexdigest(),
            "animations": lesson.plays,
            "sections": list(lesson.sections),
            "seconds": lesson.seconds,
        }
        for lesson in sorted(found.lessons, key=lambda lesson: lesson.id)
    ]
    manim = importlib.metadata.version("manim")
    return {"manim": manim, "checks": list(lessons.GROUPS), "summary": _summary(rows, manim), "examples": rows}


def _summary(rows: Sequence[Mapping[str, Any]], manim: str) -> dict[str, Any]:
    summary: dict[str, Any] = {"scenes": len(rows), "manim": manim}
    for name in MEASURES:
        values = [row[name] for row in rows]
        mean = round(sum(values) / len(values), 1)
        summary[name] = {"total": round(sum(values), 1), "mean": mean, "min": min(values), "max": max(values)}
    return summary


def text(made: dict[str, Any]) -> str:
    """Write a certificate: one line an example, so that a change is seen line by line."""
    head = {name: value for name, value in made.items() if name != "examples"}
    rows = ",\n".join("    " + json.dumps(row) for row in made["examples"])
    return json.dumps(head, indent=2).removesuffix("\n}") + f',\n  "examples": [\n{rows}\n  ]\n}}\n'
