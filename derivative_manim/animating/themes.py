"""The colours of a scene: as the dataset's, for a light screen, or for paper."""

from __future__ import annotations

from derivative_manim.generation.scene import Style

_PAPER = """\
config.background_color = WHITE
for kind in (MathTex, DecimalNumber, NumberLine):
    kind.set_default(color=BLACK)
BLUE, GREEN, YELLOW, RED = {}
GRAY, GRAY_D = {}, GRAY_A
SurroundingRectangle.set_default(color=YELLOW)"""
_INKS = {
    "dark": ("", "BLACK"),
    "light": (_PAPER.format('"#1C5D86", "#2B7A2B", "#9C5A00", "#B02A2A"', "GRAY_C"), "WHITE"),
    # in black and grey too, what is drawn can be told apart: by its lightness; asymptotes and zeros are the lightest
    "print": (_PAPER.format('"#000000", "#6A6A6A", "#353535", "#9F9F9F"', "RED"), "WHITE"),
}


def style(theme: str, speed: float, slope: str, *, comma: bool) -> Style:
    """The style of a scene in one of the themes, with the word and the `comma` of a language."""
    inks, background = _INKS[theme]
    return Style(speed=speed, inks=inks, background=background, slope=slope, comma=comma)
