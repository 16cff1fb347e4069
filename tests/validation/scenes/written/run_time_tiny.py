from manim import *


class Demo(Scene):
    def construct(self):
        self.play(Create(Circle()), run_time=0.001)
        self.wait(0.01)
