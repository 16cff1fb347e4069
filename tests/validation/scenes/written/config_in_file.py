from manim import *


config.frame_rate = 30
config.background_color = "#1e1e2e"
config.pixel_height = 1920
config.pixel_width = 1080
config.frame_height = 16
config.frame_width = 9


class Demo(Scene):
    def construct(self):
        self.play(Create(Circle()))
        self.wait()
