from manim import *


class Demo(Scene):
    def construct(self):
        self.add_sound("click.wav")
        self.wait()
