from manim import *


class Demo(ThreeDScene):
    def construct(self):
        surface = Surface(lambda u, v: [u, v, u * v], u_range=[-1, 1], v_range=[-1, 1], resolution=3)
        self.set_camera_orientation(phi=60 * DEGREES, theta=30 * DEGREES)
        self.play(Create(surface))
        self.begin_ambient_camera_rotation(rate=0.2)
        self.wait(1)
        self.stop_ambient_camera_rotation()
        self.move_camera(phi=0)
