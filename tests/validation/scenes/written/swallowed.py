from manim import *


class Demo(Scene):
    def construct(self):
        try:
            self.play(Create(None))
        except Exception:
            self.play(Create(Circle()))
