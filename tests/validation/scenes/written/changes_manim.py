from manim import *


class Demo(Scene):
    def construct(self):
        Mobject.shift = lambda self, *vectors: 1 / 0
        self.play(FadeIn(Circle(), shift=UP))
