from manim import *
import random


class Demo(Scene):
    def construct(self):
        random.seed(1)
        self.play(*[FadeIn(Dot([random.uniform(-3, 3), random.random(), 0])) for _ in range(5)])
