"""The model in the loop: what it writes is judged, and taken if it is right; else the rules' scene stays."""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from typing import Any

from derivative_manim.animating.lessons import Lesson
from derivative_manim.animating.types import RULES, Animation, Authorship, Options, Progress, Tell
from derivative_manim.errors import DerivativeManimError, LessonError, ToolError

_LONGEST = 400  # characters of what was wrong with a try
_EXTRAS = {"openai": "model", "rapidfuzz": "model"}


def written(
    made: Animation, lesson: Lesson, options: Options, say: Tell
) -> tuple[Animation, Lesson, dict[str, Any] | None]:
    """Let the model write, up to so many times.

    Returns:
        The animation, which says who wrote what is shown; the lesson, with the model's scene if one is right; and what
        check.json is to say of that scene, None if it is the rules'.

    Raises:
        ToolError: the model, a library that it needs, or the sandbox cannot be had.
        LessonError: the validator cannot judge by this function.
    """
    with _needed():
        asking = importlib.import_module("derivative_manim.finetune.author")
        judging = importlib.import_module("derivative_manim.validation.judge")
        failures = importlib.import_module("derivative_manim.finetune.failures")
        author = _author(str(options.model))
        name = _clean(author.name)
        refused: list[Any] = []
        while len(refused) < options.tries:
            said = f"{name} is writing, try {len(refused) + 1} of {options.tries}"
            say(Progress("writing", 0.05 + 0.4 * len(refused) / options.tries, said))
            sample = author.write({**lesson.record, "level": ""}, refused)
            verdict = _judged(judging, sample.scene, lesson.record["function"])
            kind = failures.failure(sample, verdict.rows(), verdict.error_class, verdict.error)
            if not kind:
                tries = tuple(one.problem for one in refused)
                authorship = Authorship(name, name, (*tries, ""))
                return _of_model(made, lesson, authorship, sample.scene, verdict)
            problem = _first(verdict) if kind == verdict.error_class else sample.unfilled or failures.meaning(kind)
            refused.append(asking.Refused(sample, _clean(f"{kind}: {problem}")))
    authorship = Authorship(RULES, name, tuple(one.problem for one in refused))
    return _said(made, authorship), lesson, None


@cache
def _author(name: str) -> Any:
    """Loaded once for all functions."""
    return importlib.import_module("derivative_manim.finetune.author").author(name)


@contextmanager
def _needed() -> Iterator[None]:
    try:
        yield
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        extra = _EXTRAS.get(missing, "finetune")
        raise ToolError(f"the model needs {missing}: pip install 'derivative-manim[{extra}]'") from None
    except DerivativeManimError:
        raise
    except Exception as error:
        if type(error).__name__ != "SandboxUnavailable":
            raise
        raise ToolError(f"what a model wrote is run in a sandbox only: {error}") from None


def _judged(judging: Any, scene: str, function: str) -> Any:
    """The verdict on a scene; an empty one was never run."""
    if not scene.strip():
        return judging.Verdict(error_class="empty", error="the model wrote nothing")
    try:
        return judging.judge(scene, function)
    except ValueError as error:
        raise LessonError(f"{error}; without --model it can be made") from None


def _first(verdict: Any) -> str:
    """What the verdict says first, with the line and what to do where it knows them."""
    for problem in verdict.problems:
        if problem.message == verdict.error:
            return f"line {problem.where.line}: {problem.message} ({problem.hint})"
    return str(verdict.error)


def _of_model(
    made: Animation, lesson: Lesson, authorship: Authorship, scene: str, verdict: Any
) -> tuple[Animation, Lesson, dict[str, Any]]:
    digest = hashlib.sha256(scene.encode()).hexdigest()
    record = lesson.record | {"sha256": digest, "chars": len(scene), "animations": verdict.plays}
    del record["latex_expressions"]  # of the rules' scene
    rows = verdict.rows()
    del rows["usable"]
    given = {"ok": True, "problems": [], "sha256": digest, "rows": rows, "waived": []}
    return _said(made, authorship), replace(lesson, code=scene, record=record), given


def _said(made: Animation, authorship: Authorship) -> Animation:
    return replace(made, notes=(*made.notes, *authorship.sentences()), author=authorship)


def _clean(text: str) -> str:
    """On one line, without what a terminal obeys: a model may have written it."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= _LONGEST else line[:_LONGEST] + "..."
