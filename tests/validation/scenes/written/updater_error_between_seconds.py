from manim import *


class Demo(Scene):
    def construct(self):
        x = ValueTracker(0)
        dot = Dot()
        def follow(mobject):
            if 0.4 < x.get_value() < 0.6:
                raise ValueError("no such place")
            mobject.move_to([x.get_value(), 0, 0])
        dot.add_updater(follow)
        self.add(dot)
        self.play(x.animate.set_value(1), run_time=1, rate_func=linear)
