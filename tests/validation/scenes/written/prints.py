from manim import *


class Demo(Scene):
    def construct(self):
        for number in range(2000):
            print("number", number)
        self.wait()
