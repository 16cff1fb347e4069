from manim import *


class Demo(Scene):
    def construct(self):
        colors = iter([RED])
        for _ in range(2):
            self.play(FadeIn(Dot(color=next(colors))))
