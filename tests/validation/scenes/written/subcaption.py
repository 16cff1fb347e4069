from manim import *


class Demo(Scene):
    def construct(self):
        self.add_subcaption("a circle", duration=1)
        self.play(Create(Circle()), subcaption="drawn")
        self.wait()
