from manim import *
from helpers import make_axes


class Demo(Scene):
    def construct(self):
        self.add(make_axes())
