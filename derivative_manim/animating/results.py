"""The folder of the results: made beside its place and put there whole, or not at all."""

from __future__ import annotations

import json
import os
import re
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from derivative_manim._version import __version__
from derivative_manim.animating.types import Animation, Options
from derivative_manim.errors import OptionError

if TYPE_CHECKING:
    from derivative_manim.animating.lessons import Lesson

MARK = "lesson.json"  # by which a folder is known for one of ours


def default_folder(function: str) -> str:
    """A folder's name for a function: `x**2*sin(x)` gives `x2_sin_x`, and `2**x`, which is not 2x, `2_to_x`."""
    from derivative_manim.generation.example import slug

    return slug(re.sub(r"\*\*(?!\d)", "_to_", function)) or "lesson"


def fingerprint(text: str, options: Options) -> dict[str, Any]:
    """What a lesson is made of: the same gives the same."""
    return {"input": text, "options": _json(asdict(options)), "version": __version__}


def _json(value: Any) -> Any:
    return json.loads(json.dumps(value))


def made_from(folder: Path) -> dict[str, Any] | None:
    """What a folder was made from; None if it is not one of ours."""
    try:
        found = json.loads((folder / MARK).read_text(encoding="utf-8"))
        return dict(found["made_from"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def require_free(folder: Path, *, force: bool) -> None:
    """See that a folder may be written.

    Raises:
        OptionError: there is something that must not be overwritten, or no place for it.
    """
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise OptionError(f"{folder} is no folder: choose another place with --output")
    if folder.is_dir() and any(folder.iterdir()):
        if made_from(folder) is None:
            raise OptionError(f"{folder} holds other files: choose another place with --output")
        if not force:
            raise OptionError(f"{folder} holds a lesson already: use --force to replace it, or --output for another")
    above = folder.absolute().parent
    while not above.exists():
        above = above.parent
    if not (above.is_dir() and os.access(above, os.W_OK)):
        raise OptionError(f"{above} cannot be written to: choose another place with --output")


def lesson_json(lesson: Lesson, made: Animation, source: dict[str, Any]) -> str:
    """The lesson as data: the record, what it was made from, and who wrote its scene."""
    kept = {"made_from": source, "author": vars(made.author), "notes": list(made.notes), **lesson.record}
    return json.dumps(kept, ensure_ascii=False, indent=1) + "\n"


def safe(name: str) -> str:
    """A name that is safe for a file."""
    return re.sub(r"[^A-Za-z0-9_.-]+", "_", name)
