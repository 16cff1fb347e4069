from manim import *


config.renderer = "opengl"


class Demo(Scene):
    def construct(self):
        self.play(Create(Circle()))
