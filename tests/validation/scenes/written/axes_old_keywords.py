from manim import *


class Demo(Scene):
    def construct(self):
        self.play(Create(Axes(x_min=-5, x_max=5)))
