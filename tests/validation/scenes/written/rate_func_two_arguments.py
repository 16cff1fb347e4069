from manim import *


class Demo(Scene):
    def construct(self):
        self.play(FadeIn(Square()), rate_func=lambda t, pause: t)
