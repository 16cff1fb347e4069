from manim import *
import sys


sys.exit(3)


class Demo(Scene):
    def construct(self):
        self.wait()
