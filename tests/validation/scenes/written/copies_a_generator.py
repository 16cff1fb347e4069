from manim import *


class Demo(Scene):
    def construct(self):
        circle = Circle()
        circle.colors = (color for color in [RED, BLUE])
        self.play(Transform(circle, Square()))
