"""The real name to use in place of one that does not exist."""

import difflib
import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

_LONGEST = 60  # longer names are not compared: it costs time that grows with their length


@cache
def renames() -> dict[str, dict[str, str]]:
    """What older versions and other libraries call things, by table, with what Manim calls them."""
    tables = tomllib.loads(Path(__file__).with_name("renames.toml").read_text(encoding="utf-8"))
    return {name: {old: new for new, olds in table.items() for old in olds.split()} for name, table in tables.items()}


def hint(table: str, name: str, known: Iterable[str]) -> str:
    """The real name that was most likely meant, as a hint: by a table of renames, or the nearest; empty if none."""
    names = frozenset(name for name in known if not name.startswith("_"))
    direct = renames().get(table, {}).get(name, "")
    first = re.split(r"\W", direct, maxsplit=1)[0]
    # A plain name must be had where it is wanted; a class always is.
    fits = table not in ("methods", "keywords") or first in names or first[:1].isupper()
    found = direct if direct and fits else _closest(name, names)
    return f"use `{found}`" if found else ""


@cache
def _closest(name: str, known: frozenset[str]) -> str:
    if len(name) > _LONGEST:
        return ""
    folded = {candidate.lower(): candidate for candidate in sorted(known, reverse=True)}
    found = difflib.get_close_matches(name.lower(), folded, n=1, cutoff=0.72)
    return folded[found[0]] if found else ""
