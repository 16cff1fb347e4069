from manim import *


class Demo(Scene):
    def construct(self):
        steps = iter([False, False, False])
        self.wait(5, stop_condition=lambda: next(steps))
