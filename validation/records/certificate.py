"""metadata/validation.json, the certificate that `python -m validation certify` writes: is it of these scenes?

What it says about a scene (that it passes, how long its video is) is known only by checking all scenes again. That it
speaks of the scenes as they are now, of all of them, and adds its rows up rightly, is checked here.
"""

import hashlib
import math
from collections import Counter
from collections.abc import Iterator
from typing import Any

from ..problem import Problem, Where
from ..release import Release
from .files import CERTIFICATE, INFO
from .problems import error, shown

RULES = {
    "dataset.certificate": "validation.json, if there, names every scene with its present sum, and adds up its rows",
}

MEASURES = ("seconds", "animations")
TOLERANCE = 0.05 + 1e-6
"""Totals and means are rounded to one digit after the point."""

MAX_NAMES = 5

_MAKE = "run python -m validation certify, then derivative-manim build"
_HERE = Where(CERTIFICATE)


def check(release: Release) -> Iterator[Problem]:
    """Check the certificate, if there is one.

    Args:
        release: the tree.

    Yields:
        Problems of the rule above.
    """
    if CERTIFICATE not in release.files:
        return
    document = release.documents.get(CERTIFICATE)
    match document:
        case {"manim": str() as manim, "checks": [str(), *_], "summary": dict() as summary, "examples": [*rows]}:
            pass
        case _:
            yield _problem("there are no manim, checks, summary and examples in it")
            return
    info = release.documents.get(INFO)
    pinned = info.get("manim_version") if isinstance(info, dict) else None
    if manim != pinned:
        yield _problem(f"it was made with Manim {shown(manim)}, but the release is for {shown(pinned)}")
    well_formed = [row for row in rows if _is_row(row)]
    if len(well_formed) < len(rows):
        yield _problem(f"{len(rows) - len(well_formed)} of its {len(rows)} examples are no rows of a certificate")
        return
    yield from _check_rows(release, well_formed)
    yield from _check_summary(summary, manim, well_formed)


def summary_of(release: Release) -> dict[str, Any] | None:
    """Return the certificate's summary as it stands there; None if there is none."""
    document = release.documents.get(CERTIFICATE)
    summary = document.get("summary") if isinstance(document, dict) else None
    return summary if isinstance(summary, dict) else None


def is_sound(release: Release) -> bool:
    """Return whether there is a certificate, and it is of these scenes."""
    return CERTIFICATE in release.files and next(check(release), None) is None


def _is_row(row: object) -> bool:
    match row:
        case {"id": str(), "sha256": str(), "animations": int() as plays, "sections": [*names], "seconds": seconds}:
            numbers = [plays, seconds]
            return all(isinstance(name, str) for name in names) and all(
                isinstance(number, int | float) and not isinstance(number, bool) and 0 < number < 10**6
                for number in numbers
            )
    return False


def _check_rows(release: Release, rows: list[dict[str, Any]]) -> Iterator[Problem]:
    counts = Counter(row["id"] for row in rows)
    sums = {row["id"]: row["sha256"] for row in rows}
    scenes = {
        record.text("id"): hashlib.sha256(release.files.get(record.path, b"")).hexdigest() for record in release.records
    }
    kinds = {
        "are in it more than once": [name for name, count in counts.items() if count > 1],
        "are in it, but are no records": [name for name in sums if name not in scenes],
        "are not in it": [name for name in scenes if name not in sums],
        "are in it with the SHA-256 sum of another scene": [
            name for name, digest in scenes.items() if sums.get(name, digest) != digest
        ],
    }
    for what, names in kinds.items():
        if names:
            listed = ", ".join(name[:40] for name in names[:MAX_NAMES]) + (", ..." if len(names) > MAX_NAMES else "")
            yield _problem(f"{len(names)} ids {what}: {listed}")


def _check_summary(summary: dict[str, Any], manim: str, rows: list[dict[str, Any]]) -> Iterator[Problem]:
    if summary.keys() != {"scenes", "manim", *MEASURES}:
        yield _problem(f"its summary has {shown(', '.join(map(str, summary)))}")
        return
    for key, right in {"scenes": len(rows), "manim": manim}.items():
        if summary[key] != right or isinstance(summary[key], bool):
            yield _problem(f"its summary has {key} {shown(summary[key])}, but its rows make {shown(right)}")
    for name in MEASURES:
        values = [row[name] for row in rows]
        total = math.fsum(values)
        expected = {
            "total": total,
            "mean": total / len(values) if values else 0,
            "min": min(values, default=0),
            "max": max(values, default=0),
        }
        found = summary[name]
        if not isinstance(found, dict) or found.keys() != expected.keys():
            yield _problem(f"its summary has {name} {shown(found)}, not {', '.join(expected)}")
            continue
        for key, number in expected.items():
            if not _agrees(found[key], number, 0 if key in ("min", "max") else TOLERANCE):
                yield _problem(f"its summary has {name}.{key} {shown(found[key])}, but its rows make {number:.10g}")


def _agrees(found: object, right: float, tolerance: float) -> bool:
    if not isinstance(found, int | float) or isinstance(found, bool) or abs(found) > 10**12:
        return False
    return abs(found - right) <= tolerance


def _problem(message: str) -> Problem:
    return error("dataset.certificate", _HERE, message, _MAKE)
