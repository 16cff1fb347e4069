from manim import *


class Demo(Scene):
    def construct(self):
        values = [1, 2, 3]
        def move(mobject, alpha):
            mobject.shift(values[int(4 * alpha) % 4 if alpha < 1 else 0] * RIGHT)
        self.play(UpdateFromAlphaFunc(Dot(), move), run_time=1)
