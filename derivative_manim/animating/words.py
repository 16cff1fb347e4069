"""The words of a lesson in the languages of `languages.toml`: on screen, and in the subtitles and the handout."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

from derivative_manim.animating.plain import plain
from derivative_manim.errors import OptionError
from derivative_manim.generation.step import Step
from derivative_manim.generation.width import fit

_TEXT = re.compile(r"\\text\{([^{}]*)\}")
_NEXT_ROW = r" \\[1ex] "
# The rules of lines that say how one thing becomes another, not which rule is used.
_PLAIN_RULES = {"function": "first", "rewritten": "rewritten", "algebra": "algebra", "result": "result"}


@cache
def tables() -> dict[str, Any]:
    """The table of words by language."""
    return tomllib.loads(files("derivative_manim.animating").joinpath("languages.toml").read_text(encoding="utf-8"))


def table(language: str) -> dict[str, Any]:
    """The words of a language.

    Raises:
        OptionError: there are none.
    """
    if language not in tables():
        raise OptionError(f"the language {language!r} is not one of {', '.join(tables())}")
    return dict(tables()[language])


def on_screen(word: str, language: str) -> str:
    """A word of the scene: `slope`, ` or `, `outer:`, `Chain rule:`."""
    words = table(language)
    core = word.strip().removesuffix(":")
    found = words.get(core.lower()) or words["rules"].get(core.lower(), core)
    if core[:1].isupper():
        found = found[0].upper() + found[1:]
    return word.replace(core, found)


def line(step: Step, language: str) -> Step:
    """A line of the derivation with its words in a language; its rows are broken anew where they have become longer."""
    shown = _TEXT.sub(lambda found: rf"\text{{{on_screen(found[1], language)}}}", step.latex)
    rows = [row.strip().removeprefix("&") for row in shown.split(_NEXT_ROW.strip())]
    return replace(step, latex=fit(rows))


def said(key: str, language: str, **parts: str) -> str:
    """A sentence of the table."""
    text: str = table(language)["said"][key]
    return text.format(**parts)


def spoken(steps: Sequence[Step], language: str) -> list[str]:
    """Each line of the derivation as a sentence."""
    found = []
    for number, step in enumerate(steps):
        formula = plain(step.latex)
        if step.rule == "function" and number == 0:
            found.append(said("first", language, f=formula))
            continue
        key = _PLAIN_RULES.get(step.rule, "" if r"\text{" in step.latex else "step")
        found.append(said(key, language, step=formula) if key else f"{formula}.")  # "Chain rule: ..."
    return found
