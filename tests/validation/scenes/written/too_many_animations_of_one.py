from manim import *


class Demo(Scene):
    def construct(self):
        square = Square()
        self.play(square.animate.shift(UP), Rotate(square, 1))
        self.play(square.animate(run_time=2).shift(DOWN), FadeOut(square))
