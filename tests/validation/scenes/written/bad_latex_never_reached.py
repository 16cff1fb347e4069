from manim import *


class Demo(Scene):
    def construct(self):
        self.play(Write(MathTex(r"x^2")))
        if len(self.mobjects) > 10:
            self.add(MathTex(r"\frac{1}{"))
