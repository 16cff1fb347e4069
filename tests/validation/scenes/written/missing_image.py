from manim import *


class Demo(Scene):
    def construct(self):
        self.add(ImageMobject("picture.png"))
