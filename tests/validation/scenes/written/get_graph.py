from manim import *


class Demo(Scene):
    def construct(self):
        axes = Axes()
        self.play(Create(axes.get_graph(lambda x: x**2)))
