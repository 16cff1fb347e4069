from manim import *


config["speed"] = 11


class Demo(Scene):
    def construct(self):
        self.wait()
