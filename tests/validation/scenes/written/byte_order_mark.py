from manim import *


class Demo(Scene):
    def construct(self):
        self.wait()
