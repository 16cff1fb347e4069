from manim import *


class Demo(Scene):
    def construct(self):
        self.play(Circle().animate.to_edge(TOP))
