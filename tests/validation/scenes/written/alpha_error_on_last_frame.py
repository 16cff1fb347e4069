from manim import *


class Demo(Scene):
    def construct(self):
        def move(mobject, alpha):
            if alpha == 1:
                raise RuntimeError("arrived")
            mobject.shift(0.01 * RIGHT)
        self.play(UpdateFromAlphaFunc(Dot(), move))
