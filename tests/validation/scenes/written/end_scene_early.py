from manim import *
from manim.utils.exceptions import EndSceneEarlyException


class Demo(Scene):
    def construct(self):
        self.play(Create(Circle()))
        raise EndSceneEarlyException
