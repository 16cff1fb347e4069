from manim import *


class Demo(Scene):
    def construct(self):
        self.play(Create(Circle()))
