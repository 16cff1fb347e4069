"""A short lesson on x**2 by another hand than the generator's: it has everything that is asked for."""

from __future__ import annotations

LESSON = r"""from manim import *
import numpy as np


def f(x):
    return x**2


def df(x):
    return 2 * x


class DerivativeVisualization(Scene):
    def construct(self):
        self.next_section("title")
        title = MathTex(r"f(x) = x^{2}", font_size=40).to_edge(UP)
        self.play(FadeIn(title), run_time=0.2)
        self.next_section("axes")
        axes = Axes(x_range=[-2, 2], y_range=[-4, 4], x_length=6, y_length=5).shift(DOWN)
        self.play(FadeIn(axes), run_time=0.2)
        self.next_section("function")
        graph = axes.plot(f, color=BLUE)
        self.play(FadeIn(graph), run_time=0.2)
        self.next_section("derivation")
        line = MathTex(r"f'(x) = 2x", font_size=40).next_to(title, RIGHT, buff=1)
        self.play(FadeIn(line), run_time=0.2)
        self.next_section("tangent")
        self.wait(0.2)
        self.next_section("trace")
        self.wait(0.2)
        self.next_section("derivative")
        slope = axes.plot(df, color=GREEN)
        self.play(FadeIn(slope), run_time=0.2)
        self.next_section("summary")
        self.wait(0.2)
"""


def edited(*pairs: tuple[str, str]) -> str:
    """The lesson with some of its text replaced."""
    text = LESSON
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return text


def headed(head: str) -> str:
    """The lesson with code before its functions."""
    return edited(("import numpy as np\n", f"import numpy as np\n{head}\n"))
