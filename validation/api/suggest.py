"""The real name to use in place of one that does not exist."""

import difflib
import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Literal

Table = Literal["modules", "names", "methods", "keywords", "numpy", "math"]

_LONGEST = 60
"""Longer names are not compared: the comparison costs time that grows with their length."""


@cache
def renames() -> dict[str, dict[str, str]]:
    """What older versions and other libraries call things, by table, with what Manim calls them."""
    return tomllib.loads(Path(__file__).with_name("renames.toml").read_text(encoding="utf-8"))


def renamed(table: Table, name: str) -> str | None:
    """The real name that the table of known renames gives.

    Args:
        table: the part of the table.
        name: the name that does not exist.
    """
    return renames()[table].get(name)


@cache
def _closest(name: str, known: frozenset[str]) -> str | None:
    folded = {candidate.lower(): candidate for candidate in sorted(known, reverse=True)}
    found = difflib.get_close_matches(name.lower(), folded, n=1, cutoff=0.72)
    return folded[found[0]] if found else None


def nearest(table: Table, name: str, known: Iterable[str]) -> str | None:
    """The real name that was most likely meant, or None.

    Args:
        table: the part of the table of renames to ask first.
        name: the name that does not exist.
        known: the names that do exist.
    """
    known = frozenset(known)
    direct = renamed(table, name)
    if direct is not None and (table not in ("methods", "keywords") or fits(direct, known)):
        return direct
    return _closest(name, known) if len(name) <= _LONGEST else None


def fits(instead: str, known: frozenset[str]) -> bool:
    """Whether a replacement is to be had where it is wanted: a plain name must be known there, a class always is.

    Args:
        instead: a value of the table of renames.
        known: the names that exist there.
    """
    head = re.split(r"\W", instead, maxsplit=1)[0]
    return head in known or head[0].isupper()


def hint(table: Table, name: str, known: Iterable[str]) -> str:
    """`nearest` as a hint; empty if there is none.

    Args:
        table: the part of the table of renames to ask first.
        name: the name that does not exist.
        known: the names that do exist.
    """
    found = nearest(table, name, known)
    return f"use `{found}`" if found else ""
