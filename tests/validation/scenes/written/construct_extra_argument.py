from manim import *


class Demo(Scene):
    def construct(self, size):
        self.play(Create(Circle(size)))
