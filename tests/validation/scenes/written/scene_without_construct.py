from manim import *


class Demo(Scene):
    pass
