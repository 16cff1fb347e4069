from manim import *


class Demo(Scene):
    def construct(self):
        while True:
            self.play(Rotate(Square(), PI))
