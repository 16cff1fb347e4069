from manim import *


class Demo(Scene):
    def construct(self):
        self.tree(ORIGIN)
    def tree(self, point):
        self.tree(point + UP)
