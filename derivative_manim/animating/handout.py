"""The handout: the function, the steps and the result as Markdown, as LaTeX, and as one page of HTML with the video."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from html import escape
from importlib.resources import files
from pathlib import Path

from derivative_manim.animating import words
from derivative_manim.animating.plain import plain
from derivative_manim.animating.subtitles import Cue
from derivative_manim.animating.types import Animation
from derivative_manim.mathml import mathml

# What TeX would obey, as it is written in text.
_TEX = str.maketrans(
    {c: rf"\{c}" for c in "#$%&_{}"} | {"\\": r"\textbackslash{}", "^": r"\^{}", "~": r"\~{}", "<": "$<$", ">": "$>$"}
)
_MOST_INLINE = 24 * 2**20  # bytes of video inside the page; a larger one lies beside it


def write(
    folder: Path, made: Animation, listed: Sequence[Cue], chapters: Sequence[tuple[str, float]], language: str
) -> dict[str, str]:
    """Write the three files of the handout; gives their names by their ending."""
    pages = {
        "md": _markdown(made, language),
        "tex": _latex(made, language),
        "html": _html(folder, made, listed, chapters, language),
    }
    for ending, text in pages.items():
        (folder / f"handout.{ending}").write_text(text, encoding="utf-8")
    return {ending: f"handout.{ending}" for ending in pages}


def _title(made: Animation, language: str) -> str:
    return words.said("title", language, f=f"f(x) = {plain(made.function_latex)}")


def _markdown(made: Animation, language: str) -> str:
    lines = [f"# {_title(made, language)}", ""]
    if (poster := made.poster) is not None:
        lines += [f"![{_title(made, language)}]({poster.name})", ""]
    lines += [line for note in _notes(made, language) for line in (f"> {escape(note)}", "")]
    lines += [f"$$f(x) = {made.function_latex}$$", "", f"## {words.said('steps', language)}", ""]
    for number, step in enumerate(made.steps, 1):
        lines += [f"{number}. $$\\begin{{aligned}} {step.latex} \\end{{aligned}}$$", ""]
    return "\n".join([*lines, f"$${_result(made)}$$", ""])


def _latex(made: Animation, language: str) -> str:
    steps = "\n".join(f"  \\item $\\displaystyle\\begin{{aligned}}[t] {s.latex} \\end{{aligned}}$" for s in made.steps)
    title = words.said("title", language, f=rf"$f(x) = {made.function_latex}$")
    return "\n".join(
        [
            r"\documentclass{article}",
            r"\usepackage[T1]{fontenc}",
            r"\usepackage{amsmath}",
            r"\begin{document}",
            rf"\section*{{{title}}}",
            *(rf"\noindent {_text(note)}\par" for note in _notes(made, language)),
            r"\begin{enumerate}",
            steps,
            r"\end{enumerate}",
            rf"\[ \boxed{{{_result(made)}}} \]",
            r"\end{document}",
            "",
        ]
    )


def _result(made: Animation) -> str:
    """The last line of the derivation, which says where it holds."""
    return f"\\begin{{aligned}} {made.steps[-1].latex} \\end{{aligned}}"


def _notes(made: Animation, language: str) -> tuple[str, ...]:
    """The notes in the handout's language; how a doubtful input was read is said in English, to who typed it."""
    return made.notes if language == "en" else made.notes[len(made.reading.shown) :]


def _text(note: str) -> str:
    """A note as TeX takes it, whatever is in it."""
    return "".join(c if c.isascii() or (c.isalpha() and c <= "ÿ") else "?" for c in note).translate(_TEX)


def _html(
    folder: Path, made: Animation, listed: Sequence[Cue], chapters: Sequence[tuple[str, float]], language: str
) -> str:
    page = files("derivative_manim.animating").joinpath("handout.html").read_text(encoding="utf-8")
    steps = "\n".join(
        f"<li><div class=formula>{mathml(s.latex)}</div><p>{escape(s.words)}</p></li>" for s in made.steps
    )
    parts = {
        "language": language,
        "title": escape(_title(made, language)),
        "function": mathml(f"f(x) = {made.function_latex}", display=True),
        "derivative": mathml(made.steps[-1].latex, display=True),
        "video": _video(folder, made, language),
        "chapters": _chapters(chapters, language),
        "heading": escape(words.said("steps", language)),
        "steps": steps,
        "notes": "".join(f"<p class=note>{escape(note)}</p>" for note in _notes(made, language)),
    }
    for name, text in parts.items():
        page = page.replace(f"<!-- {name} -->", text).replace(f"@{name}@", text)
    return page


def _video(folder: Path, made: Animation, language: str) -> str:
    if made.video is None:
        return ""
    poster = _inline(folder / "poster.png", "image/png") if (folder / "poster.png").is_file() else ""
    track = _inline(folder / "subtitles.vtt", "text/vtt")
    source = folder / "video.mp4"
    given = _inline(source, "video/mp4") if source.stat().st_size <= _MOST_INLINE else "video.mp4"
    return (
        f'<video id="video" controls preload="metadata" poster="{poster}" src="{given}">'
        f'<track default kind="captions" srclang="{language}" src="{track}"></video>'
    )


def _inline(file: Path, kind: str) -> str:
    return f"data:{kind};base64,{base64.b64encode(file.read_bytes()).decode()}"


def _chapters(chapters: Sequence[tuple[str, float]], language: str) -> str:
    if not chapters:
        return ""
    names = words.table(language).get("chapters", {})
    buttons = "".join(
        f"<button data-at={json.dumps(round(at, 2))}>{escape(names.get(name, name))}</button>" for name, at in chapters
    )
    return f'<nav aria-label="{escape(words.said("chapters", language))}">{buttons}</nav>'
