from manim import *


class Demo(Scene):
    def construct(self):
        self.play(Write(MathTex(r"\frac{1}{x")))
