from manim import *


class Demo(Scene):
    def construct(self):
        formula = MathTex("f(x)", "=", "x^2")
        formula.get_part_by_tex("g").set_color(RED)
        self.play(Write(formula))
