from manim import *


class Demo(Scene):
    CONFIG = {"camera_config": {"background_color": BLACK}}
    def construct(self):
        self.play(Create(Circle(**{"radius": 2})))
        self.wait(self.CONFIG["pause"])
