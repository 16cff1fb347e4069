from manim import *


class Demo(Scene):
    def construct(self):
        self.camera.background_color = "#101020"
        self.play(Create(Circle()))
        self.camera.background_color = "no color"
        self.wait()
