from manim import *


class Demo(Scene):
    def construct(self):
        circle = Circle()
        self.add(circle)
        def spoil(mobject, alpha):
            mobject.stroke_width = None if 0.3 < alpha < 0.6 else 4
        self.play(UpdateFromAlphaFunc(circle, spoil), run_time=1)
