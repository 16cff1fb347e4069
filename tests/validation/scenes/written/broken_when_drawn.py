from manim import *


class Demo(Scene):
    def construct(self):
        circle = Circle()
        self.play(Create(circle))
        circle.stroke_width = "thick"
        self.wait()
