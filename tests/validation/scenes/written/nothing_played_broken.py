from manim import *


class Demo(Scene):
    def construct(self):
        circle = Circle()
        circle.stroke_width = "thick"
        self.add(circle)
