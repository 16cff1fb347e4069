from manim import *


class Demo(Scene):
    def construct(self):
        self.play(Create(Axes(x_range=[5, -5, 1], y_range=[-1, 1, 1])))
