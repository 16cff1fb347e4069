from manim import *


class Trouble(Exception):
    def __str__(self):
        raise ValueError("not even that")


class Demo(Scene):
    def construct(self):
        raise Trouble
