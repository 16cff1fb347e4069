from manim import *


class Demo(Scene):
    def construct(self):
        self.set_camera_orientation(phi=60 * DEGREES)
        self.wait()
