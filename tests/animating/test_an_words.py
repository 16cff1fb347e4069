"""The table of words, and what is said in the subtitles."""

import re

import pytest

from derivative_manim.animating import words
from derivative_manim.animating.lessons import make_lesson
from derivative_manim.animating.plain import plain
from derivative_manim.animating.subtitles import cues, srt, vtt
from derivative_manim.animating.types import Options
from derivative_manim.errors import OptionError
from derivative_manim.reading import read
from validation.records.domains import said_fault
from validation.screen.slopes import SLOPE

LANGUAGES = ("en", "es", "fr", "de", "pt")


def keys(table):
    return {f"{name}.{key}" for name, part in table.items() if isinstance(part, dict) for key in part} | set(table)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_word(language):
    assert keys(words.table(language)) == keys(words.table("en"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_validator_knows_the_word_for_the_slope(language):
    assert SLOPE.search(rf"\text{{{words.on_screen('slope', language)}}}=")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_validator_reads_the_word_between_two_conditions(language):
    line = rf"f'(x) = 2x, \quad x < -1 \text{{ {words.on_screen('or', language)} }} x > 0"
    assert said_fault(line, "(-oo, -1) U (0, oo)") is None
    assert said_fault(line, "(-oo, -1) U (1, oo)")


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_nothing_english_is_left_on_screen(language):
    made = make_lesson(read("x^2 sin(x^2)"), Options(language=language))
    shown = set(re.findall(r"\\text\{([^}]*)\}", made.code))
    english = {"Product rule:", "Chain rule:", "Power rule:", "outer:", "inner:", "slope"}
    assert shown
    assert not shown & english


def test_an_unknown_language_is_refused():
    with pytest.raises(OptionError, match="one of en, es, fr, de, pt"):
        words.table("xx")


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"f'(x) = \frac{1}{2}x^{-1/2}", "f'(x) = (1/2)x^(-1/2)"),
        (r"\sqrt[3]{x + 1} \cdot \sin^{2} x", "³√(x + 1) · sin² x"),
        (r"\frac{x + 1}{2}, \quad x \ne 0", "(x + 1)/2, x ≠ 0"),
        (r"&f'(x) = a \\[1ex] &\qquad + b", "f'(x) = a + b"),
        (r"&u = x \\[1ex] &v = 2", "u = x; v = 2"),
        (r"&f'(x) = \frac{1}{x} \Bigl[x \\[1ex] &\qquad + \ln x\Bigr]", "f'(x) = 1/x [x + ln x]"),
        (r"\frac{1}{2x} + e^{2x} + \sqrt{2x}", "1/(2x) + e^(2x) + √(2x)"),
        (r"&\text{Chain rule:} \\[1ex] &u' = 1, \quad \\[1ex] &v' = 2", "Chain rule: u' = 1, v' = 2"),
    ],
)
def test_formulas_as_lines_of_text(latex, text):
    assert plain(latex) == text


@pytest.mark.parametrize("language", words.tables())
def test_zeros_are_spoken_of_where_there_are_some(language):
    said = [cues([("derivative", 0.0, 2.0)], [], "", "", language, zeros=marked)[0].text for marked in (True, False)]
    assert said[0].startswith(said[1].removesuffix("."))
    assert said[0] != said[1]


def test_subtitles_follow_the_plays():
    plays = [("title", 0.0, 3.0), ("derivation", 3.0, 5.5), ("derivation", 5.5, 8.0), ("summary", 8.0, 61.5)]
    listed = cues(plays, ["One & 1 < 2.", "Two."], "f(x) = x", "f'(x) = 1", "en")
    assert [cue.text for cue in listed][1:3] == ["One & 1 < 2.", "Two."]
    assert "00:00:08,000 --> 00:01:01,500" in srt(listed)
    assert vtt(listed).startswith("WEBVTT\n")
    assert "One &amp; 1 &lt; 2." in vtt(listed)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("speed", [1.0, 4.0])
def test_a_subtitle_stands_long_enough_to_be_read(speed, language):
    at = [0, 3, 4, 5, 8, 12, 13, 24, 26, 32]
    phases = ["title", "axes", "function", "derivation", "derivation", "tangent", "trace", "derivative", "summary"]
    plays = [(name, start / speed, end / speed) for name, start, end in zip(phases, at, at[1:], strict=False)]
    lines = ["We differentiate f(x) = x.", "The derivative is f'(x) = 1."]
    listed = cues(plays, lines, "f(x) = x", "f'(x) = 1", language)
    assert len(listed) == len(plays)
    assert listed[-1].end == at[-1] / speed
    for cue, (_, _, over), following in zip(listed, plays, [*listed[1:], listed[-1]], strict=True):
        assert cue.start < over <= cue.end
        assert cue is following or cue.end <= following.start
    if speed == 1:
        assert all(len(cue.text) <= 21 * (cue.end - cue.start) for cue in listed)
