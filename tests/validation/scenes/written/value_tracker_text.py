from manim import *


class Demo(Scene):
    def construct(self):
        x = ValueTracker("a")
        self.play(x.animate.set_value(2))
