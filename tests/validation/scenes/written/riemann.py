from manim import *


class Demo(Scene):
    def construct(self):
        axes = Axes(x_range=[0, 4], y_range=[0, 4])
        graph = axes.plot(lambda x: x / 2 + 1)
        area = axes.get_riemann_rectangles(graph, x_range=[0, 4], dx=0.5)
        line = axes.get_secant_slope_group(2, graph, dx=0.5, dx_label="dx", dy_label="dy")
        self.add(axes, graph)
        self.play(FadeIn(area), Create(line))
