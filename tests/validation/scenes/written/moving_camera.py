from manim import *


class Demo(MovingCameraScene):
    def construct(self):
        dot = Dot(2 * RIGHT)
        self.add(dot)
        self.camera.frame.save_state()
        self.play(self.camera.frame.animate.scale(0.5).move_to(dot))
        self.play(Restore(self.camera.frame))
