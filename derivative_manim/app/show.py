"""What the page shows, as HTML. All text is escaped here, whoever wrote it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from derivative_manim.animating import words
from derivative_manim.app.desk import Failed, Made
from derivative_manim.app.store import ARCHIVE
from derivative_manim.mathml import mathml
from derivative_manim.reading import ReadingError, read

_LONGEST_SHOWN = 200
# What can be downloaded, in this order, with what it is.
_DOWNLOADS = (
    ("video.mp4", "Video", "MP4"),
    ("video.gif", "Small animation", "GIF"),
    ("poster.png", "Still picture", "PNG"),
    ("subtitles.srt", "Subtitles", "SRT"),
    ("subtitles.vtt", "Subtitles", "VTT"),
    ("handout.html", "Handout", "HTML"),
    ("handout.md", "Handout", "Markdown"),
    ("handout.tex", "Handout", "LaTeX"),
    ("scene.py", "Manim scene", "Python"),
    ("check.json", "Certificate of the check", "JSON"),
    (ARCHIVE, "All of it", "ZIP"),
)


def reading(text: str) -> str:
    """How an input is read, or what to type instead."""
    if not text.strip():
        return '<p class="dm-hint">What you type is shown here as it is read, before anything is made.</p>'
    try:
        found = read(text)
    except ReadingError as error:
        return refused(text, error.message, error.place)
    formula = mathml(f"f({_latex_name(found.variable)}) = {found.latex}", display=True)
    return f'<div class="dm-formula">{formula}</div>{_notes(found.shown)}'


def _latex_name(variable: str) -> str:
    return variable if len(variable) == 1 else rf"\{variable}"


def refused(text: str, message: str, place: int | None = None) -> str:
    """Why nothing comes of an input, with the place marked where there is one."""
    said = in_the_page(message)
    if said.split()[0].lower() not in text.lower():  # else it begins with what was typed, which stays as it is
        said = _capital(said)
    said = f'<p class="dm-refused">{escape(_ended(said))}</p>'
    if place is None or not place < min(len(text), _LONGEST_SHOWN):
        return said
    before, here, after = text[:place], text[place], text[place + 1 : _LONGEST_SHOWN]
    marked = f"{escape(before)}<mark>{escape(here)}</mark>{escape(after)}"
    return f'{said}<p class="dm-place"><code>{marked}</code></p>'


def in_the_page(message: str) -> str:
    """A message in the words of the page, not of the command line."""
    found = re.sub(r" \(or use --[a-z-]+\)|; --no-render gives the scene and the steps", "", message)
    return found.replace("--window", "window").replace("--at", "point").replace("--", "")


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith(("?", ".")) else f"{sentence}."


def _notes(notes: Iterable[str]) -> str:
    # A note that begins with what was typed keeps it as it is.
    said = (_capital(note) if note.startswith("the ") else note for note in notes)
    return "".join(f'<p class="dm-note">{escape(_ended(note))}</p>' for note in said)


def waiting(before: int) -> str:
    """That it has not begun."""
    said = "1 video is made before yours" if before == 1 else f"{before} videos are made before yours"
    return _bar(0.0, said)


def progress(done: float, said: str) -> str:
    """How far it is."""
    return _bar(done, _capital(said) if said else "Beginning")


def _bar(done: float, said: str) -> str:
    percent = round(100 * min(1.0, max(0.0, done)))
    return (
        '<div class="dm-progress"><div role="progressbar" aria-label="Progress" aria-valuemin="0" aria-valuemax="100" '
        f'aria-valuenow="{percent}"><span style="width:{percent}%"></span></div>'
        f'<p aria-live="polite">{escape(said)} … {percent} %</p></div>'
    )


def stopped() -> str:
    """That the visitor has stopped it."""
    return '<p class="dm-hint">Stopped. Nothing was kept.</p>'


def failed(text: str, end: Failed) -> str:
    """Why nothing came of it."""
    return refused(text, end.message, end.place)


def lesson(made: Made, language: str) -> str:
    """The video with its chapters, the verdict, the steps and the downloads."""
    facts, at = made.facts, f"lesson/{made.kept.token}/"
    low, high = map(_end_of_window, facts["window"])
    said = f"x from {low} to {high}, {facts['seconds']:.0f} seconds"
    return "".join(
        [
            '<article class="dm-lesson">',
            _notes(facts["notes"]),
            _video(made, at, language),
            _chapters(facts["chapters"], words.table(language)["chapters"]),
            f'<p class="dm-hint">Shown: {said}. To refine it, change the function or the choices, and make it again.'
            "</p>",
            _verdict(facts["verdict"]),
            "<h2>Steps</h2><ol>",
            *(f"<li><div>{mathml(step['latex'])}</div><p>{escape(step['words'])}</p></li>" for step in facts["steps"]),
            "</ol>",
            f'<div class="dm-formula dm-result">{_result(facts)}</div>',
            f"<h2>Downloads</h2><ul class=dm-downloads>{_downloads(made, at)}</ul>",
            "</article>",
        ]
    )


def _end_of_window(x: float) -> str:
    """An end of the window as a person writes it: a multiple of π where it is one."""
    halves = x / (math.pi / 2)
    if halves and abs(halves - round(halves)) < 1e-6 * abs(halves):
        count = abs(round(halves))
        number, below = (count // 2, "") if count % 2 == 0 else (count, "/2")
        return f"{'−' if x < 0 else ''}{'' if number == 1 else number}π{below}"
    return f"{x:g}".replace("-", "−")


def _result(facts: dict[str, Any]) -> str:
    # The last line of the derivation says for which x it holds too.
    last = facts["steps"][-1]["latex"] if facts["steps"] else f"f'(x) = {facts['derivative_latex']}"
    return mathml(last, display=True)


def _video(made: Made, at: str, language: str) -> str:
    if "video.mp4" not in made.kept.files:
        return ""
    return (
        f'<video controls playsinline preload="metadata" poster="{at}poster.png" src="{at}video.mp4">'
        f'<track kind="captions" srclang="{escape(language)}" label="Steps in words" src="{at}subtitles.vtt"></video>'
    )


def _chapters(chapters: Iterable[tuple[str, float]], names: Mapping[str, str]) -> str:
    buttons = "".join(
        f'<button type="button" data-seconds="{start:.2f}">{escape(names.get(name, name))}</button>'
        for name, start in chapters
    )
    return f'<nav class="dm-chapters" aria-label="Chapters">{buttons}</nav>' if buttons else ""


def _verdict(verdict: dict[str, Any] | None) -> str:
    if verdict is None:
        return ""
    if verdict["ok"]:
        return '<p class="dm-good">Checked: the validator ran this very scene and found nothing wrong.</p>'
    problems = "".join(f"<li>{escape(problem)}</li>" for problem in verdict["problems"])
    return f'<div class="dm-bad"><p>The check failed. Look at it before you show it:</p><ul>{problems}</ul></div>'


def _downloads(made: Made, at: str) -> str:
    return "".join(
        f'<li><a href="{at}{name}?download" download>{what} <small>{kind}, {_size(made, name)}</small></a></li>'
        for name, what, kind in _DOWNLOADS
        if name in made.kept.files
    )


def _size(made: Made, name: str) -> str:
    size = made.kept.files[name].stat().st_size
    return f"{size / 1e6:.1f} MB" if size >= 100_000 else f"{max(1, round(size / 1000))} kB"
