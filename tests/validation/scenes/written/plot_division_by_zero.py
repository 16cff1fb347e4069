from manim import *


class Demo(Scene):
    def construct(self):
        axes = Axes(x_range=[-2, 2, 1])
        self.play(Create(axes.plot(lambda x: 1 / x, x_range=[-2, 2, 0.5])))
