from manim import *
import warnings


class Demo(Scene):
    def construct(self):
        warnings.filterwarnings("error")
        self.add(Dot([np.log(np.float64(0)), 0, 0]))
        self.wait()
