from manim import *


class Demo(Scene):
    def construct(self):
        formula = MathTex("x")
        self.play(Write(formula))
        self.play(formula.animate.set_fill(self.theme.accent))
