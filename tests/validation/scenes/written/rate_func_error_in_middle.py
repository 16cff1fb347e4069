from manim import *


def late(t):
    if 0.3 < t < 0.7:
        raise ArithmeticError("not smooth")
    return t


class Demo(Scene):
    def construct(self):
        self.play(FadeIn(Square()), rate_func=late)
