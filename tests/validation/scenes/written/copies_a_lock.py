from manim import *
import threading


class Demo(Scene):
    def construct(self):
        circle = Circle()
        circle.lock = threading.Lock()
        self.play(circle.animate.shift(UP))
