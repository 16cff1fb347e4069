from manim import *


class Demo(Scene):
    def construct(self):
        axes = Axes(x_range=[-2, 2], y_range=[-1, 4], axis_config={"include_numbers": True})
        graph = axes.plot(lambda x: x**2, color=BLUE)
        self.play(Create(axes), Create(graph))
        self.play(FadeIn(axes.get_graph_label(graph, "x^2")))
