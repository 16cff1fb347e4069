"""The certificate of a release: what was checked, of which bytes, and what each lesson does."""

import hashlib
import importlib.metadata
import json
from collections.abc import Sequence
from typing import Any

from . import lesson as lessons
from .audit import Audit, Lesson
from .release import Release

PATH = "metadata/validation.json"


def certificate(release: Release, found: Audit) -> dict[str, Any]:
    """Make the certificate of an audit without problems.

    Args:
        release: the tree that was audited.
        found: what was found of it.

    Returns:
        `manim`, the version; `checks`, the groups of rules that every lesson passes; `summary`; and `examples`:
        `id`, `sha256` of the scene, `animations` (calls of play and wait as it ran), `sections`, `seconds` (the
        length of the video), by id.

    Raises:
        ValueError: there are problems.
    """
    if found.problems:
        raise ValueError(f"{len(found.problems)} problems: there is nothing to certify")
    version = importlib.metadata.version("manim")
    rows = sorted(found.lessons, key=lambda lesson: lesson.id)
    return {
        "manim": version,
        "checks": list(lessons.GROUPS),
        "summary": {
            "scenes": len(rows),
            "manim": version,
            "seconds": _measure([row.seconds for row in rows]),
            "animations": _measure([row.plays for row in rows]),
        },
        "examples": [_row(release, row) for row in rows],
    }


def text(made: dict[str, Any]) -> str:
    """Write a certificate: one line an example, so that a change is seen line by line."""
    head = {name: value for name, value in made.items() if name != "examples"}
    rows = ",\n".join("    " + json.dumps(row) for row in made["examples"])
    return json.dumps(head, indent=2).removesuffix("\n}") + f',\n  "examples": [\n{rows}\n  ]\n}}\n'


def _row(release: Release, lesson: Lesson) -> dict[str, Any]:
    return {
        "id": lesson.id,
        "sha256": hashlib.sha256(release.files[lesson.path]).hexdigest(),
        "animations": lesson.plays,
        "sections": list(lesson.sections),
        "seconds": lesson.seconds,
    }


def _measure(values: Sequence[float]) -> dict[str, float]:
    total = sum(values)
    return {
        "total": round(total, 1),
        "mean": round(total / len(values), 1),
        "min": min(values),
        "max": max(values),
    }
