from manim import *


class Demo(Scene):
    def __init__(self):
        self.names = ["a", "b"]
    def construct(self):
        self.play(*[Write(MathTex(name)) for name in self.names])
