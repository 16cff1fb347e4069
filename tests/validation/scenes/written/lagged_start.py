from manim import *


class Demo(Scene):
    def construct(self):
        dots = VGroup(*[Dot(x * RIGHT) for x in range(-3, 4)])
        self.play(LaggedStart(*[FadeIn(dot, shift=UP) for dot in dots], lag_ratio=0.3))
        self.play(Succession(*[Indicate(dot) for dot in dots[:2]]))
        self.play(LaggedStartMap(FadeOut, dots))
