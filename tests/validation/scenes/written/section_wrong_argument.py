from manim import *


class Demo(Scene):
    def construct(self):
        self.next_section(title="one")
        self.wait()
