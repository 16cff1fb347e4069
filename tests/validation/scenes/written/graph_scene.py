from manim import *


class Demo(GraphScene):
    def construct(self):
        self.setup_axes(animate=True)
