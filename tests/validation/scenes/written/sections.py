from manim import *


class Demo(Scene):
    def construct(self):
        self.next_section("one", skip_animations=True)
        self.play(Create(Circle()))
        self.next_section("two")
        self.play(Create(Square()))
