from manim import *


class Demo(Scene):
    def construct(self):
        formula = MathTex("x^2 + 1")
        formula[1].set_color(RED)
        self.play(Write(formula))
