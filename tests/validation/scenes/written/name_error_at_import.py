from manim import *


COLOR = TEAL_Z


class Demo(Scene):
    def construct(self):
        self.wait()
