from manim import *


class Demo(Scene):
    def construct(self):
        x = ValueTracker(1)
        line = always_redraw(lambda: DashedLine(ORIGIN, x.get_value() * RIGHT))
        self.add(line)
        self.play(x.animate.set_value(4))
        self.play(x.animate.set_value(2), FadeOut(line))
