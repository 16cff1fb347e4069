from manim import *


class Demo(Scene):
    def construct(self):
        x = ValueTracker(0)
        dot = always_redraw(lambda: Dot([1 / (2 - x.get_value()), 0, 0]))
        self.add(dot)
        self.play(x.animate.set_value(2), run_time=2)
