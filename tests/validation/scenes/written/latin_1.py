# -*- coding: latin-1 -*-
from manim import *
NAME = 'größer'


class Demo(Scene):
    def construct(self):
        assert len(NAME) == 6
        self.wait()
