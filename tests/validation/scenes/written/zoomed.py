from manim import *


class Demo(ZoomedScene):
    def construct(self):
        self.add(Dot())
        self.activate_zooming(animate=True)
        self.play(self.zoomed_camera.frame.animate.shift(RIGHT))
