from manim import *
import math


class Demo(Scene):
    def construct(self):
        axes = Axes()
        self.play(Create(axes.plot(lambda x: math.log(x))))
