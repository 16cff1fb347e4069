from manim import *


class Demo(Scene):
    def construct(self):
        image = ImageMobject(np.zeros((4, 4), dtype=np.uint8))
        self.add(VGroup(Circle(), image))
