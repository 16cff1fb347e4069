from manim import *


class Demo(Scene):
    def construct(self):
        image = ImageMobject(np.full((4, 4), 128, dtype=np.uint8)).set_height(2)
        self.play(FadeIn(Group(Circle(), image)))
