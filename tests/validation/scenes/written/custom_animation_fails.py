from manim import *


class Grow(Animation):
    def interpolate_mobject(self, alpha):
        self.mobject.scale(1 / (alpha - 0.4) if 0.2 < alpha < 0.45 else 1).nosuch if 0.3 < alpha < 0.5 else None


class Demo(Scene):
    def construct(self):
        self.play(Grow(Circle()), run_time=1)
