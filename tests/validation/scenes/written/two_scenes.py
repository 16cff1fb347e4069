from manim import *


class First(Scene):
    def construct(self):
        self.play(Create(Circle()))


class Second(First):
    def construct(self):
        super().construct()
        self.play(FadeOut(self.mobjects[0]))
