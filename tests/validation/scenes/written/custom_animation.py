from manim import *


class Grow(Animation):
    def interpolate_mobject(self, alpha):
        self.mobject.become(Circle(radius=0.1 + self.rate_func(alpha)))


class Demo(Scene):
    def construct(self):
        circle = Circle(radius=0.1)
        self.play(Grow(circle), run_time=2)
        assert circle.width > 2
