from manim import *
import nosuchmodule


class Demo(Scene):
    def construct(self):
        self.wait()
