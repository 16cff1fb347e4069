from manim import *
import sys


class Demo(Scene):
    def construct(self):
        self.play(Create(Circle()))
        sys.exit()
        self.play(Create(Square()))
