from manim import *


class Demo(Scene):
    def construct(self):
        try:
            label = MathTex(r"\nosuchcommand")
        except ValueError:
            label = MathTex("x")
        self.play(Write(label))
