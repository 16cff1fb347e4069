from manim import *


class Demo(Scene):
    def construct(self):
        chart = BarChart([1, 3, 2], y_range=[0, 4, 1])
        self.play(Create(chart))
        self.play(chart.animate.change_bar_values([3, 1, 2]))
