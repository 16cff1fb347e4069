from manim import *


class Demo(Scene):
    def construct(self):
        seen = []
        dot = Dot()
        dot.add_updater(lambda mobject: seen.append(mobject.get_x()))
        self.add(dot)
        self.play(dot.animate.shift(RIGHT), run_time=2)
        average = sum(seen[1:20]) / len(seen[5:20])
        self.play(dot.animate.move_to([average, 0, 0]))
