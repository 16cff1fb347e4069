"""Many functions: one renderer for all, a failure does not stop the rest, what is there already is kept."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from derivative_manim.animating import results, tools
from derivative_manim.animating.animate import (
    by_model,
    chosen_options,
    finished,
    finished_by_model,
    job_of,
    nobody,
    prepared,
    step_of,
)
from derivative_manim.animating.types import Animation, Failure, Options, Progress, Tell
from derivative_manim.animating.workshop import Workshop
from derivative_manim.errors import DerivativeManimError, RenderError
from derivative_manim.reading import read


@dataclass
class _InHand:
    """A lesson that is being rendered."""

    made: Animation
    lesson: Any
    folder: Path
    source: Path
    start: float
    done: int = 0


@dataclass(frozen=True)
class Kept:
    """An input whose lesson lies there from an earlier run, made from the same with the same options."""

    input: str
    folder: Path
    ok: bool | None


def animate_many(
    texts: Iterable[str],
    *,
    output: str | Path = "lessons",
    jobs: int = 2,
    progress: Tell | None = None,
    **options: Any,
) -> Iterator[Animation | Failure | Kept]:
    """Make a lesson of each function, in a folder of its own.

    Args:
        texts: the functions; one that comes twice is made once.
        output: the folder of the folders.
        jobs: how many are rendered at a time.
        progress: is told of every phase of each; what it raises stops the work, and what is finished stays.
        options: as of `animate`.

    Yields:
        For each, as soon as it is known: what was made, what was there already, or why nothing came of it.

    Raises:
        OptionError, ToolError: nothing can be made.
    """
    chosen = chosen_options(options)
    say = progress or nobody
    if chosen.model:
        tools.require(check=True)
    if not chosen.render:
        yield from _unrendered(texts, Path(output), chosen, say)
        return
    tools.require(check=chosen.check, voice=chosen.voice, language=chosen.language)
    with Workshop(jobs, many=True) as workshop:
        yield from _rendered(workshop, texts, Path(output), jobs, chosen, say)


def _unrendered(texts: Iterable[str], output: Path, chosen: Options, say: Tell) -> Iterator[Animation | Failure | Kept]:
    for text, folder in _places(texts, output):
        start = time.monotonic()
        try:
            if (kept := _kept(text, folder, chosen)) is not None:
                yield kept
                continue
            made, lesson = prepared(read(text), chosen, say)
            verdict = None
            if chosen.model:
                made, lesson, verdict = by_model(made, lesson, chosen, say)
            yield finished(
                made, lesson, chosen, folder, None, {} if verdict is None else {"verdict": verdict}, {}, start
            )
        except DerivativeManimError as error:
            yield Failure(text, error)


def _rendered(
    workshop: Workshop, texts: Iterable[str], output: Path, jobs: int, chosen: Options, say: Tell
) -> Iterator[Animation | Failure | Kept]:
    waiting = _places(texts, output)
    hands: dict[str, _InHand] = {}
    number, more = 0, True
    while more or hands:
        while more and len(hands) <= jobs:  # one more than is rendered, so that nobody waits for its lesson
            text, folder = next(waiting, (None, None))
            if text is None or folder is None:
                more = False
                break
            start, number = time.monotonic(), number + 1
            try:
                if (kept := _kept(text, folder, chosen)) is not None:
                    yield kept
                    continue
                made, lesson = prepared(read(text), chosen, say)
                if chosen.model:
                    made, lesson, verdict = by_model(made, lesson, chosen, say)
                    if verdict is not None:
                        yield finished_by_model(made, lesson, verdict, chosen, folder, start, say)
                        continue
            except DerivativeManimError as error:
                yield Failure(text, error)
                continue
            source = workshop.submit(f"job-{number}", lesson.code, **job_of(lesson, chosen, parts=1))
            hands[f"job-{number}"] = _InHand(made, lesson, folder, source, start)
        for message in workshop.messages(0.5):
            hand = hands[message["id"]]
            if "failure" in message:
                del hands[message["id"]]
                yield Failure(hand.made.reading.input, RenderError(f"rendering broke down: {message['failure']}"))
            elif "result" in message:
                del hands[message["id"]]
                try:
                    yield finished(
                        hand.made, hand.lesson, chosen, hand.folder, hand.source, message["result"], {}, hand.start
                    )
                except OSError as error:
                    yield Failure(hand.made.reading.input, RenderError(f"{hand.folder} cannot be written: {error}"))
            else:
                hand.done += message.get("done", 0)
                step = step_of(message, hand.done, hand.lesson.record["animations"])
                say(Progress(step.phase, step.done, f"{hand.made.reading.plain}: {step.text}"))


def _places(texts: Iterable[str], output: Path) -> Iterator[tuple[str, Path]]:
    """Each text once, with a folder that no other has: what it reads as, or a number where it is not read."""
    seen: set[str] = set()
    taken: set[str] = set()
    for text in texts:
        if text in seen:
            continue
        seen.add(text)
        try:
            name = results.default_folder(read(text).function)
        except DerivativeManimError:
            name = "unread"
        free = next(n for n in (name, *(f"{name}-{k}" for k in range(2, 10_000))) if n not in taken)
        taken.add(free)
        yield text, output / free


def _kept(text: str, folder: Path, chosen: Options) -> Kept | None:
    """What is there from an earlier run.

    Raises:
        OptionError: the folder holds something else.
    """
    if results.made_from(folder) != results.fingerprint(text, chosen):
        results.require_free(folder, force=True)
        return None
    try:
        ok = bool(json.loads((folder / "check.json").read_text(encoding="utf-8"))["ok"])
    except (OSError, ValueError, KeyError):
        return Kept(text, folder, None)
    return Kept(text, folder, ok)
