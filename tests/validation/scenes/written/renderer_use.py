from manim import *


class Demo(Scene):
    def construct(self):
        start = self.renderer.time
        self.play(Create(Circle()), run_time=2)
        assert abs(self.renderer.time - start - 2) < 0.1, self.renderer.time
        self.wait(0.5)
        assert abs(self.time - start - 2.5) < 0.2
        assert self.renderer.num_plays == 2
