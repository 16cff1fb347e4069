from manim import *


class Demo(Scene):
    def construct(self):
        dot = Dot()
        dot.add_updater(lambda mobject, dt: mobject.shift(dt * RIGHT))
        self.add(dot)
        self.wait_until(lambda: dot.get_x() > 1.5)
        assert dot.get_x() < 2, dot.get_x()
