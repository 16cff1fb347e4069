from manim import *


class Demo(Scene):
    def construct(self):
        self.play(Create(Circle()))
    def tear_down(self):
        self.undefined.clear()
