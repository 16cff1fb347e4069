from manim import *


class Demo(Scene):
    def construct(self):
        low = np.log(np.float64(0))
        self.play(FadeIn(Dot([max(low, -3), 0, 0])))
