from manim import *


Circle.set_default(color=RED, radius=0.5)


class Demo(Scene):
    def construct(self):
        MathTex.set_default(font_size=30)
        assert Circle().radius == 0.5
        self.play(Create(Circle()), Write(MathTex("x")))
