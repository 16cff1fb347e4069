from manim import *


class Demo(Scene):
    def construct(self):
        self.play(Write(Tex("Ableitung von größer → x")))
