from manim import *


config.frame_rate = "fast"


class Demo(Scene):
    def construct(self):
        self.play(Create(Circle()))
