from manim import *


class Demo(Scene):
    def construct(self):
        line = VMobject().set_points_as_corners([[0, 0, 0], [float("nan"), 1, 0], [2, 0, 0]])
        self.play(Create(line))
        self.wait()
