"""The validator's verdict on a scene of our own, by the validator's own run of the very file that is rendered."""

from __future__ import annotations

import hashlib
import importlib
import logging
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from derivative_manim.animating.rendering.job import SCENE, VALIDATION, own_formulas


def _part(name: str) -> Any:
    return importlib.import_module(f"{VALIDATION}.{name}")


_RUN = ("analyst", "as_manim", "digits", "observe", "evidence")
analyst, as_manim, digits, observe, evidence = (_part(f"run.{name}") for name in _RUN)
lesson, verdicts, api, scene_file = map(_part, ("lesson", "verdict", "api", "scene_file"))


def verdict(folder: Path, record: dict[str, Any], waived: Sequence[str], pace: float) -> dict[str, Any]:
    """Run `scene.py` as the audit of the dataset does and hold it against its record; in a process of its own.

    Args:
        folder: that of the job.
        record: of the scene.
        waived: rules that bind the dataset only, not a lesson with the options that were chosen.
        pace: of the scene, by which its times are those of a lesson that nobody asked to be faster or slower.
    """
    from manim import tempconfig

    as_manim.apply("quick")
    logging.getLogger("manim").setLevel(logging.WARNING)
    own = own_formulas(folder, "Tex-watched")
    with tempconfig({"tex_dir": str(own)}):
        digits.known()
    place = folder / "watched"
    (place / "media").mkdir(parents=True)
    (place / "media" / "Tex").symlink_to(own)
    text = (folder / SCENE).read_text(encoding="utf-8")
    (place / as_manim.FILE).write_text(text, encoding="utf-8")
    os.chdir(place)
    seen = _at_usual_pace(evidence.read(evidence.write(observe.run(Path(as_manim.FILE)))), pace)
    problems = [problem for problem in lesson.check(SCENE, text, record, seen) if problem.check not in waived]
    rows = _rows(text, record, seen)
    del rows["usable"]  # by the rules that are waived too
    said = [f"{p.message} ({p.check})" for p in problems]
    return {
        "ok": not problems and all(rows.values()),
        "problems": said,
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "rows": rows,
        "waived": list(waived),
    }


def undecided(folder: Path, error: Exception) -> dict[str, Any]:
    """The verdict where none could be formed."""
    said = f"the check broke down, so that nothing is known: {type(error).__name__}: {str(error)[:400]}"
    digest = hashlib.sha256((folder / SCENE).read_bytes()).hexdigest()
    return {"ok": False, "problems": [said], "sha256": digest, "rows": {}, "waived": []}


def _at_usual_pace(seen: Any, pace: float) -> Any:
    """What was seen, at the times at which it is seen when nobody has asked for another pace."""
    return replace(
        seen,
        seconds=pace * seen.seconds,
        section_times=tuple(pace * start for start in seen.section_times),
        spans=tuple((pace * start, pace * length) for start, length in seen.spans),
        snapshots=tuple(replace(snapshot, time=pace * snapshot.time) for snapshot in seen.snapshots),
    )


def _rows(text: str, record: dict[str, Any], seen: Any) -> dict[str, bool]:
    reading = analyst.reading(scene_file.SceneFile(SCENE, text))
    given: dict[str, bool] = verdicts.form(SCENE, record["function"], reading, (seen,)).rows()
    return given
