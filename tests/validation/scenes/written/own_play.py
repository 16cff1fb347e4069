from manim import *


class Demo(Scene):
    def play(self, *animations, **options):
        options.setdefault("run_time", 0.5)
        super().play(*animations, **options)
    def construct(self):
        self.play(Create(Circle()))
        self.play(FadeOut(self.mobjects[0]), run_time=1)
