from manim import *


class Demo(Scene):
    def construct(self):
        self.play(Create(Circle()))
        yield self.wait(-1)
