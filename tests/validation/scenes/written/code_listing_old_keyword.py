from manim import *


class Demo(Scene):
    def construct(self):
        self.play(Create(Code(code="def f(x):\n    return x**2\n", language="python")))
