from manim import *


class Demo(Scene):
    def construct(self):
        self.play(FadeIn(Square(fill_opacity=1, color=WHITE)))
        frame = self.renderer.get_frame()
        height, width = frame.shape[:2]
        assert frame[height // 2, width // 2, 0] > 200, frame[height // 2, width // 2]
        self.wait()
