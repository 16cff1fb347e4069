from manim import *


class Demo(Scene):
    def construct(self):
        self.add(Circle())
        self.interactive_embed()
