"""Subtitles: a sentence for each play of the scene, as SubRip and as WebVTT."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from derivative_manim.animating import words

_SHORTEST = 0.2
_PER_SECOND = 20  # letters that an adult reads, at most: the limit of the guides for subtitles
Play = tuple[str, float, float]  # its section, and from when to when


@dataclass(frozen=True)
class Cue:
    """A sentence, and the seconds between which it stands."""

    start: float
    end: float
    text: str


def cues(
    plays: Sequence[Play], spoken: Sequence[str], f: str, df: str, language: str, *, zeros: bool = True
) -> list[Cue]:
    """What is said of each play: of the derivation its lines in turn, of another section its sentence once.

    Args:
        plays: of the scene, in order.
        spoken: the lines of the derivation as sentences.
        f: the function, as a line of text.
        df: the derivative likewise.
        language: of the sentences.
        zeros: whether some of f' are marked.

    Returns:
        Cues, one after the other, each long enough to be read; after a short play the next begins later.
    """
    found: list[Cue] = []
    lines = iter(spoken)
    section = ""
    for name, start, end in plays:
        if name != "derivation" and name == section:
            found[-1] = Cue(found[-1].start, end, found[-1].text)
            continue
        section = name
        key = "zeros" if name == "derivative" and zeros else name
        text = next(lines, "") if name == "derivation" else words.said(key, language, f=f, df=df)
        if text and end - start > _SHORTEST:
            found.append(Cue(start, end, text))
    return _readable(found)


def _readable(listed: Sequence[Cue]) -> list[Cue]:
    """Let a short cue stand longer, into the time of the next, but not beyond it."""
    found: list[Cue] = []
    for cue, following in zip_longest(listed, listed[1:]):
        start = max(cue.start, found[-1].end if found else 0.0)
        latest = following.end - _SHORTEST if following else cue.end
        found.append(Cue(start, max(cue.end, min(latest, start + len(cue.text) / _PER_SECOND)), cue.text))
    return found


def srt(listed: Sequence[Cue]) -> str:
    """Cues as a SubRip file."""
    blocks = [
        f"{number}\n{_time(cue.start, ',')} --> {_time(cue.end, ',')}\n{cue.text}\n"
        for number, cue in enumerate(listed, 1)
    ]
    return "\n".join(blocks)


def vtt(listed: Sequence[Cue]) -> str:
    """Cues as a WebVTT file."""
    blocks = [f"{_time(cue.start, '.')} --> {_time(cue.end, '.')}\n{_escaped(cue.text)}\n" for cue in listed]
    return "\n".join(["WEBVTT\n", *blocks])


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _time(seconds: float, point: str) -> str:
    whole = round(seconds * 1000)
    minutes, rest = divmod(whole, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{rest // 1000:02}{point}{rest % 1000:03}"


def chapters(plays: Sequence[Play]) -> list[tuple[str, float]]:
    """The sections with the seconds at which they begin."""
    found: dict[str, float] = {}
    for name, start, _ in plays:
        found.setdefault(name, start)
    return list(found.items())


def plays_of(rendered: dict[str, Any]) -> list[Play]:
    """The plays as the renderer tells of them."""
    return [(str(name), float(start), float(end)) for name, start, end in rendered.get("plays", [])]
