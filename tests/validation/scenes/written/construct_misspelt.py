from manim import *


class Demo(Scene):
    def contruct(self):
        self.play(Create(Circle()))
