from manim import *


class Demo(Scene):
    def construct(self):
        self.play(Create(Dot([1, 2])))
        self.play(Dot().animate.move_to([1, 2]))
