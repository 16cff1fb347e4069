from manim import *


class Demo(Scene):
    def construct(self):
        self.add(Circle())
        self.wait(0)
