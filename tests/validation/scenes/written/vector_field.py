from manim import *


class Demo(VectorScene):
    def construct(self):
        self.add_plane(animate=True)
        self.play(Create(Vector([1, 2])))
