from manim import *


class Demo(Scene):
    def construct(self):
        circle = Circle()
        self.play(Create(circle))
        self.play(circle.animate.set_color("#GG0000"))
