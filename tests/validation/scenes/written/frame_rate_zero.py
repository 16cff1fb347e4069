from manim import *


class Demo(Scene):
    def construct(self):
        config.frame_rate = 0
        self.play(Create(Circle()))
