from manim import *


class Demo(Scene):
    def construct(self):
        self.play(Create(Line([0, 0], [1, 1])))
