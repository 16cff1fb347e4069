from manim import *


class Demo(Scene):
    def construct(self):
        self.play(Write(MathTex(r"x^2",
