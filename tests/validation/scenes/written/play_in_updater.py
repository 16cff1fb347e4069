from manim import *


class Demo(Scene):
    def construct(self):
        dot = Dot()
        dot.add_updater(lambda mobject: self.play(FadeOut(mobject)))
        self.add(dot)
        self.wait()
