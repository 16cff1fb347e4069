from manim import *


class Demo(ThreeDScene):
    def construct(self):
        title = Tex("Title")
        self.add_fixed_in_frame_mobjects(title)
        self.set_camera_orientation(phi=1)
        self.play(Write(title))
