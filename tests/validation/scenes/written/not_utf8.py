from manim import *
# größer
class Demo(Scene):
    def construct(self):
        self.wait()
