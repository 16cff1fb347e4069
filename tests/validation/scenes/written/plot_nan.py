from manim import *


class Demo(Scene):
    def construct(self):
        axes = Axes()
        self.play(Create(axes.plot(lambda x: np.log(x))))
