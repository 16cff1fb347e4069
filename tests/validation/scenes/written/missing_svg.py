from manim import *


class Demo(Scene):
    def construct(self):
        self.play(DrawBorderThenFill(SVGMobject("drawing.svg")))
