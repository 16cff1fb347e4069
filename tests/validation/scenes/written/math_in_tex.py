from manim import *


class Demo(Scene):
    def construct(self):
        self.play(Write(Tex(r"slope x^2")))
