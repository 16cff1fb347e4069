from manim import *


class Demo(Scene):
    def construct(self):
        x = 0
        while x < 10:
            self.add(Dot())
            x -= 1
            self.clear()
