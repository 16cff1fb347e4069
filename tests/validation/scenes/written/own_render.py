from manim import *


class Demo(Scene):
    def render(self, preview=False):
        self.started = True
        return super().render(preview)
    def construct(self):
        assert self.started
        self.play(Create(Circle()))
