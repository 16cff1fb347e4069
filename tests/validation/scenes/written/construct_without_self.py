from manim import *


class Demo(Scene):
    def construct():
        print("never")
