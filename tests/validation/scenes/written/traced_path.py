from manim import *


class Demo(Scene):
    def construct(self):
        dot = Dot()
        path = TracedPath(dot.get_center, dissipating_time=0.5)
        self.add(dot, path)
        self.play(dot.animate.shift(2 * RIGHT), Rotating(dot, angle=PI, about_point=UP))
