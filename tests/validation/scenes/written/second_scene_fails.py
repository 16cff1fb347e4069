from manim import *


class First(Scene):
    def construct(self):
        self.play(Create(Circle()))


class Second(Scene):
    def construct(self):
        self.play(Create(circle))
