from manim import *


class Demo(Scene):
    def construct(self):
        path = Circle()
        self.play(MoveAlongPath(Dot(), path), Create(path))
        self.play(Homotopy(lambda x, y, z, t: (x, y + t, z), path))
        self.play(ApplyWave(path), Flash(ORIGIN))
