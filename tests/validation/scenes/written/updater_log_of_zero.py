from manim import *
import math


class Demo(Scene):
    def construct(self):
        x = ValueTracker(-1)
        label = always_redraw(lambda: DecimalNumber(math.log(abs(x.get_value()))))
        self.add(label)
        self.play(x.animate.set_value(1), run_time=2, rate_func=linear)
