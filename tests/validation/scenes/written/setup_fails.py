from manim import *


class Demo(Scene):
    def setup(self):
        self.axes = NumberPlane(x_range=(1, 2, 3, 4, 5))
    def construct(self):
        self.wait()
