from manim import *


class Demo(Scene):
    def construct(self):
        self.play(Create(Code(code_string="def f(x):\n    return x**2\n", language="python")))
