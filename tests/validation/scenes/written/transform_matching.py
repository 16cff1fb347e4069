from manim import *


class Demo(Scene):
    def construct(self):
        one = MathTex("x^2", "+", "1")
        two = MathTex("2", "x^2", "+", "y", "+", "1")
        self.play(Write(one))
        self.play(TransformMatchingTex(one, two))
        self.play(TransformMatchingShapes(two, MathTex("x + y")))
